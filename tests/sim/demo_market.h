// What several tests of the simulated market need: one model that is made once, and digests of what it says.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "market/columns.h"
#include "sim/market_model.h"

namespace perpscope::sim {

inline constexpr Time kNow = utc(2026, 6, 20, std::chrono::hours{10} + std::chrono::seconds{17 * 60 + 30});
inline constexpr TimeRange kAlways{};

inline const MarketModel& demoMarket(std::uint64_t seed = 7) {
  static std::map<std::uint64_t, MarketModel> models;
  return models.try_emplace(seed, MarketOptions{seed, "BTC", kNow}).first->second;
}

inline const Instrument& legOf(std::span<const Instrument> legs, std::string_view venue,
                               Margin margin = Margin::None) {
  return *std::ranges::find_if(legs, [&](const Instrument& leg) {
    return leg.venue == venue && (margin == Margin::None || leg.margin == margin);
  });
}
inline const Instrument& spotLeg(std::string_view venue) { return legOf(demoMarket().spotLegs(), venue); }
inline const Instrument& perpLeg(std::string_view venue, Margin margin = Margin::None) {
  return legOf(demoMarket().perpLegs(), venue, margin);
}

// FNV-1a over the numbers as written with eight decimals.
class Digest {
 public:
  Digest& add(double value) {
    auto bits = std::bit_cast<std::uint64_t>(std::llround(value * 1e8));
    for (int i = 0; i < 8; ++i, bits >>= 8) hash_ = (hash_ ^ (bits & 0xFF)) * 0x100000001B3;
    return *this;
  }
  Digest& add(const Candle& bar) {
    add(static_cast<double>(toMs(bar.time)) * 1e-8);
    for (const Price p : {bar.open, bar.high, bar.low, bar.close}) add(p.value());
    return bar.volume.missing() ? *this : add(bar.volume.value());
  }
  template <class Range>
  static std::uint64_t of(const Range& bars) {
    Digest digest;
    for (const auto& bar : bars) digest.add(bar);
    return digest.hash_;
  }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325;
};

inline GridCandles onGrid(std::span<const Candle> bars, Interval interval) {
  const TimeRange range{bars.front().time, bars.back().time + Milliseconds{1}};
  GridCandles grid(Grid::covering(range, interval), CandleFields::all());
  for (const auto& bar : bars) {
    const auto i = static_cast<std::size_t>(grid.grid.indexOf(bar.time));
    grid.present[i] = 1;
    grid[CandleField::Open][i] = bar.open.value();
    grid[CandleField::High][i] = bar.high.value();
    grid[CandleField::Low][i] = bar.low.value();
    grid[CandleField::Close][i] = bar.close.value();
    grid[CandleField::Volume][i] = bar.volume.value();
  }
  return grid;
}

}  // namespace perpscope::sim
