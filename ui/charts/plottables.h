// The kinds of drawing a study can ask for. Each takes its data as shared series; setting data copies
// nothing.
#pragma once

#include "charts/bar_plottable.h"

namespace perpscope::ui {

// Columns from zero, coloured by sign, and where wanted by opacity.
class HistogramPlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries values);
  // One value of 0 … 1 per bar; a bar without one is opaque, and so are all while the series is empty.
  void setOpacity(BlockSeries opacity);
  void setColours(const QColor& at_or_above, const QColor& below);
  [[nodiscard]] Summary extent(std::size_t first, std::size_t last) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  BlockSeries values_;
  BlockSeries opacity_;
  QColor above_;
  QColor below_;
};

class LinePlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries values);
  void setColour(const QColor& colour) { colour_ = colour; }
  [[nodiscard]] Summary extent(std::size_t first, std::size_t last) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  void drawColumns(QCPPainter* painter, const std::vector<Slot>& found) const;
  void drawCurve(QCPPainter* painter, const std::vector<Slot>& found) const;

  BlockSeries values_;
  QColor colour_;
};

// The space between two series, filled.
class BandPlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries upper, BlockSeries lower);
  void setColour(const QColor& colour) { colour_ = colour; }
  [[nodiscard]] Summary extent(std::size_t first, std::size_t last) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  void drawColumns(QCPPainter* painter, const std::vector<Slot>& found) const;
  void drawBetweenLines(QCPPainter* painter, const std::vector<Slot>& found) const;

  BlockSeries upper_;
  BlockSeries lower_;
  QColor colour_;
};

struct CandleSeries {
  BlockSeries open, high, low, close;
};

// Candles; narrow ones become bars from low to high.
class CandlePlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, CandleSeries candles);
  void setColours(const QColor& up, const QColor& down);
  [[nodiscard]] Summary extent(std::size_t first, std::size_t last) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  CandleSeries candles_;
  QColor up_;
  QColor down_;
};

// Volume at the pane's foot, scaled to the largest in view, coloured by the candle's direction. Has no axis
// of its own.
class VolumePlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries volume, BlockSeries open, BlockSeries close);
  void setColours(const QColor& up, const QColor& down);
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  BlockSeries volume_;
  BlockSeries open_;
  BlockSeries close_;
  QColor up_;
  QColor down_;
};

// Background over the whole height while a condition holds.
class ShadePlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries condition);
  void setColour(const QColor& colour) { colour_ = colour; }
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  BlockSeries condition_;
  QColor colour_;
};

// Marks where a condition holds: a circle on a series, or an arrow at the pane's edge with a text that is
// left out where it would touch another.
class MarkerPlot final : public BarPlottable {
 public:
  enum class Place : std::uint8_t { OnSeries, Top, Foot };
  using BarPlottable::BarPlottable;
  // `series` is not used at the edges.
  void setData(const Grid& grid, BlockSeries condition, BlockSeries series);
  void setStyle(Place place, const QColor& colour, const QString& text);
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  [[nodiscard]] QPixmap picture(double scale) const;
  [[nodiscard]] std::optional<QPointF> anchor(const Slot& slot) const;
  void drawText(QCPPainter* painter, double x) const;

  BlockSeries condition_;
  BlockSeries series_;
  Place place_ = Place::OnSeries;
  QColor colour_;
  QString text_;
};

// Lanes, one per series, filled by sign and by size: the fuller, the farther from zero.
class StripPlot final : public BarPlottable {
 public:
  struct Lane {
    QString name;
    BlockSeries values;
    double full = 1;  // the size that is drawn in full colour
  };
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, std::vector<Lane> lanes);
  void setColours(const QColor& above, const QColor& below, const QColor& text);
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  void drawLane(QCPPainter* painter, const std::vector<Slot>& found, const Lane& lane, double top,
                double bottom) const;

  std::vector<Lane> lanes_;
  QColor above_;
  QColor below_;
  QColor text_;
};

// Small ticks on the pane's foot where the number of legs in use changes.
class LegChangePlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, std::vector<BlockSeries> counts);
  void setColour(const QColor& colour) { colour_ = colour; }
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  std::vector<BlockSeries> counts_;
  QColor colour_;
};

}  // namespace perpscope::ui
