// Answers of the simulated Hyperliquid. For this folder only.
#pragma once

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

struct HyperliquidCall {
  Json body;
  const Dataset& market;
  Time at;

  [[nodiscard]] std::vector<Instrument> perps() const;
  [[nodiscard]] std::vector<Instrument> spots() const;
  // By the name used in requests: BTC, @1.
  [[nodiscard]] std::optional<Instrument> product(std::string_view coin) const;
};

// Rows that a history request lets through at most, which is what it is charged for.
struct HyperliquidRows {
  std::int64_t bars = 0;
  std::int64_t settlements = 0;
};
[[nodiscard]] HyperliquidRows hyperliquidRows(const Json& body, Time at);

// 422, with the sentence that stands for all that cannot be read.
[[nodiscard]] ServerResponse hyperliquidUnreadable();
// 500 and null: unknown coins and dexes.
[[nodiscard]] ServerResponse hyperliquidUnknown();
// A parameter that must not be negative; nothing where it is absent or no number.
[[nodiscard]] std::optional<Time> hyperliquidTime(const Json& body, std::string_view name);

// The name of the n-th spot pair in requests; the first one is the slashed PURR/USDC.
[[nodiscard]] std::string hyperliquidPair(std::size_t index);

[[nodiscard]] ServerResponse hyperliquidMeta(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidMetaAndContexts(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidSpotMeta(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidSpotMetaAndContexts(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidMids(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidBook(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidPredictions(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidBars(const HyperliquidCall& call);
[[nodiscard]] ServerResponse hyperliquidFunding(const HyperliquidCall& call);

}  // namespace perpscope::sim::exchanges
