// A layout as a picture, without a window.
#pragma once

#include <QImage>
#include <QSize>
#include <QString>
#include <optional>

#include "app/snapshot.h"

namespace perpscope::ui {

struct RenderOptions {
  QSize size{1920, 1080};
  QString theme = "dark";
  std::optional<TimeRange> range;  // else the newest bars, as many as read well
  double scale = 1;                // device pixels per pixel
};

// GUI thread, after the QApplication was made.
[[nodiscard]] QImage renderSnapshots(const std::vector<app::SnapshotPtr>& snapshots,
                                     const RenderOptions& options);

}  // namespace perpscope::ui
