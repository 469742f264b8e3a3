// Horizontal levels of a pane, and the tint beyond them.
#pragma once

#include "charts/bar_plottable.h"

namespace perpscope::ui {

class LevelPlot final : public BarPlottable {
 public:
  struct Level {
    double value = 0;
    QColor line;
    QColor beyond;  // invalid: no tint
  };
  using BarPlottable::BarPlottable;
  void setLevels(std::vector<Level> levels) { levels_ = std::move(levels); }
  [[nodiscard]] const std::vector<Level>& levels() const { return levels_; }
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  std::vector<Level> levels_;
};

}  // namespace perpscope::ui
