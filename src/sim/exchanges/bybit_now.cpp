#include <fmt/format.h>

#include "sim/decimal.h"
#include "sim/exchanges/bybit_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr double kHalfSpread = 0.5e-4;  // of the price

std::string text(double price) { return decimal(price, 2); }
// A price beside the last one, on a tick.
std::string besideText(double price) { return text(roundedTo(price, price < 10 ? 6 : 2)); }
std::string amountText(double amount) { return decimal(roundedTo(amount, 4), 4); }

std::int64_t fundingMinutes(const BybitCall& call, const Instrument& product) {
  const auto forming = call.market.predictedFunding(product, call.request.at);
  return forming ? forming->rate.interval.count() : 480;
}

// The settlement that comes next: whole periods of the rate's interval.
Time nextSettlement(const BybitCall& call, const std::optional<Funding>& forming, const Instrument& product) {
  if (forming && forming->next_time) return *forming->next_time;
  const Milliseconds interval = std::chrono::minutes{fundingMinutes(call, product)};
  return Time{(call.request.at.time_since_epoch() / interval + 1) * interval};
}

Json spotInstrument(const Instrument& product) {
  return {{"symbol", product.symbol},
          {"baseCoin", product.base},
          {"quoteCoin", product.quote},
          {"innovation", "0"},
          {"status", "Trading"},
          {"marginTrading", "utaOnly"},
          {"lotSizeFilter",
           {{"basePrecision", "0.000001"},
            {"quotePrecision", "0.0000001"},
            {"minOrderQty", "0.000011"},
            {"maxOrderQty", "83"},
            {"minOrderAmt", "5"},
            {"maxOrderAmt", "8000000"}}},
          {"priceFilter", {{"tickSize", "0.01"}}}};
}

Json contractInstrument(const BybitCall& call, const Instrument& product) {
  const bool inverse = call.inverse();
  const auto* step = inverse ? "1" : "0.001";
  return {{"symbol", product.symbol},
          {"contractType", inverse ? "InversePerpetual" : "LinearPerpetual"},
          {"status", "Trading"},
          {"baseCoin", product.base},
          {"quoteCoin", product.quote},
          {"launchTime", std::to_string(toMs(call.market.listed(product).value_or(Time{})))},
          {"deliveryTime", "0"},
          {"deliveryFeeRate", ""},
          {"priceScale", "2"},
          {"leverageFilter", {{"minLeverage", "1"}, {"maxLeverage", "100.00"}, {"leverageStep", "0.01"}}},
          {"priceFilter", {{"minPrice", "0.01"}, {"maxPrice", "1999999.98"}, {"tickSize", "0.01"}}},
          {"lotSizeFilter",
           {{"maxOrderQty", "1000000"}, {"minOrderQty", step}, {"qtyStep", step}, {"minNotionalValue", "5"}}},
          {"unifiedMarginTrade", true},
          {"fundingInterval", fundingMinutes(call, product)},
          {"settleCoin", inverse ? product.base : product.quote},
          {"isPreListing", false}};
}

Json dayFields(const Instrument& product, const Day& day, bool inverse) {
  return {{"symbol", product.symbol},
          {"lastPrice", text(day.last)},
          {"prevPrice24h", text(day.open)},
          {"price24hPcnt", decimal(roundedTo(day.last / day.open - 1, 6))},
          {"highPrice24h", text(day.high)},
          {"lowPrice24h", text(day.low)},
          {"turnover24h", amountText(inverse ? day.volume : day.volume_quote)},
          {"volume24h", amountText(inverse ? day.volume_quote : day.volume)},
          {"bid1Price", besideText(day.last * (1 - kHalfSpread))},
          {"bid1Size", "1"},
          {"ask1Price", besideText(day.last * (1 + kHalfSpread))},
          {"ask1Size", "1"}};
}

void addOpenInterest(Json& row, const BybitCall& call, const Instrument& product) {
  const auto sample = lastOpenInterest(call.market, product, call.request.at);
  const auto side = sample ? oneSideOf(call.market, product, *sample) : OneSide{0, 0};
  const double amount = call.inverse() ? side.usd : side.base;
  const double value = call.inverse() ? side.base : side.usd;
  row["openInterest"] = decimal(2 * amount);
  row["openInterestValue"] = decimal(2 * value);
  row["singleOpenInterest"] = decimal(amount);
  row["singleOpenInterestValue"] = decimal(value);
}

Json contractTicker(const BybitCall& call, const Instrument& product, const Day& day) {
  auto row = dayFields(product, day, call.inverse());
  const auto forming = call.market.predictedFunding(product, call.request.at);
  const auto price = [&](PriceKind kind) {
    return text(lastClose(call.market, product, kind, call.request.at));
  };
  row["indexPrice"] = price(PriceKind::Index);
  row["markPrice"] = price(PriceKind::Mark);
  row["prevPrice1h"] = text(day.last);
  addOpenInterest(row, call, product);
  row["fundingRate"] = forming ? decimal(forming->rate.fraction) : "";
  row["nextFundingTime"] = std::to_string(toMs(nextSettlement(call, forming, product)));
  row["fundingIntervalHour"] = std::to_string(fundingMinutes(call, product) / 60);
  row["fundingCap"] = "0.005";
  row["predictedDeliveryPrice"] = "";
  row["basisRate"] = "";
  row["deliveryFeeRate"] = "";
  row["deliveryTime"] = "0";
  return row;
}

Json ticker(const BybitCall& call, const Instrument& product) {
  const auto day = lastDay(call.market, product, call.request.at);
  if (!call.spot()) return contractTicker(call, product, day);
  auto row = dayFields(product, day, false);
  row["usdIndexPrice"] = text(day.last);
  return row;
}

// The product that the parameter names, or all.
std::expected<std::vector<Instrument>, ServerResponse> wanted(const BybitCall& call) {
  if (!call.request.has("symbol")) return call.products();
  auto product = bybitProduct(call);
  if (!product) return std::unexpected(product.error());
  return std::vector{*std::move(product)};
}

}  // namespace

ServerResponse bybitResult(const BybitCall& call, const Json& result) {
  return answerJson({{"retCode", 0},
                     {"retMsg", "OK"},
                     {"result", result},
                     {"retExtInfo", Json::object()},
                     {"time", toMs(call.request.at)}});
}

ServerResponse bybitError(const ServerRequest& request, int code, std::string_view message) {
  return answerJson({{"retCode", code},
                     {"retMsg", message},
                     {"result", Json::object()},
                     {"retExtInfo", Json::object()},
                     {"time", toMs(request.at)}});
}

std::expected<Instrument, ServerResponse> bybitProduct(const BybitCall& call) {
  const auto product = productNamed(call.products(), call.request.param("symbol"));
  if (!product) return std::unexpected(bybitError(call.request, 10001, "params error: symbol invalid"));
  return *product;
}

OneSide oneSideOf(const Dataset& market, const Instrument& product, const OpenInterest& sample) {
  OneSide side{sample.base.value(), sample.usd.value()};
  if (isMissing(side.usd) && product.contract.in_quote)
    side.usd = sample.contracts.value() * product.contract.size;
  if (!isMissing(side.base) && !isMissing(side.usd)) return side;
  const double price = lastClose(market, product, PriceKind::Trade, sample.time);
  if (isMissing(side.base)) side.base = side.usd / price;
  if (isMissing(side.usd)) side.usd = side.base * price;
  return side;
}

ServerResponse bybitTime(const BybitCall& call) {
  const auto ms = toMs(call.request.at);
  return bybitResult(call,
                     {{"timeSecond", std::to_string(ms / 1000)}, {"timeNano", fmt::format("{}000000", ms)}});
}

ServerResponse bybitStatus(const BybitCall& call) { return bybitResult(call, {{"list", Json::array()}}); }

ServerResponse bybitInstruments(const BybitCall& call) {
  const auto products = wanted(call);
  if (!products) return products.error();
  const auto status = call.request.param("status");
  const auto coin = call.request.param("baseCoin");
  Json rows = Json::array();
  for (const auto& product : *products) {
    if (!status.empty() && status != "Trading") continue;
    if (!coin.empty() && coin != product.base) continue;
    rows.push_back(call.spot() ? spotInstrument(product) : contractInstrument(call, product));
  }
  return bybitResult(call, {{"category", call.category}, {"list", rows}, {"nextPageCursor", ""}});
}

ServerResponse bybitTickers(const BybitCall& call) {
  const auto products = wanted(call);
  if (!products) return products.error();
  Json rows = Json::array();
  for (const auto& product : *products) rows.push_back(ticker(call, product));
  return bybitResult(call, {{"category", call.category}, {"list", rows}});
}

}  // namespace perpscope::sim::exchanges
