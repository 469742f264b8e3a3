#include "venues/binance/binance_requests.h"

#include <fmt/format.h>

#include "venues/query_text.h"

namespace perpscope::venues {
namespace {

constexpr std::size_t kOpenInterestRows = 500;
constexpr std::size_t kSpotRows = 1000;
constexpr std::size_t kFuturesRows = 1500;
constexpr std::size_t kFundingRows = 1000;

std::string_view endpointOf(BinanceMarket market) {
  constexpr std::array<std::string_view, 3> kEndpoints{"spot_rest", "usdm_rest", "coinm_rest"};
  return kEndpoints.at(static_cast<std::size_t>(market));
}

std::string_view rootOf(BinanceMarket market) {
  constexpr std::array<std::string_view, 3> kRoots{"/api/v3", "/fapi/v1", "/dapi/v1"};
  return kRoots.at(static_cast<std::size_t>(market));
}

std::string_view klinesOf(PriceKind price) {
  switch (price) {
    case PriceKind::Mark: return "markPriceKlines";
    case PriceKind::Index: return "indexPriceKlines";
    case PriceKind::PremiumIndex: return "premiumIndexKlines";
    case PriceKind::Trade:
    case PriceKind::Mid: break;
  }
  return "klines";
}

// The pair that a contract is on: BTCUSD of BTCUSD_PERP.
std::string_view pairOf(std::string_view symbol) { return symbol.substr(0, symbol.find('_')); }

// The futures' weight of a kline request grows with its rows.
double klineWeight(BinanceMarket market, std::size_t rows) {
  if (market == BinanceMarket::Spot) return 2;
  if (rows < 100) return 1;
  if (rows < 500) return 2;
  return rows <= 1000 ? 5 : 10;
}

std::string_view poolOf(BinanceMarket market) { return market == BinanceMarket::Spot ? "spot" : "futures"; }

// Stamps are inclusive at both ends.
Target& withRange(Target& target, TimeRange range, std::size_t limit) {
  return target.with("startTime", toMs(range.from))
      .with("endTime", toMs(range.to) - 1)
      .with("limit", static_cast<std::int64_t>(limit));
}

Request bars(const Query& query) {
  const auto market = binanceMarket(query.product.instrument);
  const auto limit = binancePageLimit(query);
  Target target(fmt::format("{}/{}", rootOf(market), klinesOf(query.price)));
  if (query.price == PriceKind::Index)
    target.with("pair", pairOf(query.product.wire));
  else
    target.with("symbol", query.product.wire);
  target.with("interval", label(query.step));
  withRange(target, query.range, limit);
  return {std::string(endpointOf(market)),
          target.take(),
          "GET",
          {},
          {{poolOf(market), klineWeight(market, limit)}}};
}

Request funding(const Query& query) {
  const auto market = binanceMarket(query.product.instrument);
  Target target(fmt::format("{}/fundingRate", rootOf(market)));
  target.with("symbol", query.product.wire);
  withRange(target, query.range, kFundingRows);
  return {std::string(endpointOf(market)), target.take(), "GET", {}, {{"futures", 1}, {"funding", 1}}};
}

// Rows carry the start of their period; an instant of the range is the end of one.
Request openInterest(const Query& query) {
  const auto market = binanceMarket(query.product.instrument);
  Target target("/futures/data/openInterestHist");
  if (market == BinanceMarket::CoinM)
    target.with("pair", pairOf(query.product.wire)).with("contractType", "PERPETUAL");
  else
    target.with("symbol", query.product.wire);
  target.with("period", label(query.step));
  const auto period = nominalLength(query.step);
  withRange(target, {query.range.from - period, query.range.to - period}, binancePageLimit(query));
  return {std::string(endpointOf(market)), target.take(), "GET", {}, {{"futures-data", 1}}};
}

}  // namespace

BinanceMarket binanceMarket(const Instrument& instrument) {
  if (instrument.kind == MarketKind::Spot) return BinanceMarket::Spot;
  return instrument.margin == Margin::Inverse ? BinanceMarket::CoinM : BinanceMarket::UsdM;
}

// Only spot lists one product alone.
Request binanceProductRequest(const Instrument& instrument) {
  const auto market = binanceMarket(instrument);
  Target target(fmt::format("{}/exchangeInfo", rootOf(market)));
  if (market == BinanceMarket::Spot) target.with("symbol", instrument.symbol);
  const double weight = market == BinanceMarket::Spot ? 20 : 1;
  return {std::string(endpointOf(market)), target.take(), "GET", {}, {{poolOf(market), weight}}};
}

Request binanceHistoryRequest(const Query& query) {
  if (query.data == DataKind::Funding) return funding(query);
  return query.data == DataKind::OpenInterest ? openInterest(query) : bars(query);
}

std::size_t binancePageLimit(const Query& query) {
  if (query.data == DataKind::Funding) return kFundingRows;
  if (query.data == DataKind::OpenInterest) return kOpenInterestRows;
  const auto most = binanceMarket(query.product.instrument) == BinanceMarket::Spot ? kSpotRows : kFuturesRows;
  const auto rows =
      barNumber(query.range.to - Milliseconds{1}, query.step) - barNumber(query.range.from, query.step) + 1;
  return std::clamp(static_cast<std::size_t>(rows), std::size_t{1}, most);
}

}  // namespace perpscope::venues
