#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "sim/decimal.h"
#include "sim/exchanges/bitstamp_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr double kHalfSpread = 0.5e-4;  // of the price

bool isPerp(const Instrument& product) { return product.kind == MarketKind::Perp; }

std::string secondsText(Time t) { return std::to_string(toMs(t) / 1000); }

Json marketRow(const Instrument& product) {
  const auto quote = product.quote == "USD" ? std::string("U.S. dollar") : product.quote;
  Json row{
      {"name", product.symbol},
      {"market_symbol", bitstampMarket(product)},
      {"base_currency", product.base},
      {"base_decimals", isPerp(product) ? 5 : 8},
      {"counter_currency", product.quote},
      {"counter_decimals", 2},
      {"minimum_order_value", "10"},
      {"trading", "Enabled"},
      {"instant_order_counter_decimals", 2},
      {"instant_and_market_orders", "Enabled"},
      {"description", fmt::format("{} / {}{}", product.base, quote, isPerp(product) ? " Perpetual" : "")},
      {"market_type", isPerp(product) ? "PERPETUAL" : "SPOT"}};
  if (!isPerp(product)) return row;
  row["underlying_asset"] = fmt::format("{} benchmark", product.base);
  row["payoff_type"] = "Linear";
  row["contract_size"] = decimal(product.contract.size, 8);
  return row;
}

void addPerpNow(Json& row, const BitstampCall& call, const Instrument& product) {
  const auto at = call.request.at;
  const double mark = lastClose(call.market, product, PriceKind::Mark, at);
  row["index_price"] = decimal(lastClose(call.market, product, PriceKind::Index, at));
  row["mark_price"] = decimal(mark);
  const auto open = lastOpenInterest(call.market, product, at);
  double base = open ? open->base.value() : 0;
  double usd = open ? open->usd.value() : 0;
  if (isMissing(base)) base = usd / mark;
  if (isMissing(usd)) usd = base * mark;
  row["open_interest"] = decimal(base);
  row["open_interest_value"] = decimal(usd);
}

Json tickerRow(const BitstampCall& call, const Instrument& product) {
  const auto day = lastDay(call.market, product, call.request.at);
  const double last = lastClose(call.market, product, PriceKind::Trade, call.request.at);
  Json row{{"timestamp", secondsText(call.request.at)},
           {"open", decimal(day.open)},
           {"high", decimal(day.high)},
           {"low", decimal(day.low)},
           {"last", decimal(last)},
           {"volume", decimal(day.volume)},
           {"vwap", decimal(day.volume > 0 ? day.volume_quote / day.volume : last)},
           {"bid", decimal(last * (1 - kHalfSpread))},
           {"ask", decimal(last * (1 + kHalfSpread))},
           {"side", "0"},
           {"open_24", decimal(day.open)},
           {"percent_change_24", fmt::format("{:.2f}", (last / day.open - 1) * 100)},
           {"market_type", isPerp(product) ? "PERPETUAL" : "SPOT"},
           {"pair", product.symbol},
           {"market", product.symbol}};
  if (isPerp(product)) addPerpNow(row, call, product);
  return row;
}

}  // namespace

std::vector<Instrument> BitstampCall::products() const {
  auto all = exchanges::products(market, "bitstamp", MarketKind::Spot, Margin::None);
  std::ranges::move(exchanges::products(market, "bitstamp", MarketKind::Perp, Margin::Linear),
                    std::back_inserter(all));
  return all;
}

std::string bitstampMarket(const Instrument& product) {
  auto name = lowered(product.symbol);
  std::erase(name, '/');
  return name;
}

ServerResponse bitstampError(std::string_view code, std::string_view explanation, int status) {
  return answerJson({{"response_code", code}, {"response_explanation", explanation}}, status);
}

ServerResponse bitstampMarkets(const BitstampCall& call) {
  Json rows = Json::array();
  for (const auto& product : call.products()) rows.push_back(marketRow(product));
  return answerJson(rows);
}

ServerResponse bitstampCurrencies(const BitstampCall& call) {
  std::set<std::string> names;
  for (const auto& product : call.products()) names.insert({product.base, product.quote});
  Json rows = Json::array();
  for (const auto& name : names)
    rows.push_back({{"name", name},
                    {"currency", name},
                    {"type", name == "USD" ? "fiat" : "crypto"},
                    {"symbol", name},
                    {"decimals", name == "USD" ? 2 : 8},
                    {"available_supply", ""},
                    {"deposit", "Enabled"},
                    {"withdrawal", "Enabled"}});
  return answerJson(rows);
}

ServerResponse bitstampTicker(const BitstampCall& call) {
  if (call.product) return answerJson(tickerRow(call, *call.product));
  Json rows = Json::array();
  for (const auto& product : call.products()) rows.push_back(tickerRow(call, product));
  return answerJson(rows);
}

ServerResponse bitstampFunding(const BitstampCall& call) {
  const auto at = call.request.at;
  constexpr Milliseconds kEightHours = 8 * kHour;
  const auto forming = call.market.predictedFunding(*call.product, at);
  const Time next{(at.time_since_epoch() / kEightHours + 1) * kEightHours};
  return answerJson({{"funding_rate", forming ? decimal(forming->rate.fraction) : "0"},
                     {"timestamp", secondsText(at)},
                     {"market", call.product->symbol},
                     {"next_funding_time", secondsText(next)}});
}

}  // namespace perpscope::sim::exchanges
