#include "venues/okx/okx_requests.h"

#include <array>

#include "venues/okx/okx_rows.h"
#include "venues/query_text.h"

namespace perpscope::venues::okx_v5 {
namespace {

constexpr std::size_t kCandleRows = 300;
constexpr std::size_t kPriceRows = 100;  // candles of mark and index
constexpr std::size_t kFundingRows = 400;
constexpr std::size_t kOpenInterestRows = 100;

struct Path {
  std::string_view pool;
  std::string_view path;
  double allowance;  // in two seconds
};
constexpr Path kInstruments{"instruments", "/api/v5/public/instruments", 20};
constexpr Path kCandles{"history-candles", "/api/v5/market/history-candles", 20};
constexpr Path kMark{"history-mark-price-candles", "/api/v5/market/history-mark-price-candles", 10};
constexpr Path kIndex{"history-index-candles", "/api/v5/market/history-index-candles", 10};
constexpr Path kFunding{"funding-rate-history", "/api/v5/public/funding-rate-history", 10};
constexpr Path kOpenInterest{"open-interest-history", "/api/v5/rubik/stat/contracts/open-interest-history",
                             10};

Request get(const Path& path, Target& target) { return {"rest", target.take(), "GET", {}, {{path.pool, 1}}}; }

const Path& pathOf(PriceKind price) {
  switch (price) {
    case PriceKind::Mark: return kMark;
    case PriceKind::Index: return kIndex;
    case PriceKind::Trade:
    case PriceKind::Mid:
    case PriceKind::PremiumIndex: break;
  }
  return kCandles;
}

// The index that a swap is settled by: BTC-USDT of BTC-USDT-SWAP.
std::string_view underlyingOf(std::string_view inst_id) {
  return inst_id.substr(0, inst_id.size() - (inst_id.ends_with("-SWAP") ? 5 : 0));
}

// `newer` and `older` than a stamp, which is not among the rows.
Target& within(Target& target, TimeRange range, std::string_view newer, std::string_view older,
               std::size_t limit) {
  return target.with(newer, toMs(range.from) - 1)
      .with(older, toMs(range.to))
      .with("limit", static_cast<std::int64_t>(limit));
}

Request candles(const Query& query) {
  const auto& path = pathOf(query.price);
  Target target(path.path);
  const std::string_view wire = query.product.wire;
  target.with("instId", query.price == PriceKind::Index ? underlyingOf(wire) : wire)
      .with("bar", name(query.step));
  return get(path, within(target, query.range, "before", "after", pageLimit(query.data, query.price)));
}

Request funding(const Query& query) {
  Target target(kFunding.path);
  target.with("instId", query.product.wire);
  return get(kFunding, within(target, {query.range.from - kFundingLead, query.range.to}, "before", "after",
                              kFundingRows));
}

Request openInterest(const Query& query) {
  Target target(kOpenInterest.path);
  target.with("instId", query.product.wire).with("period", name(query.step));
  return get(kOpenInterest, within(target, query.range, "begin", "end", kOpenInterestRows));
}

}  // namespace

std::span<const Pool> pools() {
  static const std::vector<Pool> pools = [] {
    std::vector<Pool> made;
    for (const auto& path : {kInstruments, kCandles, kMark, kIndex, kFunding, kOpenInterest})
      made.push_back({path.pool, {{std::chrono::seconds{2}, path.allowance}}});
    return made;
  }();
  return pools;
}

Request productRequest(const Instrument& instrument) {
  Target target(kInstruments.path);
  target.with("instType", instrument.kind == MarketKind::Spot ? "SPOT" : "SWAP")
      .with("instId", instrument.symbol);
  return get(kInstruments, target);
}

Request historyRequest(const Query& query) {
  if (query.data == DataKind::Funding) return funding(query);
  return query.data == DataKind::OpenInterest ? openInterest(query) : candles(query);
}

std::size_t pageLimit(DataKind data, PriceKind price) {
  if (data == DataKind::Funding) return kFundingRows;
  if (data == DataKind::OpenInterest) return kOpenInterestRows;
  return price == PriceKind::Trade ? kCandleRows : kPriceRows;
}

}  // namespace perpscope::venues::okx_v5
