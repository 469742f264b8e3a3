#include "commands/picture_options.h"

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::ui {

void PictureOptions::addTo(CLI::App& command) {
  command.add_option("--size", size, "WIDTHxHEIGHT")->capture_default_str();
  command.add_option("--theme", theme)->check(CLI::IsMember({"dark", "light"}))->capture_default_str();
  command.add_option("--scale", scale, "device pixels per pixel, for sharp screens")
      ->check(CLI::Range(1.0, 4.0))
      ->capture_default_str();
}

Result<QSize> PictureOptions::pixels() const {
  constexpr int kLeast = 200;
  constexpr int kMost = 20'000;
  const auto parts = split(size, 'x');
  if (parts.size() == 2) {
    const auto width = parseNumber<int>(parts[0]);
    const auto height = parseNumber<int>(parts[1]);
    const auto fits = [](int side) { return side >= kLeast && side <= kMost; };
    if (width && height && fits(*width) && fits(*height)) return QSize(*width, *height);
  }
  return fail(ErrorKind::Usage,
              fmt::format("--size {}: WIDTHxHEIGHT is wanted, each {} … {}", size, kLeast, kMost));
}

Status savePicture(const QImage& image, const std::string& file) {
  if (image.save(QString::fromStdString(file), "PNG")) return {};
  return fail(ErrorKind::Io, fmt::format("cannot write {}", file));
}

}  // namespace perpscope::ui
