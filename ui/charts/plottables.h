// The kinds of drawing a study can ask for. Each takes its data as shared series; setting data copies
// nothing.
#pragma once

#include "charts/bar_plottable.h"

namespace perpscope::ui {

// The colour of bars whose series has this very value.
struct Tint {
  double value = 0;
  QColor colour;
};

// Columns from zero, coloured by sign or by another series, and where wanted by opacity.
class HistogramPlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries values);
  // Each bar takes the tint of its value in `by`; one without a tint, the colour of its sign. From afar the
  // value farthest from zero speaks for a column.
  void setTintedBy(BlockSeries by) { by_ = std::move(by); }
  void setTints(std::vector<Tint> tints) { tints_ = std::move(tints); }
  // One value of 0 … 1 per bar; a bar without one is opaque, and so are all while the series is empty.
  void setOpacity(BlockSeries opacity);
  void setColours(const QColor& at_or_above, const QColor& below);
  [[nodiscard]] Summary extent(std::size_t first, std::size_t last) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  // The first two are of the signs, then one of each tint.
  [[nodiscard]] std::vector<ShadedBatch> batches() const;
  [[nodiscard]] std::optional<std::size_t> tintOf(const Slot& slot) const;

  BlockSeries values_;
  BlockSeries opacity_;
  BlockSeries by_;
  std::vector<Tint> tints_;
  QColor above_;
  QColor below_;
};

class LinePlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries values);
  void setColour(const QColor& colour) { setColours(colour, colour); }
  // By sign; a piece between two bars has the colour of the later one.
  void setColours(const QColor& at_or_above, const QColor& below);
  [[nodiscard]] Summary extent(std::size_t first, std::size_t last) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  void drawColumns(QCPPainter* painter, const std::vector<Slot>& found) const;
  void drawCurve(QCPPainter* painter, const std::vector<Slot>& found) const;
  [[nodiscard]] bool isBelow(double value) const { return value < 0 && above_ != below_; }

  BlockSeries values_;
  QColor above_;
  QColor below_;
};

// The space between two series, filled; where wanted in another colour while the first is below the second.
class BandPlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries upper, BlockSeries lower);
  void setColour(const QColor& colour) { setColours(colour, colour); }
  void setColours(const QColor& in_order, const QColor& turned);
  [[nodiscard]] Summary extent(std::size_t first, std::size_t last) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  void drawColumns(QCPPainter* painter, const std::vector<Slot>& found) const;
  void drawBetweenLines(QCPPainter* painter, const std::vector<Slot>& found) const;

  [[nodiscard]] bool isTurned(double upper, double lower) const {
    return upper < lower && in_order_ != turned_;
  }

  BlockSeries upper_;
  BlockSeries lower_;
  QColor in_order_;
  QColor turned_;
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

// Background over the whole height while a condition holds, or while values are far from zero.
class ShadePlot final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, BlockSeries condition);
  // The series is no condition: it holds where values are farther than this from zero.
  void setBeyond(double distance) { beyond_ = distance; }
  void setColour(const QColor& colour) { colour_ = colour; }
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  [[nodiscard]] bool holds(const Slot& slot) const;

  BlockSeries condition_;
  std::optional<double> beyond_;
  QColor colour_;
};

// Texts where conditions hold, at the pane's upper or lower edge, the newest first: one that would touch
// another is left out.
class LabelPlot final : public BarPlottable {
 public:
  struct Style {
    QString text;
    QColor colour;
    bool at_foot = false;
  };
  using BarPlottable::BarPlottable;
  void setData(const Grid& grid, std::vector<BlockSeries> conditions);
  // One per condition.
  void setStyles(std::vector<Style> styles) { styles_ = std::move(styles); }
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }
  // What is to be seen, newest first. Also for tests.
  struct Placed {
    std::size_t style = 0;
    QRectF box;
    double at = 0;  // the bar's middle
  };
  [[nodiscard]] std::vector<Placed> placed(const QFontMetrics& metrics) const;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  std::vector<BlockSeries> conditions_;
  std::vector<Style> styles_;
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
  // Values that have a colour of their own.
  void setTints(std::vector<Tint> tints) { tints_ = std::move(tints); }
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  void drawLane(QCPPainter* painter, const std::vector<Slot>& found, const Lane& lane, double top,
                double bottom) const;

  std::vector<Lane> lanes_;
  std::vector<Tint> tints_;
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
