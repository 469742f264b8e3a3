#include "venues/settlements.h"

#include <algorithm>
#include <array>

namespace perpscope::venues {
namespace {

using std::chrono::minutes;
constexpr std::array kIntervals{minutes{60},  minutes{120}, minutes{180},
                                minutes{240}, minutes{360}, minutes{480}};

}  // namespace

void deriveIntervals(std::span<Funding> settlements, minutes usual) {
  std::optional<minutes> last;
  const auto between = [&](std::size_t i) {
    return std::chrono::round<minutes>(settlements[i].time - settlements[i - 1].time);
  };
  const auto known = [](minutes gap) { return std::ranges::find(kIntervals, gap) != kIntervals.end(); };
  for (std::size_t i = 1; i < settlements.size(); ++i) {
    if (known(between(i))) last = between(i);
    settlements[i].rate.interval = last.value_or(usual);
  }
  if (settlements.empty()) return;
  const bool next_tells = settlements.size() > 1 && known(between(1));
  settlements.front().rate.interval = next_tells ? between(1) : usual;
}

}  // namespace perpscope::venues
