#include "venues/bybit/bybit_requests.h"

#include <array>

#include "venues/bybit/bybit_rows.h"
#include "venues/query_text.h"

namespace perpscope::venues::bybit_v5 {
namespace {

constexpr std::size_t kKlineRows = 1000;
constexpr std::size_t kOtherRows = 200;

Request get(Target& target) { return {"rest", target.take(), "GET", {}, {{kPool, 1}}}; }

std::string_view klinePath(PriceKind price) {
  switch (price) {
    case PriceKind::Mark: return "/v5/market/mark-price-kline";
    case PriceKind::Index: return "/v5/market/index-price-kline";
    case PriceKind::PremiumIndex: return "/v5/market/premium-index-price-kline";
    case PriceKind::Trade:
    case PriceKind::Mid: break;
  }
  return "/v5/market/kline";
}

// Sample steps are written 5min 15min 30min 1h 4h 1d.
std::string periodName(Interval step) {
  std::string period(perpscope::label(step));
  if (period.ends_with('m')) period += "in";
  return period;
}

Target about(std::string_view path, const Query& query) {
  Target target(path);
  target.with("category", label(categoryOf(query.product.instrument))).with("symbol", query.product.wire);
  return target;
}

// Stamps are inclusive at both ends. Both are always sent: one alone is refused or passed over.
Target& within(Target& target, TimeRange range, std::array<std::string_view, 2> names, std::size_t limit) {
  return target.with(names[0], toMs(range.from))
      .with(names[1], toMs(range.to) - 1)
      .with("limit", static_cast<std::int64_t>(limit));
}

Request klines(const Query& query) {
  auto target = about(klinePath(query.price), query);
  target.with("interval", name(query.step));
  return get(within(target, query.range, {"start", "end"}, kKlineRows));
}

Request funding(const Query& query) {
  auto target = about("/v5/market/funding/history", query);
  const TimeRange range{query.range.from - kFundingLead, query.range.to};
  return get(within(target, range, {"startTime", "endTime"}, kOtherRows));
}

Request openInterest(const Query& query) {
  auto target = about("/v5/market/open-interest", query);
  target.with("intervalTime", periodName(query.step));
  return get(within(target, query.range, {"startTime", "endTime"}, kOtherRows));
}

}  // namespace

Request productRequest(const Instrument& instrument) {
  Target target("/v5/market/instruments-info");
  target.with("category", label(categoryOf(instrument))).with("symbol", instrument.symbol);
  return get(target);
}

Request historyRequest(const Query& query) {
  if (query.data == DataKind::Funding) return funding(query);
  return query.data == DataKind::OpenInterest ? openInterest(query) : klines(query);
}

std::size_t pageLimit(DataKind data) { return data == DataKind::Bars ? kKlineRows : kOtherRows; }

}  // namespace perpscope::venues::bybit_v5
