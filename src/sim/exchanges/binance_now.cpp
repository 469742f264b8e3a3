#include "sim/decimal.h"
#include "sim/exchanges/binance_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr double kHalfSpread = 0.5e-4;  // of the price

std::string text(double value) { return decimal(value, 2); }

// For one symbol an object, for all of them a list.
template <class Row>
ServerResponse eachOrOne(const BinanceCall& call, Row&& row) {
  if (call.request.has("symbol")) {
    const auto product = binanceProduct(call);
    if (!product) return product.error();
    // The futures of coins answer with a list even for one.
    return answerJson(call.coinMargined() ? Json::array({row(*product)}) : row(*product));
  }
  Json rows = Json::array();
  for (const auto& product : call.products()) rows.push_back(row(product));
  return answerJson(rows);
}

Json filters() {
  return Json::array(
      {{{"filterType", "PRICE_FILTER"}, {"minPrice", "0.01"}, {"maxPrice", "1000000"}, {"tickSize", "0.01"}},
       {{"filterType", "LOT_SIZE"}, {"minQty", "0.00001"}, {"maxQty", "9000"}, {"stepSize", "0.00001"}},
       {{"filterType", "MARKET_LOT_SIZE"}, {"minQty", "0.00001"}, {"maxQty", "120"}, {"stepSize", "0.00001"}},
       {{"filterType", "NOTIONAL"}, {"minNotional", "5"}, {"notional", "5"}}});
}

Json spotSymbol(const Instrument& product) {
  return {{"symbol", product.symbol},
          {"status", "TRADING"},
          {"baseAsset", product.base},
          {"baseAssetPrecision", 8},
          {"quoteAsset", product.quote},
          {"quotePrecision", 8},
          {"quoteAssetPrecision", 8},
          {"orderTypes", {"LIMIT", "MARKET"}},
          {"isSpotTradingAllowed", true},
          {"isMarginTradingAllowed", false},
          {"filters", filters()},
          {"permissions", Json::array()},
          {"permissionSets", Json::array({Json::array({"SPOT"})})}};
}

Json contractSymbol(const BinanceCall& call, const Instrument& product) {
  Json row{{"symbol", product.symbol},
           {"pair", product.base + product.quote},
           {"contractType", "PERPETUAL"},
           {"deliveryDate", 4133404800000},
           {"onboardDate", toMs(call.market.listed(product).value_or(Time{}))},
           {call.coinMargined() ? "contractStatus" : "status", "TRADING"},
           {"baseAsset", product.base},
           {"quoteAsset", product.quote},
           {"marginAsset", call.coinMargined() ? product.base : product.quote},
           {"pricePrecision", 2},
           {"quantityPrecision", call.coinMargined() ? 0 : 3},
           {"baseAssetPrecision", 8},
           {"quotePrecision", 8},
           {"underlyingType", "COIN"},
           {"filters", filters()},
           {"orderTypes", {"LIMIT", "MARKET"}}};
  if (call.coinMargined()) row["contractSize"] = product.contract.size;
  return row;
}

// The settlement that comes next: whole periods of the rate's interval.
Time nextSettlement(const std::optional<Funding>& forming, Time at) {
  if (forming && forming->next_time) return *forming->next_time;
  constexpr Milliseconds kEightHours = 8 * kHour;
  return Time{(at.time_since_epoch() / kEightHours + 1) * kEightHours};
}

}  // namespace

ServerResponse binanceError(int code, std::string_view message, int status) {
  return answerJson({{"code", code}, {"msg", message}}, status);
}

std::expected<Instrument, ServerResponse> binanceProduct(const BinanceCall& call) {
  const auto symbol = call.request.param("symbol");
  if (symbol.empty())
    return std::unexpected(
        binanceError(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."));
  const auto product = productNamed(call.products(), symbol);
  if (!product) return std::unexpected(binanceError(-1121, "Invalid symbol."));
  return *product;
}

ServerResponse binancePing(const BinanceCall&) { return answerJson(Json::object()); }

ServerResponse binanceTime(const BinanceCall& call) {
  return answerJson({{"serverTime", toMs(call.request.at)}});
}

ServerResponse binanceExchangeInfo(const BinanceCall& call) {
  Json symbols = Json::array();
  const auto wanted = call.request.param("symbol");
  for (const auto& product : call.products()) {
    if (call.spot() && !wanted.empty() && product.symbol != wanted) continue;
    symbols.push_back(call.spot() ? spotSymbol(product) : contractSymbol(call, product));
  }
  if (call.spot() && !wanted.empty() && symbols.empty()) return binanceError(-1121, "Invalid symbol.");
  const Json limits = Json::array({{{"rateLimitType", "REQUEST_WEIGHT"},
                                    {"interval", "MINUTE"},
                                    {"intervalNum", 1},
                                    {"limit", call.spot() ? 6000 : 2400}}});
  return answerJson({{"timezone", "UTC"},
                     {"serverTime", toMs(call.request.at)},
                     {"rateLimits", limits},
                     {"exchangeFilters", Json::array()},
                     {"symbols", symbols}});
}

// Only symbols whose terms were changed are listed: here none.
ServerResponse binanceFundingInfo(const BinanceCall&) { return answerJson(Json::array()); }

ServerResponse binanceTicker(const BinanceCall& call) {
  return eachOrOne(call, [&](const Instrument& product) {
    const auto day = lastDay(call.market, product, call.request.at);
    Json row{{"symbol", product.symbol},
             {"priceChange", text(day.last - day.open)},
             {"priceChangePercent", decimal((day.last / day.open - 1) * 100, 3)},
             {"weightedAvgPrice", text(day.volume > 0 ? day.volume_quote / day.volume : day.last)},
             {"lastPrice", text(day.last)},
             {"lastQty", "0.01"},
             {"openPrice", text(day.open)},
             {"highPrice", text(day.high)},
             {"lowPrice", text(day.low)},
             {"volume", decimal(day.volume, 3)},
             {call.coinMargined() ? "baseVolume" : "quoteVolume",
              decimal(call.coinMargined() ? day.volume : day.volume_quote, 3)},
             {"openTime", toMs(call.request.at - kDay)},
             {"closeTime", toMs(call.request.at)},
             {"firstId", 1},
             {"lastId", 2},
             {"count", 2}};
    if (!call.spot()) return row;
    row["bidPrice"] = text(day.last * (1 - kHalfSpread));
    row["askPrice"] = text(day.last * (1 + kHalfSpread));
    return row;
  });
}

ServerResponse binancePrice(const BinanceCall& call) {
  return eachOrOne(call, [&](const Instrument& product) {
    return Json{{"symbol", product.symbol},
                {"price", text(lastClose(call.market, product, PriceKind::Trade, call.request.at))}};
  });
}

ServerResponse binanceBookTicker(const BinanceCall& call) {
  return eachOrOne(call, [&](const Instrument& product) {
    const double last = lastClose(call.market, product, PriceKind::Trade, call.request.at);
    Json row{{"symbol", product.symbol},
             {"bidPrice", text(last * (1 - kHalfSpread))},
             {"bidQty", "1.000"},
             {"askPrice", text(last * (1 + kHalfSpread))},
             {"askQty", "1.000"}};
    if (!call.spot()) row["time"] = toMs(call.request.at);
    return row;
  });
}

ServerResponse binancePremiumIndex(const BinanceCall& call) {
  return eachOrOne(call, [&](const Instrument& product) {
    const auto forming = call.market.predictedFunding(product, call.request.at);
    const double mark = lastClose(call.market, product, PriceKind::Mark, call.request.at);
    return Json{
        {"symbol", product.symbol},
        {"markPrice", decimal(mark, 8)},
        {"indexPrice", decimal(lastClose(call.market, product, PriceKind::Index, call.request.at), 8)},
        {"estimatedSettlePrice", decimal(mark, 8)},
        {"lastFundingRate", forming ? decimal(forming->rate.fraction, 8) : ""},
        {"interestRate", "0.00010000"},
        {"nextFundingTime", toMs(nextSettlement(forming, call.request.at))},
        {"time", toMs(call.request.at)}};
  });
}

namespace {

// What the market does not say follows from the price.
double contractsOf(const BinanceCall& call, const Instrument& product, const OpenInterest& sample) {
  if (!sample.contracts.missing()) return sample.contracts.value();
  const double usd = sample.usd.missing()
                         ? sample.base.value() * lastClose(call.market, product, PriceKind::Mark, sample.time)
                         : sample.usd.value();
  return std::round(usd / product.contract.size);
}

}  // namespace

ServerResponse binanceOpenInterest(const BinanceCall& call) {
  const auto product = binanceProduct(call);
  if (!product) return product.error();
  const auto sample = lastOpenInterest(call.market, *product, call.request.at);
  double amount = 0;
  if (sample && call.coinMargined())
    amount = contractsOf(call, *product, *sample);
  else if (sample)
    amount = sample->base.value();
  Json body{
      {"openInterest", decimal(amount, 3)}, {"symbol", product->symbol}, {"time", toMs(call.request.at)}};
  if (call.coinMargined()) body["pair"] = product->base + product->quote;
  if (call.coinMargined()) body["contractType"] = "PERPETUAL";
  return answerJson(body);
}

}  // namespace perpscope::sim::exchanges
