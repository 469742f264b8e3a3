#include <algorithm>

#include "sim/decimal.h"
#include "sim/exchanges/okx_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr double kHalfSpread = 0.5e-4;  // of the price
constexpr Milliseconds kUsualFunding = 8 * kHour;

std::string text(double price) { return decimal(price, 1); }
// A price beside the last one, on a tick.
std::string besideText(double price) { return text(roundedTo(price, price < 10 ? 6 : 2)); }
std::string amountText(double amount) { return decimal(roundedTo(amount, 8)); }
std::string stamp(Time t) { return std::to_string(toMs(t)); }

std::string_view typeOf(const Instrument& product) { return isSwap(product) ? "SWAP" : "SPOT"; }

// Whether the filters of a list let the product through. Empty ones do.
bool isWanted(const OkxCall& call, const Instrument& product) {
  const auto passes = [&](std::string_view name, std::string_view value) {
    return call.param(name).empty() || call.param(name) == value;
  };
  return passes("instType", typeOf(product)) && passes("instId", product.symbol) &&
         passes("uly", underlyingOf(product)) && passes("instFamily", underlyingOf(product));
}

template <class Row>
ServerResponse listOf(const OkxCall& call, Row&& row) {
  Json rows = Json::array();
  for (const auto& product : okxProducts(call.market))
    if (isWanted(call, product)) rows.push_back(row(product));
  if (rows.empty() && !call.param("instId").empty()) return okxError("51001", "Instrument ID does not exist");
  return okxData(rows);
}

std::optional<ServerResponse> mustSayType(const OkxCall& call) {
  const auto type = call.param("instType");
  if (type.empty()) return okxError("50014", "Parameter instType can not be empty", 400);
  for (const auto* known : {"SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"})
    if (type == known) return std::nullopt;
  return okxError("51000", "Parameter instType error", 400);
}

Json instrument(const OkxCall& call, const Instrument& product) {
  const bool swap = isSwap(product);
  const bool inverse = product.margin == Margin::Inverse;
  const auto listed = stamp(call.market.listed(product).value_or(Time{}));
  return {{"alias", ""},
          {"baseCcy", swap ? "" : product.base},
          {"category", "1"},
          {"contTdSwTime", ""},
          {"ctMult", swap ? "1" : ""},
          {"ctType", !swap     ? ""
                     : inverse ? "inverse"
                               : "linear"},
          {"ctVal", swap ? decimal(product.contract.size) : ""},
          {"ctValCcy", !swap     ? ""
                       : inverse ? product.quote
                                 : product.base},
          {"expTime", ""},
          {"instFamily", swap ? underlyingOf(product) : ""},
          {"instId", product.symbol},
          {"instType", typeOf(product)},
          {"lever", swap ? "100" : "10"},
          {"listTime", listed},
          {"lotSz", swap ? "0.01" : "0.00000001"},
          {"maxLmtSz", "100000000"},
          {"maxMktSz", "12000"},
          {"minSz", swap ? "0.01" : "0.00001"},
          {"optType", ""},
          {"quoteCcy", swap ? "" : product.quote},
          {"ruleType", "normal"},
          {"settleCcy", !swap     ? ""
                        : inverse ? product.base
                                  : product.quote},
          {"state", "live"},
          {"stk", ""},
          {"tickSz", "0.1"},
          {"uly", swap ? underlyingOf(product) : ""}};
}

Json ticker(const OkxCall& call, const Instrument& product) {
  const auto day = lastDay(call.market, product, call.request.at);
  const double worth = product.contract.in_quote ? day.volume_quote : day.volume;
  const double contracts = worth / product.contract.size;
  return {{"instType", typeOf(product)},
          {"instId", product.symbol},
          {"last", text(day.last)},
          {"lastSz", "0.01"},
          {"askPx", besideText(day.last * (1 + kHalfSpread))},
          {"askSz", "1"},
          {"bidPx", besideText(day.last * (1 - kHalfSpread))},
          {"bidSz", "1"},
          {"open24h", text(day.open)},
          {"high24h", text(day.high)},
          {"low24h", text(day.low)},
          {"volCcy24h", amountText(isSwap(product) ? day.volume : day.volume_quote)},
          {"vol24h", amountText(isSwap(product) ? contracts : day.volume)},
          {"ts", stamp(call.request.at)},
          {"sodUtc0", text(day.open)},
          {"sodUtc8", text(day.open)}};
}

Json fundingRate(const OkxCall& call, const Instrument& product) {
  const Time now = call.request.at;
  const auto forming = call.market.predictedFunding(product, now);
  const Milliseconds interval = forming ? Milliseconds(forming->rate.interval) : kUsualFunding;
  const Time next = forming && forming->next_time ? *forming->next_time
                                                  : Time{(now.time_since_epoch() / interval + 1) * interval};
  const auto before = call.market.settledFunding(product, {next - 2 * interval, now + Milliseconds{1}});
  return {{"formulaType", "withRate"},
          {"fundingRate", forming ? decimal(forming->rate.fraction) : ""},
          {"fundingTime", stamp(next)},
          {"instId", product.symbol},
          {"instType", "SWAP"},
          {"maxFundingRate", "0.00375"},
          {"method", "current_period"},
          {"minFundingRate", "-0.00375"},
          {"nextFundingRate", ""},
          {"nextFundingTime", stamp(next + interval)},
          {"premium", ""},
          {"prevFundingTime", before.empty() ? "" : stamp(before.back().time)},
          {"settFundingRate", before.empty() ? "" : decimal(before.back().rate.fraction)},
          {"settState", "settled"},
          {"ts", stamp(now)}};
}

Json openInterest(const OkxCall& call, const Instrument& product) {
  const auto sample = lastOpenInterest(call.market, product, call.request.at);
  const auto amounts = sample ? okxOpenInterestOf(call.market, product, *sample) : OkxOpenInterest{};
  return {{"instId", product.symbol},         {"instType", "SWAP"},
          {"oi", decimal(amounts.contracts)}, {"oiCcy", decimal(amounts.base)},
          {"oiUsd", decimal(amounts.usd)},    {"ts", stamp(call.request.at)}};
}

}  // namespace

ServerResponse okxData(const Json& data) { return answerJson({{"code", "0"}, {"msg", ""}, {"data", data}}); }

ServerResponse okxError(std::string_view code, std::string_view message, int status) {
  return answerJson({{"code", code}, {"msg", message}, {"data", Json::array()}}, status);
}

std::vector<Instrument> okxProducts(const Dataset& market) {
  auto all = products(market, "okx", MarketKind::Spot, Margin::None);
  for (const auto margin : {Margin::Linear, Margin::Inverse})
    std::ranges::move(products(market, "okx", MarketKind::Perp, margin), std::back_inserter(all));
  return all;
}

bool isSwap(const Instrument& product) { return product.kind == MarketKind::Perp; }

std::string underlyingOf(const Instrument& product) { return product.base + '-' + product.quote; }

std::expected<Instrument, ServerResponse> okxProduct(const OkxCall& call) {
  if (call.param("instId").empty())
    return std::unexpected(okxError("50014", "Parameter instId can not be empty", 400));
  auto product = productNamed(okxProducts(call.market), call.param("instId"));
  if (!product) return std::unexpected(okxError("51001", "Instrument ID does not exist"));
  return *std::move(product);
}

std::expected<Instrument, ServerResponse> okxSwap(const OkxCall& call) {
  auto product = okxProduct(call);
  if (product && !isSwap(*product)) return std::unexpected(okxError("51000", "Parameter instId error", 400));
  return product;
}

OkxOpenInterest okxOpenInterestOf(const Dataset& market, const Instrument& product,
                                  const OpenInterest& sample) {
  OkxOpenInterest amounts{sample.contracts.value(), sample.base.value(), sample.usd.value()};
  const auto& contract = product.contract;
  // A contract is worth a fixed amount of one of the two.
  double& fixed = contract.in_quote ? amounts.usd : amounts.base;
  if (isMissing(fixed)) fixed = amounts.contracts * contract.size;
  if (isMissing(amounts.base) || isMissing(amounts.usd)) {
    const double price = lastClose(market, product, PriceKind::Trade, sample.time);
    if (isMissing(amounts.base)) amounts.base = amounts.usd / price;
    if (isMissing(amounts.usd)) amounts.usd = amounts.base * price;
    if (isMissing(fixed)) fixed = contract.in_quote ? amounts.base * price : amounts.usd / price;
  }
  if (isMissing(amounts.contracts)) amounts.contracts = fixed / contract.size;
  return amounts;
}

ServerResponse okxTime(const OkxCall& call) {
  return okxData(Json::array({Json{{"ts", stamp(call.request.at)}}}));
}

ServerResponse okxStatus(const OkxCall&) { return okxData(Json::array()); }

ServerResponse okxInstruments(const OkxCall& call) {
  if (auto refused = mustSayType(call)) return *std::move(refused);
  return listOf(call, [&](const Instrument& product) { return instrument(call, product); });
}

ServerResponse okxTicker(const OkxCall& call) {
  const auto product = okxProduct(call);
  return product ? okxData(Json::array({ticker(call, *product)})) : product.error();
}

ServerResponse okxTickers(const OkxCall& call) {
  if (auto refused = mustSayType(call)) return *std::move(refused);
  return listOf(call, [&](const Instrument& product) { return ticker(call, product); });
}

// Of the indices that swaps are settled by.
ServerResponse okxIndexTickers(const OkxCall& call) {
  Json rows = Json::array();
  for (const auto& product : okxProducts(call.market)) {
    const auto name = underlyingOf(product);
    const bool wanted =
        call.param("instId").empty() ? product.quote == call.param("quoteCcy") : name == call.param("instId");
    if (!isSwap(product) || !wanted) continue;
    const auto price = text(lastClose(call.market, product, PriceKind::Index, call.request.at));
    rows.push_back({{"instId", name},
                    {"idxPx", price},
                    {"high24h", price},
                    {"sodUtc0", price},
                    {"open24h", price},
                    {"low24h", price},
                    {"sodUtc8", price},
                    {"ts", stamp(call.request.at)}});
  }
  return rows.empty() ? okxError("51001", "Index doesn't exist") : okxData(rows);
}

namespace {

// Swaps alone, filtered as lists are.
template <class Row>
ServerResponse swapList(const OkxCall& call, Row&& row) {
  Json rows = Json::array();
  for (const auto& product : okxProducts(call.market))
    if (isSwap(product) && isWanted(call, product)) rows.push_back(row(product));
  if (rows.empty() && !call.param("instId").empty()) return okxError("51001", "Instrument ID does not exist");
  return okxData(rows);
}

}  // namespace

ServerResponse okxMarkPrice(const OkxCall& call) {
  if (auto refused = mustSayType(call)) return *std::move(refused);
  return swapList(call, [&](const Instrument& product) {
    return Json{{"instType", "SWAP"},
                {"instId", product.symbol},
                {"markPx", text(lastClose(call.market, product, PriceKind::Mark, call.request.at))},
                {"ts", stamp(call.request.at)}};
  });
}

ServerResponse okxFundingRate(const OkxCall& call) {
  if (call.param("instId") == "ANY") {
    Json rows = Json::array();
    for (const auto& product : okxProducts(call.market))
      if (isSwap(product)) rows.push_back(fundingRate(call, product));
    return okxData(rows);
  }
  const auto product = okxSwap(call);
  return product ? okxData(Json::array({fundingRate(call, *product)})) : product.error();
}

ServerResponse okxOpenInterest(const OkxCall& call) {
  if (auto refused = mustSayType(call)) return *std::move(refused);
  return swapList(call, [&](const Instrument& product) { return openInterest(call, product); });
}

}  // namespace perpscope::sim::exchanges
