// Options of commands that end in a picture.
#pragma once

#include <QImage>
#include <QSize>

#include "cli/command.h"

namespace perpscope::ui {

struct PictureOptions {
  std::string size = "1920x1080";
  std::string theme = "dark";
  double scale = 1;  // device pixel ratio

  void addTo(CLI::App& command);
  // Logical pixels; 200 to 20,000 a side.
  [[nodiscard]] Result<QSize> pixels() const;
};

[[nodiscard]] Status savePicture(const QImage& image, const std::string& file);

}  // namespace perpscope::ui
