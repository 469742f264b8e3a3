#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "sim/exchanges/deribit_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kNever = 32'503'708'800'000;
constexpr double kHalfSpread = 0.5e-4;  // of the price

bool isSpot(const Instrument& product) { return product.kind == MarketKind::Spot; }
bool isInverse(const Instrument& product) { return product.margin == Margin::Inverse; }

std::string indexName(const Instrument& product) {
  return fmt::format("{}_{}", lowered(product.base), lowered(product.quote));
}

Json number(double value) { return isMissing(value) ? Json() : Json(value); }

Json instrumentRow(const DeribitCall& call, const Instrument& product) {
  Json row{{"price_index", indexName(product)},
           {"kind", isSpot(product) ? "spot" : "future"},
           {"instrument_name", product.symbol},
           {"maker_commission", 0.0},
           {"taker_commission", 0.0005},
           {"instrument_type", isInverse(product) ? "reversed" : "linear"},
           {"expiration_timestamp", kNever},
           {"creation_timestamp", toMs(call.market.listed(product).value_or(Time{}))},
           {"is_active", true},
           {"state", "open"},
           {"tick_size", 0.5},
           {"contract_size", product.contract.size},
           {"instrument_id", 1},
           {"min_trade_amount", product.contract.size},
           {"base_currency", product.base},
           {"counter_currency", product.quote},
           {"quote_currency", product.quote},
           {"tick_size_steps", Json::array()}};
  if (isSpot(product)) return row;
  row["max_leverage"] = 50;
  row["future_type"] = isInverse(product) ? "reversed" : "linear";
  row["settlement_currency"] = isInverse(product) ? product.base : product.quote;
  row["settlement_period"] = "perpetual";
  return row;
}

// Dollars at an inverse contract, coins at a linear one.
Json openInterestNow(const DeribitCall& call, const Instrument& product) {
  const auto sample = lastOpenInterest(call.market, product, call.at);
  if (!sample) return 0.0;
  return number(isInverse(product) ? dollarsOf(call.market, product, *sample)
                                   : coinsOf(call.market, product, *sample));
}

// The rate of this instant, for eight hours.
double currentFunding(const DeribitCall& call, const Instrument& product) {
  const auto forming = call.market.predictedFunding(product, call.at);
  return forming ? forming->rate.perEightHours() : 0;
}

double fundingOfEightHours(const DeribitCall& call, const Instrument& product) {
  double sum = 0;
  for (const auto& row :
       call.market.settledFunding(product, {call.at - 8 * kHour, call.at + Milliseconds{1}}))
    sum += row.rate.fraction;
  return sum;
}

Json tickerRow(const DeribitCall& call, const Instrument& product) {
  const auto day = lastDay(call.market, product, call.at);
  const double index = lastClose(call.market, product, PriceKind::Index, call.at);
  Json stats{{"volume_usd", day.volume_quote}, {"volume_notional", day.volume_quote},
             {"volume", day.volume},           {"price_change", number((day.last / day.open - 1) * 100)},
             {"low", number(day.low)},         {"high", number(day.high)}};
  Json row{{"timestamp", toMs(call.at)},
           {"state", "open"},
           {"stats", std::move(stats)},
           {"index_price", number(index)},
           {"instrument_name", product.symbol},
           {"last_price", number(day.last)},
           {"min_price", number(day.last * 0.985)},
           {"max_price", number(day.last * 1.015)},
           {"mark_price", number(lastClose(call.market, product, PriceKind::Mark, call.at))},
           {"best_ask_price", number(day.last * (1 + kHalfSpread))},
           {"best_bid_price", number(day.last * (1 - kHalfSpread))},
           {"best_ask_amount", 1000.0},
           {"best_bid_amount", 1000.0},
           {"estimated_delivery_price", number(index)}};
  if (isSpot(product)) return row;
  row["open_interest"] = openInterestNow(call, product);
  row["current_funding"] = currentFunding(call, product);
  row["funding_8h"] = fundingOfEightHours(call, product);
  return row;
}

Json summaryRow(const DeribitCall& call, const Instrument& product) {
  const auto day = lastDay(call.market, product, call.at);
  Json row{{"instrument_name", product.symbol},
           {"creation_timestamp", toMs(call.at)},
           {"base_currency", product.base},
           {"quote_currency", product.quote},
           {"last", number(day.last)},
           {"bid_price", number(day.last * (1 - kHalfSpread))},
           {"ask_price", number(day.last * (1 + kHalfSpread))},
           {"mid_price", number(day.last)},
           {"mark_price", number(lastClose(call.market, product, PriceKind::Mark, call.at))},
           {"estimated_delivery_price", number(lastClose(call.market, product, PriceKind::Index, call.at))},
           {"low", number(day.low)},
           {"high", number(day.high)},
           {"price_change", number((day.last / day.open - 1) * 100)},
           {"volume", day.volume},
           {"volume_usd", day.volume_quote},
           {"volume_notional", day.volume_quote}};
  if (isSpot(product)) return row;
  row["open_interest"] = openInterestNow(call, product);
  row["current_funding"] = currentFunding(call, product);
  row["funding_8h"] = fundingOfEightHours(call, product);
  return row;
}

// A coin's contracts are filed under the coin, those in a stable coin under that.
std::string currencyOf(const Instrument& product) {
  return isInverse(product) ? product.base : product.quote;
}

DeribitResult eachAsked(const DeribitCall& call, Json (*row)(const DeribitCall&, const Instrument&)) {
  const auto currency = call.param("currency");
  const auto kind = call.param("kind");
  const bool known_kind = kind.empty() || kind == "any" || kind == "future" || kind == "spot" ||
                          kind == "option" || kind == "future_combo" || kind == "option_combo";
  if (!known_kind) return std::unexpected(DeribitError{.reason = "invalid value", .param = "kind"});
  Json rows = Json::array();
  for (const auto& product : deribitProducts(call.market)) {
    const bool wanted = currency.empty() || currency == "any" || currency == currencyOf(product) ||
                        (isSpot(product) && currency == product.base);
    const bool of_kind = kind.empty() || kind == "any" || kind == (isSpot(product) ? "spot" : "future");
    if (wanted && of_kind) rows.push_back(row(call, product));
  }
  return rows;
}

}  // namespace

DeribitResult deribitTime(const DeribitCall& call) { return Json(toMs(call.at)); }

DeribitResult deribitStatus(const DeribitCall&) {
  return Json{{"locked", "false"}, {"locked_indices", Json::array()}};
}

DeribitResult deribitTest(const DeribitCall&) { return Json{{"version", "1.2.26"}}; }

DeribitResult deribitCurrencies(const DeribitCall& call) {
  std::vector<std::string> names;
  for (const auto& product : deribitProducts(call.market)) {
    names.push_back(product.base);
    if (product.quote != "USD") names.push_back(product.quote);
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  Json rows = Json::array();
  for (const auto& name : names)
    rows.push_back({{"currency", name},
                    {"currency_long", name},
                    {"coin_type", name},
                    {"withdrawal_fee", 0.0},
                    {"min_confirmations", 1},
                    {"fee_precision", 4}});
  return rows;
}

DeribitResult deribitInstruments(const DeribitCall& call) { return eachAsked(call, instrumentRow); }

DeribitResult deribitInstrument(const DeribitCall& call) {
  const auto product = call.instrument();
  if (!product) return std::unexpected(product.error());
  return instrumentRow(call, *product);
}

DeribitResult deribitTicker(const DeribitCall& call) {
  const auto product = call.instrument();
  if (!product) return std::unexpected(product.error());
  return tickerRow(call, *product);
}

DeribitResult deribitSummaryOfOne(const DeribitCall& call) {
  const auto product = call.instrument();
  if (!product) return std::unexpected(product.error());
  return Json::array({summaryRow(call, *product)});
}

DeribitResult deribitSummaryOfAll(const DeribitCall& call) {
  if (call.param("currency").empty())
    return std::unexpected(DeribitError{.reason = "value required", .param = "currency"});
  return eachAsked(call, summaryRow);
}

DeribitResult deribitIndexPrice(const DeribitCall& call) {
  const auto name = call.param("index_name");
  for (const auto& product : deribitProducts(call.market)) {
    if (isSpot(product) || indexName(product) != name) continue;
    const auto price = number(lastClose(call.market, product, PriceKind::Index, call.at));
    return Json{{"index_price", price}, {"estimated_delivery_price", price}};
  }
  return std::unexpected(DeribitError{.reason = "wrong index name", .param = "index_name"});
}

}  // namespace perpscope::sim::exchanges
