#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "sim/decimal.h"
#include "sim/exchanges/bar_kinds.h"
#include "sim/exchanges/bybit_answers.h"

namespace perpscope::sim::exchanges {
namespace {

using Refused = std::unexpected<ServerResponse>;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::int64_t kKlineRows = 1000;
constexpr std::int64_t kOtherRows = 200;

constexpr std::array kKinds{
    ownBars("1", Interval::M1, minutes{1}),
    BarKind{"3", Interval::M1, minutes{3}},
    ownBars("5", Interval::M5, minutes{5}),
    ownBars("15", Interval::M15, minutes{15}),
    ownBars("30", Interval::M30, minutes{30}),
    ownBars("60", Interval::H1, hours{1}),
    BarKind{"120", Interval::H1, hours{2}},
    ownBars("240", Interval::H4, hours{4}),
    BarKind{"360", Interval::H1, hours{6}},
    ownBars("720", Interval::H12, hours{12}),
    ownBars("D", Interval::D1, hours{24}),
    BarKind{"W", Interval::D1, hours{7 * 24}, Interval::W1},
    BarKind{"M", Interval::D1, hours{30 * 24}, Interval::Mo1},
};

struct Period {
  std::string_view name;
  Milliseconds length;
};
constexpr std::array kPeriods{
    Period{"5min", minutes{5}}, Period{"15min", minutes{15}}, Period{"30min", minutes{30}},
    Period{"1h", hours{1}},     Period{"4h", hours{4}},       Period{"1d", hours{24}},
};

struct Window {
  std::optional<Time> from;
  std::optional<Time> to;  // inclusive
  std::size_t limit;
};

std::expected<Window, ServerResponse> windowOf(const ServerRequest& request,
                                               std::array<std::string_view, 2> names, std::int64_t usual,
                                               std::int64_t most) {
  Window window{{}, {}, static_cast<std::size_t>(usual)};
  for (const auto& [name, bound] : {std::pair{names[0], &window.from}, std::pair{names[1], &window.to}}) {
    if (!request.has(name)) continue;
    const auto ms = wholeParam(request, name);
    if (!ms || *ms < 0)
      return Refused(bybitError(request, 10001, fmt::format("params error: {} invalid", name)));
    *bound = timeFromMs(*ms);
  }
  if (window.from && window.to && *window.from > *window.to)
    return Refused(bybitError(request, 10001, "The start time cannot be later than the end time"));
  if (!request.has("limit")) return window;
  const auto limit = wholeParam(request, "limit");
  if (!limit) return Refused(bybitError(request, 10001, "params error: limit invalid"));
  window.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(*limit, 1, most));
  return window;
}

// Up to the end or now.
TimeRange rangeOf(const Window& window, Time now) {
  const Time last = std::min(window.to.value_or(now), now);
  return {window.from.value_or(Time{}), last + Milliseconds{1}};
}

Time oldestOf(const BybitCall& call, const Instrument& product) {
  return call.market.listed(product).value_or(call.request.at);
}

PriceKind priceOf(std::string_view path) {
  if (path.contains("premium-index")) return PriceKind::PremiumIndex;
  if (path.contains("mark-price")) return PriceKind::Mark;
  return path.contains("index-price") ? PriceKind::Index : PriceKind::Trade;
}

std::string priceText(double value) { return decimal(value); }

// Volume and turnover; what the market does not say follows from the price.
void addVolumes(Json& row, const Candle& bar, bool inverse) {
  const double base = bar.volume.missing() ? 0 : bar.volume.value();
  const double worth = bar.volume_quote.missing() ? base * bar.close.value() : bar.volume_quote.value();
  const double usd = bar.volume_contracts.missing() ? worth : bar.volume_contracts.value();
  row.push_back(decimal(inverse ? usd : base));
  row.push_back(decimal(inverse ? base : worth));
}

Json klineRow(const Candle& bar, PriceKind price, bool inverse) {
  auto row =
      Json::array({std::to_string(toMs(bar.time)), priceText(bar.open.value()), priceText(bar.high.value()),
                   priceText(bar.low.value()), priceText(bar.close.value())});
  if (price == PriceKind::Trade) addVolumes(row, bar, inverse);
  return row;
}

}  // namespace

// A start alone asks for the bars from there on; else the newest of the range are answered.
ServerResponse bybitKlines(const BybitCall& call) {
  const auto product = bybitProduct(call);
  if (!product) return product.error();
  const auto kind = std::ranges::find(kKinds, call.request.param("interval"), &BarKind::name);
  if (kind == kKinds.end()) return bybitError(call.request, 10001, "Invalid period!");
  auto window = windowOf(call.request, {"start", "end"}, 200, kKlineRows);
  if (!window) return window.error();
  if (window->from && !window->to)
    window->to = *window->from + kind->length * static_cast<std::int64_t>(window->limit) - Milliseconds{1};
  const auto price = priceOf(call.request.path);
  const auto bars = newestRows(
      rangeOf(*window, call.request.at), oldestOf(call, *product) - kind->length, kind->length, window->limit,
      [&](TimeRange range) { return barsOfKind(call.market, *product, price, *kind, range); });
  Json rows = Json::array();
  for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar)
    rows.push_back(klineRow(*bar, price, call.inverse()));
  return bybitResult(call, {{"category", call.category}, {"symbol", product->symbol}, {"list", rows}});
}

ServerResponse bybitFunding(const BybitCall& call) {
  const auto product = bybitProduct(call);
  if (!product) return product.error();
  const auto window = windowOf(call.request, {"startTime", "endTime"}, kOtherRows, kOtherRows);
  if (!window) return window.error();
  if (window->from && !window->to)
    return bybitError(call.request, 10001, "params error: endTime is required");
  const auto settled =
      newestRows(rangeOf(*window, call.request.at), oldestOf(call, *product), kHour, window->limit,
                 [&](TimeRange range) { return call.market.settledFunding(*product, range); });
  Json rows = Json::array();
  for (auto funding = settled.rbegin(); funding != settled.rend(); ++funding)
    rows.push_back({{"symbol", product->symbol},
                    {"fundingRate", decimal(funding->rate.fraction)},
                    {"fundingRateTimestamp", std::to_string(toMs(funding->time))}});
  return bybitResult(call, {{"category", call.category}, {"list", rows}});
}

namespace {

// lastid%3D1%26lasttime%3D1780617600: percent-encoded as it stands, so that it can be sent back as it is.
std::string cursorBehind(Time oldest) {
  return fmt::format("lastid%3D1%26lasttime%3D{}", toMs(oldest) / 1000);
}

std::optional<Time> timeOfCursor(std::string_view cursor) {
  constexpr std::string_view kName = "lasttime=";
  const auto found = cursor.find(kName);
  if (found == std::string_view::npos) return std::nullopt;
  const auto digits = cursor.substr(found + kName.size());
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return error == std::errc{} ? std::optional(timeFromMs(seconds * 1000)) : std::nullopt;
}

Json openInterestRow(const BybitCall& call, const Instrument& product, const OpenInterest& sample) {
  const auto side = oneSideOf(call.market, product, sample);
  const double amount = call.inverse() ? side.usd : side.base;
  return {{"openInterest", decimal(2 * amount, 8)},
          {"singleOpenInterest", decimal(amount)},
          {"timestamp", std::to_string(toMs(sample.time))}};
}

}  // namespace

// A start without an end is passed over; the rows are the newest up to the end or before the cursor.
ServerResponse bybitOpenInterest(const BybitCall& call) {
  const auto product = bybitProduct(call);
  if (!product) return product.error();
  const auto period = std::ranges::find(kPeriods, call.request.param("intervalTime"), &Period::name);
  if (period == kPeriods.end()) return bybitError(call.request, 10001, "params error: intervalTime invalid");
  auto window = windowOf(call.request, {"startTime", "endTime"}, 50, kOtherRows);
  if (!window) return window.error();
  if (!window->to) window->from.reset();
  auto range = rangeOf(*window, call.request.at);
  if (const auto cursor = call.request.param("cursor"); !cursor.empty()) {
    const auto before = timeOfCursor(cursor);
    if (!before) return bybitError(call.request, 10001, "params error: cursor invalid");
    range.to = std::min(range.to, *before);
  }
  const auto samples =
      newestRows(range, oldestOf(call, *product), period->length, window->limit,
                 [&](TimeRange part) { return call.market.openInterest(*product, period->length, part); });
  Json rows = Json::array();
  for (auto sample = samples.rbegin(); sample != samples.rend(); ++sample)
    rows.push_back(openInterestRow(call, *product, *sample));
  const bool more = samples.size() == window->limit && samples.front().time > range.from;
  return bybitResult(call, {{"symbol", product->symbol},
                            {"category", call.category},
                            {"list", rows},
                            {"nextPageCursor", more ? cursorBehind(samples.front().time) : ""}});
}

}  // namespace perpscope::sim::exchanges
