// Lines that somebody draws over a pane, and the ruler. Anchored in time and value, so they stay where they
// are in the market, whatever the view.
#pragma once

#include <QPointF>
#include <QString>
#include <optional>
#include <vector>

#include "charts/chart_plot.h"

namespace perpscope::ui {

struct Anchor {
  double seconds = 0;  // since the epoch
  double value = 0;
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

struct PaneLine {
  enum class Kind : std::uint8_t { Horizontal, Trend };
  Kind kind = Kind::Horizontal;
  Anchor from;
  Anchor to;  // of a trend
  friend bool operator==(const PaneLine&, const PaneLine&) = default;

  // "h 100.5" or "t SECONDS VALUE SECONDS VALUE", for the settings file; nothing for other texts.
  [[nodiscard]] QString text() const;
  [[nodiscard]] static std::optional<PaneLine> parse(const QString& text);
};

enum class LineTool : std::uint8_t { None, Horizontal, Trend, Measure };

// "+1,234.50 (+2.31 %), 14 bars, 3 d 12 h": what the ruler says between two points.
[[nodiscard]] QString measureText(const Anchor& from, const Anchor& to, double bar_seconds);

// The lines of one pane and the one that is being drawn.
class PaneLines {
 public:
  [[nodiscard]] const std::vector<PaneLine>& lines() const { return lines_; }
  void setLines(std::vector<PaneLine> lines) { lines_ = std::move(lines); }

  // Between press and release. finish() is true where a line was added.
  void begin(LineTool tool, const Anchor& at);
  void drag(const Anchor& at);
  bool finish(const Anchor& at);
  void cancel() { drawing_.reset(); }
  [[nodiscard]] bool busy() const { return drawing_.has_value(); }

  // Takes out the line nearest to the pixel, if one is within reach.
  bool removeAt(const ChartPlot& plot, QPointF pixel);
  void draw(QPainter& painter, const ChartPlot& plot, double bar_seconds) const;

 private:
  struct Drawing {
    LineTool tool;
    Anchor from;
    Anchor to;
  };
  [[nodiscard]] static PaneLine lineOf(const Drawing& drawing);
  void drawRuler(QPainter& painter, const ChartPlot& plot, double bar_seconds) const;

  std::vector<PaneLine> lines_;
  std::optional<Drawing> drawing_;
};

}  // namespace perpscope::ui
