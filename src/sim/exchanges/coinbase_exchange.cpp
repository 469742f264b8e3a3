#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/decimal.h"
#include "sim/exchanges/coinbase_answers.h"
#include "sim/exchanges/odd_bars.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kRows = 300;
constexpr double kHalfSpread = 0.5e-4;  // of the price
constexpr std::array<std::int64_t, 6> kGranularities{60, 300, 900, 3600, 21600, 86400};

std::vector<Instrument> spot(const Dataset& market) {
  return products(market, "coinbase", MarketKind::Spot, Margin::None);
}

Json productRow(const Instrument& product) {
  return {{"id", product.symbol},
          {"base_currency", product.base},
          {"quote_currency", product.quote},
          {"quote_increment", "0.01"},
          {"base_increment", "0.00000001"},
          {"display_name", product.base + '-' + product.quote},
          {"min_market_funds", "1"},
          {"margin_enabled", false},
          {"post_only", false},
          {"limit_only", false},
          {"cancel_only", false},
          {"status", "online"},
          {"status_message", ""},
          {"trading_disabled", false},
          {"fx_stablecoin", false},
          {"max_slippage_percentage", "0.02000000"},
          {"auction_mode", false},
          {"high_bid_limit_percentage", ""}};
}

ServerResponse productList(const Dataset& market) {
  Json rows = Json::array();
  for (const auto& product : spot(market)) rows.push_back(productRow(product));
  return answerJson(rows);
}

ServerResponse ticker(const ServerRequest& request, const Dataset& market, const Instrument& product) {
  const double last = lastClose(market, product, PriceKind::Trade, request.at);
  return answerJson({{"ask", decimal(last * (1 + kHalfSpread), 2)},
                     {"bid", decimal(last * (1 - kHalfSpread), 2)},
                     {"volume", decimal(lastDay(market, product, request.at).volume, 8)},
                     {"trade_id", toMs(request.at) / 1000},
                     {"price", decimal(last, 2)},
                     {"size", "0.01"},
                     {"time", isoTime(request.at)}});
}

ServerResponse stats(const ServerRequest& request, const Dataset& market, const Instrument& product) {
  const auto day = lastDay(market, product, request.at);
  return answerJson({{"open", decimal(day.open, 2)},
                     {"high", decimal(day.high, 2)},
                     {"low", decimal(day.low, 2)},
                     {"last", decimal(day.last, 2)},
                     {"volume", decimal(day.volume, 8)},
                     {"volume_30day", decimal(day.volume * 30, 8)}});
}

Json candleRow(const Candle& bar) {
  const double volume = bar.volume.missing() ? 0 : bar.volume.value();
  return Json::array({toMs(bar.time) / 1000, plainNumber(bar.low.value()), plainNumber(bar.high.value()),
                      plainNumber(bar.open.value()), plainNumber(bar.close.value()), plainNumber(volume)});
}

std::expected<TimeRange, ServerResponse> windowOf(const ServerRequest& request, Milliseconds step) {
  // One bound alone is as good as none.
  if (!request.has("start") || !request.has("end"))
    return TimeRange{request.at - step * kRows, request.at + Milliseconds{1}};
  const auto start = isoOrSeconds(request.param("start"));
  const auto end = isoOrSeconds(request.param("end"));
  if (!start) return std::unexpected(coinbaseError("invalid start"));
  if (!end) return std::unexpected(coinbaseError("invalid end"));
  if (*start > *end) return std::unexpected(coinbaseError("start must be before end"));
  if ((*end - *start) / step >= kRows)
    return std::unexpected(
        coinbaseError(fmt::format("granularity too small for the requested time range. Count of "
                                  "aggregations requested exceeds {}",
                                  kRows)));
  return TimeRange{*start, std::min(*end, request.at) + Milliseconds{1}};
}

ServerResponse candles(const ServerRequest& request, const Dataset& market, const Instrument& product) {
  const auto granularity = wholeParam(request, "granularity").value_or(request.has("granularity") ? 0 : 60);
  if (std::ranges::find(kGranularities, granularity) == kGranularities.end())
    return coinbaseError("Unsupported granularity");
  const auto window = windowOf(request, std::chrono::seconds{granularity});
  if (!window) return window.error();
  const auto bars = barsEvery(market, product, PriceKind::Trade, std::chrono::seconds{granularity}, *window);
  Json rows = Json::array();
  for (auto bar = bars.rbegin(); bar != bars.rend() && std::ssize(rows) < kRows; ++bar)
    rows.push_back(candleRow(*bar));
  return answerJson(rows);
}

// The day's last hours of each product, for lists of tickers.
ServerResponse sparkLines(const ServerRequest& request, const Dataset& market) {
  Json lines = Json::object();
  for (const auto& product : spot(market)) {
    Json rows = Json::array();
    const auto bars = market.bars(product, PriceKind::Trade, Interval::H1,
                                  {request.at - kDay, request.at + Milliseconds{1}});
    for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar) {
      auto row = candleRow(*bar);
      row.erase(row.size() - 1);
      rows.push_back(std::move(row));
    }
    lines[product.symbol] = std::move(rows);
  }
  return answerJson(lines);
}

}  // namespace

ServerResponse exchangeProducts(const ServerRequest& request, const Dataset& market, std::string_view rest) {
  if (rest.empty()) return productList(market);
  rest.remove_prefix(1);
  if (rest == "spark-lines") return sparkLines(request, market);
  const auto slash = rest.find('/');
  const auto product = productNamed(spot(market), rest.substr(0, slash));
  if (!product) return coinbaseError("NotFound", 404);
  if (slash == std::string_view::npos) return answerJson(productRow(*product));
  const auto what = rest.substr(slash + 1);
  if (what == "candles") return candles(request, market, *product);
  if (what == "ticker") return ticker(request, market, *product);
  if (what == "stats") return stats(request, market, *product);
  return coinbaseError("NotFound", 404);
}

ServerResponse exchangeCurrencies(const Dataset& market) {
  std::vector<std::string> names;
  for (const auto& product : spot(market)) {
    names.push_back(product.base);
    names.push_back(product.quote);
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  Json rows = Json::array();
  for (const auto& name : names)
    rows.push_back({{"id", name},
                    {"name", name},
                    {"min_size", "0.00000001"},
                    {"status", "online"},
                    {"message", ""},
                    {"max_precision", "0.00000001"},
                    {"convertible_to", Json::array()},
                    {"details", {{"type", name == "USD" ? "fiat" : "crypto"}}},
                    {"default_network", ""},
                    {"supported_networks", Json::array()}});
  return answerJson(rows);
}

}  // namespace perpscope::sim::exchanges
