#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/decimal.h"
#include "sim/exchanges/coinbase_answers.h"
#include "sim/exchanges/odd_bars.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kCandles = 300;
constexpr std::int64_t kFundingRows = 100;
constexpr double kHalfSpread = 1e-4;  // of the price

struct Granularity {
  std::string_view name;
  Milliseconds length;
};
constexpr std::array kGranularities{
    Granularity{"ONE_MINUTE", kMinute},
    Granularity{"FIVE_MINUTE", 5 * kMinute},
    Granularity{"FIFTEEN_MINUTE", 15 * kMinute},
    Granularity{"THIRTY_MINUTE", 30 * kMinute},
    Granularity{"ONE_HOUR", kHour},
    Granularity{"TWO_HOUR", 2 * kHour},
    Granularity{"SIX_HOUR", 6 * kHour},
    Granularity{"ONE_DAY", kDay},
};

std::vector<Instrument> perps(const Dataset& market) {
  return products(market, "coinbase", MarketKind::Perp, Margin::Linear);
}

// A number of 18 digits that stays the same for a symbol.
std::string idOf(const Instrument& product) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : product.symbol) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return std::to_string(100'000'000'000'000'000ULL + hash % 900'000'000'000'000'000ULL);
}

Json quoteOf(const ServerRequest& request, const Dataset& market, const Instrument& product) {
  const double last = lastClose(market, product, PriceKind::Trade, request.at);
  const double mark = lastClose(market, product, PriceKind::Mark, request.at);
  const double index = lastClose(market, product, PriceKind::Index, request.at);
  const auto forming = market.predictedFunding(product, request.at);
  Json quote{{"best_bid_price", decimal(last * (1 - kHalfSpread), 1)},
             {"best_bid_size", "0.5"},
             {"best_ask_price", decimal(last * (1 + kHalfSpread), 1)},
             {"best_ask_size", "0.5"},
             {"trade_price", decimal(last, 1)},
             {"trade_qty", "0.01"},
             {"index_price", decimal(isMissing(index) ? last : index, 1)},
             {"mark_price", decimal(isMissing(mark) ? last : mark, 1)},
             {"settlement_price", decimal(isMissing(mark) ? last : mark, 1)},
             {"limit_up", decimal(last * 1.1, 1)},
             {"limit_down", decimal(last * 0.9, 1)}};
  if (forming) quote["predicted_funding"] = decimal(forming->rate.fraction);
  quote["timestamp"] = isoTime(request.at);
  return quote;
}

Json instrumentRow(const ServerRequest& request, const Dataset& market, const Instrument& product) {
  const auto day = lastDay(market, product, request.at);
  const auto interest = lastOpenInterest(market, product, request.at);
  return {{"instrument_id", idOf(product)},
          {"symbol", product.symbol},
          {"type", "PERP"},
          {"mode", "STANDARD"},
          {"base_asset_name", product.base},
          {"quote_asset_name", product.quote},
          {"base_increment", "0.0001"},
          {"quote_increment", "0.1"},
          {"price_band_percent", "0.05"},
          {"market_order_percent", "0.05"},
          {"qty_24hr", decimal(day.volume)},
          {"notional_24hr", decimal(day.volume_quote)},
          {"open_interest", interest ? decimal(interest->base.value()) : "0"},
          {"position_limit_qty", "10000"},
          {"base_imf", "0.1"},
          {"min_notional_value", "10"},
          {"funding_interval", "3600000000000"},
          {"trading_state", "TRADING"},
          {"base_asset_multiplier", decimal(product.contract.size, 1)},
          {"quote", quoteOf(request, market, product)}};
}

ServerResponse candles(const ServerRequest& request, const Dataset& market, const Instrument& product) {
  const auto granularity =
      std::ranges::find(kGranularities, request.param("granularity"), &Granularity::name);
  if (granularity == kGranularities.end()) return intxError("granularity is a required field");
  const auto start = isoOrSeconds(request.param("start"));
  if (!start) return intxError("start is a required field");
  auto end = request.at;
  if (request.has("end")) {
    const auto told = isoOrSeconds(request.param("end"));
    if (!told) return intxError("invalid end");
    end = std::min(*told, request.at);
  }
  const Time last = std::min(end, *start + granularity->length * kCandles - Milliseconds{1});
  const auto bars = barsEvery(market, product, PriceKind::Trade, granularity->length,
                              {*start, std::max(*start, last + Milliseconds{1})});
  Json rows = Json::array();
  for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar)
    rows.push_back({{"start", isoTime(bar->time)},
                    {"open", decimal(bar->open.value())},
                    {"high", decimal(bar->high.value())},
                    {"low", decimal(bar->low.value())},
                    {"close", decimal(bar->close.value())},
                    {"volume", decimal(bar->volume.missing() ? 0 : bar->volume.value())}});
  return answerJson({{"aggregations", rows}});
}

// So many of the newest settlements, oldest first: history is read back until they are enough.
std::vector<Funding> newestSettlements(const Dataset& market, const Instrument& product, Time at,
                                       std::int64_t count) {
  const Time listed = market.listed(product).value_or(at);
  auto span = kHour * (count + 1);
  while (true) {
    const Time from = std::max(listed, at - span);
    auto settled = market.settledFunding(product, {from, at + Milliseconds{1}});
    if (std::ssize(settled) >= count || from == listed) return settled;
    span *= 2;
  }
}

Json fundingRow(const Dataset& market, const Instrument& product, const Funding& settled) {
  const auto marks =
      market.bars(product, PriceKind::Mark, Interval::H1, {settled.time - kHour, settled.time});
  Json row{{"instrument_id", idOf(product)}, {"funding_rate", decimal(settled.rate.fraction)}};
  row["mark_price"] = marks.empty() ? "0" : decimal(marks.back().close.value());
  row["event_time"] = isoTime(settled.time);
  return row;
}

ServerResponse fundings(const ServerRequest& request, const Dataset& market, const Instrument& product) {
  const auto limit = wholeParam(request, "result_limit").value_or(request.has("result_limit") ? 0 : 25);
  const auto offset = wholeParam(request, "result_offset").value_or(request.has("result_offset") ? -1 : 0);
  if (limit < 1) return intxError("invalid result_limit");
  if (offset < 0 || offset > 10'000'000) return intxError("invalid result_offset");
  const auto most = std::min(limit, kFundingRows);
  const auto settled = newestSettlements(market, product, request.at, offset + most);
  Json rows = Json::array();
  for (auto i = offset; i < std::min(offset + most, std::ssize(settled)); ++i)
    rows.push_back(fundingRow(market, product, settled[settled.size() - 1 - static_cast<std::size_t>(i)]));
  return answerJson({{"pagination", {{"result_limit", most}, {"result_offset", offset}}}, {"results", rows}});
}

ServerResponse assets(const Dataset& market) {
  Json rows = Json::array();
  const auto add = [&rows](std::string_view name) {
    rows.push_back({{"asset_id", std::to_string(rows.size() + 1)},
                    {"asset_name", name},
                    {"status", "ACTIVE"},
                    {"collateral_weight", 1.0},
                    {"supported_networks_enabled", true}});
  };
  add("USDC");
  for (const auto& product : perps(market)) add(product.base);
  return answerJson(rows);
}

ServerResponse instruments(const ServerRequest& request, const Dataset& market) {
  Json rows = Json::array();
  for (const auto& product : perps(market)) rows.push_back(instrumentRow(request, market, product));
  return answerJson(rows);
}

std::optional<Instrument> named(const Dataset& market, std::string_view name) {
  for (const auto& product : perps(market))
    if (product.symbol == name || idOf(product) == name) return product;
  return std::nullopt;
}

}  // namespace

ServerResponse intxAnswer(const ServerRequest& request, const Dataset& market, std::string_view rest) {
  constexpr std::string_view kOne = "/instruments/";
  if (rest == "/assets") return assets(market);
  if (rest == "/instruments") return instruments(request, market);
  if (!rest.starts_with(kOne)) return intxError("Not Found", 404);
  rest.remove_prefix(kOne.size());
  const auto slash = rest.find('/');
  const auto product = named(market, rest.substr(0, slash));
  if (!product) return intxError("Not Found", 404);
  if (slash == std::string_view::npos) return answerJson(instrumentRow(request, market, *product));
  const auto what = rest.substr(slash + 1);
  if (what == "quote") return answerJson(quoteOf(request, market, *product));
  if (what == "candles") return candles(request, market, *product);
  if (what == "funding") return fundings(request, market, *product);
  return intxError("Not Found", 404);
}

}  // namespace perpscope::sim::exchanges
