#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "sim/exchanges/kraken_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr Milliseconds kFundingAge = 366 * kDay;
constexpr double kHalfSpread = 0.5e-4;  // of the price

bool isInverse(const Instrument& contract) { return contract.margin == Margin::Inverse; }

// 2026-11-20T13:00:00.000Z
std::string stamp(Time time) {
  const auto text = isoTime(time);
  return text.contains('.') ? text : text.substr(0, text.size() - 1) + ".000Z";
}

ServerResponse good(std::string_view key, Json value, Time at) {
  return answerJson({{"result", "success"}, {"serverTime", stamp(at)}, {key, std::move(value)}});
}

Json marginLevels() {
  return Json::array({{{"numNonContractUnits", 0.0}, {"initialMargin", 0.02}, {"maintenanceMargin", 0.01}},
                      {{"numNonContractUnits", 2e6}, {"initialMargin", 0.04}, {"maintenanceMargin", 0.02}}});
}

Json instrumentRow(const KrakenCall& call, const Instrument& contract) {
  const Time opened = call.market.listed(contract).value_or(utc(2022, 3, 22));
  return {{"symbol", contract.symbol},
          {"type", isInverse(contract) ? "futures_inverse" : "flexible_futures"},
          {"tickSize", 0.5},
          {"contractSize", contract.contract.size},
          {"tradeable", true},
          {"impactMidSize", 1000.0},
          {"maxPositionSize", 75'000'000.0},
          {"openingDate", isoTime(std::chrono::floor<std::chrono::seconds>(opened))},
          {"marginLevels", marginLevels()},
          {"fundingRateCoefficient", 24},
          {"maxRelativeFundingRate", 0.0025},
          {"contractValueTradePrecision", isInverse(contract) ? 0 : 4},
          {"postOnly", false},
          {"mtf", true},
          {"base", contract.base},
          {"quote", contract.quote},
          {"pair", fmt::format("{}:{}", contract.base, contract.quote)}};
}

ServerResponse instruments(const KrakenCall& call) {
  Json rows = Json::array();
  for (const auto& contract : krakenContracts(call.market)) rows.push_back(instrumentRow(call, contract));
  return good("instruments", std::move(rows), call.request.at);
}

// Quote currency for one contract of a coin; coins for one of a dollar.
double absolute(double fraction, double index, const Instrument& contract) {
  return isInverse(contract) ? fraction / index : fraction * index;
}

double openInterestNow(const KrakenCall& call, const Instrument& contract) {
  const auto sample = lastOpenInterest(call.market, contract, call.request.at);
  if (!sample) return 0;
  return krakenAmount(call.market, contract, *sample);
}

Json tickerRow(const KrakenCall& call, const Instrument& contract) {
  const Time at = call.request.at;
  const auto day = lastDay(call.market, contract, at);
  const double index = lastClose(call.market, contract, PriceKind::Index, at);
  Json row{{"symbol", contract.symbol},
           {"last", day.last},
           {"lastTime", stamp(at)},
           {"tag", "perpetual"},
           {"pair", fmt::format("{}:{}", contract.base, contract.quote)},
           {"markPrice", lastClose(call.market, contract, PriceKind::Mark, at)},
           {"bid", day.last * (1 - kHalfSpread)},
           {"bidSize", 1.0},
           {"ask", day.last * (1 + kHalfSpread)},
           {"askSize", 1.0},
           {"vol24h", isInverse(contract) ? day.volume_quote : day.volume},
           {"volumeQuote", day.volume_quote},
           {"openInterest", openInterestNow(call, contract)},
           {"open24h", day.open},
           {"high24h", day.high},
           {"low24h", day.low},
           {"lastSize", 1.0},
           {"suspended", false},
           {"indexPrice", index},
           {"postOnly", false},
           {"change24h", (day.last / day.open - 1) * 100}};
  if (const auto forming = call.market.predictedFunding(contract, at)) {
    row["fundingRate"] = absolute(forming->rate.fraction, index, contract);
    row["fundingRatePrediction"] = row["fundingRate"];
  }
  return row;
}

ServerResponse allTickers(const KrakenCall& call) {
  Json rows = Json::array();
  for (const auto& contract : krakenContracts(call.market)) rows.push_back(tickerRow(call, contract));
  return good("tickers", std::move(rows), call.request.at);
}

std::optional<Instrument> contractNamed(const KrakenCall& call, std::string_view symbol) {
  auto found = krakenContracts(call.market);
  std::erase_if(found, [&](const Instrument& each) { return lowered(each.symbol) != lowered(symbol); });
  return found.empty() ? std::nullopt : std::optional(found.front());
}

ServerResponse oneTicker(const KrakenCall& call, std::string_view symbol) {
  const auto contract = contractNamed(call, symbol);
  if (!contract) return krakenFuturesError("contractNotFound", call.request.at, 404);
  return good("ticker", tickerRow(call, *contract), call.request.at);
}

// The index at a settlement: the close of the hour before it.
double indexAt(const std::vector<Candle>& hours, Time settlement) {
  const auto behind = std::ranges::lower_bound(hours, settlement, {}, &Candle::time);
  return behind == hours.begin() ? kMissing : std::prev(behind)->close.value();
}

// Stamped by the start of what a rate covers.
ServerResponse fundingRates(const KrakenCall& call) {
  const Time at = call.request.at;
  if (!call.request.has("symbol")) return krakenFuturesError("requiredArgumentMissing", at);
  const auto contract = contractNamed(call, call.request.param("symbol"));
  if (!contract) return krakenFuturesError("contractNotFound", at);
  const TimeRange range{at - kFundingAge, at + Milliseconds{1}};
  const auto hours = call.market.bars(*contract, PriceKind::Index, Interval::H1, range);
  Json rows = Json::array();
  for (const auto& funding : call.market.settledFunding(*contract, range)) {
    Json row{{"timestamp", stamp(funding.time - funding.rate.interval)}};
    const double index = indexAt(hours, funding.time);
    if (!isMissing(index)) row["fundingRate"] = absolute(funding.rate.fraction, index, *contract);
    row["relativeFundingRate"] = funding.rate.fraction;
    rows.push_back(std::move(row));
  }
  return good("rates", std::move(rows), at);
}

}  // namespace

std::vector<Instrument> krakenContracts(const Dataset& market) {
  auto all = products(market, "kraken", MarketKind::Perp, Margin::Linear);
  std::ranges::move(products(market, "kraken", MarketKind::Perp, Margin::Inverse), std::back_inserter(all));
  return all;
}

double krakenAmount(const Dataset& market, const Instrument& contract, const OpenInterest& sample) {
  return isInverse(contract) ? dollarsOf(market, contract, sample) : coinsOf(market, contract, sample);
}

ServerResponse krakenFuturesError(std::string_view error, Time at, int status) {
  return answerJson({{"result", "error"}, {"error", error}, {"serverTime", stamp(at)}}, status);
}

ServerResponse krakenDerivativesAnswer(const KrakenCall& call, std::string_view path) {
  constexpr std::string_view kOne = "v3/tickers/";
  if (path == "v3/instruments") return instruments(call);
  if (path == "v3/tickers") return allTickers(call);
  if (path.starts_with(kOne)) return oneTicker(call, path.substr(kOne.size()));
  if (path == "v3/historical-funding-rates" || path == "v4/historicalfundingrates") return fundingRates(call);
  return krakenFuturesError("notFound", call.request.at, 404);
}

}  // namespace perpscope::sim::exchanges
