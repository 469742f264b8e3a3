#include "venues/kraken/kraken_requests.h"

#include <fmt/format.h>

#include "venues/minutes.h"
#include "venues/query_text.h"

namespace perpscope::venues {
namespace {

constexpr std::string_view kFundingPath = "/derivatives/api/v3/historical-funding-rates";

std::int64_t seconds(Time time) { return toMs(time) / 1000; }

Request spot(Target target) { return {"spot_rest", target.take(), "GET", {}, {{"spot", 1}}}; }

Request futures(Target target, std::string_view pool) {
  return {"futures_rest", target.take(), "GET", {}, {{pool, 1}}};
}

// `since` is exclusive: from a second before the first bar on.
Request spotBars(const Query& query) {
  return spot(Target("/0/public/OHLC")
                  .with("pair", query.product.wire)
                  .with("interval", minutesOf(query.step))
                  .with("since", seconds(query.range.from) - 1));
}

std::string_view tickType(PriceKind price) {
  if (price == PriceKind::Mark) return "mark";
  return price == PriceKind::Index ? "spot" : "trade";
}

// Both ends are inclusive.
Request futuresBars(const Query& query) {
  return futures(Target(fmt::format("/api/charts/v1/{}/{}/{}", tickType(query.price), query.product.wire,
                                    label(query.step)))
                     .with("from", seconds(query.range.from))
                     .with("to", seconds(query.range.to) - 1),
                 "charts");
}

// Buckets carry their start; an instant of the range is the end of one.
Request openInterest(const Query& query) {
  const auto bucket = nominalLength(query.step);
  return futures(Target(fmt::format("/api/charts/v1/analytics/{}/open-interest", query.product.wire))
                     .with("since", seconds(query.range.from - bucket))
                     .with("to", seconds(query.range.to - bucket))
                     .with("interval", bucket / Milliseconds{1000}),
                 "charts");
}

// The whole history at once, whatever the range.
Request funding(const Query& query) {
  return futures(Target(kFundingPath).with("symbol", query.product.wire), "derivatives");
}

}  // namespace

std::string krakenPair(std::string_view symbol) {
  std::string pair(symbol);
  std::erase(pair, '/');
  return pair;
}

Request krakenProductRequest(const Instrument& instrument) {
  if (instrument.kind == MarketKind::Spot)
    return spot(Target("/0/public/AssetPairs").with("pair", krakenPair(instrument.symbol)));
  return futures(Target("/derivatives/api/v3/instruments"), "derivatives");
}

Request krakenHistoryRequest(const Query& query) {
  if (query.data == DataKind::Funding) return funding(query);
  if (query.data == DataKind::OpenInterest) return openInterest(query);
  return query.product.instrument.kind == MarketKind::Spot ? spotBars(query) : futuresBars(query);
}

std::optional<Request> krakenOlderFundingRequest(const Request& asked) {
  if (!asked.target.starts_with(kFundingPath)) return std::nullopt;
  auto other = asked;
  other.target.replace(0, kFundingPath.size(), "/derivatives/api/v4/historicalfundingrates");
  return other;
}

}  // namespace perpscope::venues
