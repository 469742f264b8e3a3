#include "market/records.h"

#include <array>

namespace perpscope {
namespace {
constexpr std::array<std::string_view, 5> kPriceKinds{"candles", "mark", "index", "mid", "premium-index"};
}

std::string_view label(PriceKind kind) { return kPriceKinds.at(static_cast<std::size_t>(kind)); }

std::optional<PriceKind> parsePriceKind(std::string_view text) {
  for (std::size_t i = 0; i < kPriceKinds.size(); ++i)
    if (kPriceKinds[i] == text) return static_cast<PriceKind>(i);
  return std::nullopt;
}

Time snappedToMinute(Time t) { return std::chrono::round<std::chrono::minutes>(t); }

}  // namespace perpscope
