#include "cli/venue_bars.h"

#include <fmt/format.h>

namespace perpscope::cli {
namespace {

constexpr Milliseconds kBetweenDrawings{100};
constexpr double kCells = 20;

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

// From the pages so far; nothing to say before some have come.
std::string timeLeft(const app::SyncProgress& progress, Milliseconds since) {
  constexpr std::size_t kEnoughPages = 3;
  if (progress.pages_done < kEnoughPages || progress.pages_done >= progress.pages_planned) return {};
  const auto left = static_cast<double>(progress.pages_planned - progress.pages_done);
  const double seconds =
      static_cast<double>(since.count()) / 1e3 * left / static_cast<double>(progress.pages_done);
  return fmt::format("  {} left", duration(seconds));
}

}  // namespace

std::string grouped(std::size_t count) {
  auto text = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

VenueBars::VenueBars(const Console& console) : console_(console), began_(console.clock->now()) {}

std::string VenueBars::line(const app::SyncProgress& progress, Milliseconds since) {
  const double share = progress.pages_planned == 0 ? 0
                                                   : static_cast<double>(progress.pages_done) /
                                                         static_cast<double>(progress.pages_planned);
  return fmt::format("{:<12} [{:<20}] {:>3.0f} %  {} rows{}  {}", progress.venue,
                     std::string(static_cast<std::size_t>(share * kCells), '#'), share * 100,
                     grouped(progress.rows), timeLeft(progress, since), progress.doing);
}

void VenueBars::show(const app::SyncProgress& progress) {
  if (!console_.err_is_terminal) return;
  const std::scoped_lock lock(mutex_);
  bars_[progress.venue] = progress;
  const Time now = console_.clock->now();
  if (now - drawn_ < kBetweenDrawings) return;
  drawn_ = now;
  draw();
}

void VenueBars::draw() {
  std::string text = lines_ == 0 ? std::string() : fmt::format("\x1b[{}F", lines_);
  for (const auto& [venue, progress] : bars_)
    text += fmt::format("\x1b[K{:.100}\n", line(progress, drawn_ - began_));
  lines_ = bars_.size();
  fmt::print(console_.err, "{}", text);
  std::fflush(console_.err);
}

void VenueBars::clear() {
  const std::scoped_lock lock(mutex_);
  if (lines_ > 0) fmt::print(console_.err, "\x1b[{}F\x1b[J", lines_);
  lines_ = 0;
}

}  // namespace perpscope::cli
