#include "cli/progress_bar.h"

#include <algorithm>

#include <fmt/format.h>

namespace perpscope::cli {

void ProgressBar::show(const std::string& what, double share) {
  constexpr int kCells = 30;
  const int permille = static_cast<int>(std::clamp(share, 0.0, 1.0) * 1000);
  if (!console_.err_is_terminal || permille == shown_permille_) return;
  shown_permille_ = permille;
  const auto full = static_cast<std::size_t>(permille * kCells / 1000);
  fmt::print(console_.err, "\r\x1b[K[{:<30}] {:>3} %  {}", std::string(full, '#'), permille / 10, what);
  std::fflush(console_.err);
}

void ProgressBar::clear() {
  if (shown_permille_ < 0) return;
  fmt::print(console_.err, "\r\x1b[K");
  shown_permille_ = -1;
}

}  // namespace perpscope::cli
