#include <algorithm>
#include <array>

#include "base/text.h"
#include "sim/decimal.h"
#include "sim/exchanges/bitstamp_answers.h"
#include "sim/exchanges/odd_bars.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::array<std::int64_t, 12> kSteps{60,   180,   300,   900,   1800,  3600,
                                              7200, 14400, 21600, 43200, 86400, 259200};
constexpr std::int64_t kMostRows = 1000;
constexpr std::int64_t kMostSettlements = 100;
constexpr Milliseconds kFundingAge = 30 * kDay;

Time fromSeconds(std::int64_t s) { return timeFromMs(std::clamp<std::int64_t>(s, 0, 10'000'000'000) * 1000); }
std::string secondsText(Time t) { return std::to_string(toMs(t) / 1000); }

std::optional<Time> timeParam(const ServerRequest& request, std::string_view name) {
  const auto seconds = wholeParam(request, name);
  return seconds ? std::optional(fromSeconds(*seconds)) : std::nullopt;
}

// Bars between two instants, both of them included.
struct Span {
  const BitstampCall& call;
  Milliseconds step;
  Time oldest;  // nothing older
  Time newest;  // nothing younger

  [[nodiscard]] std::vector<Candle> bars(Time from, Time to) const {
    const TimeRange range{std::max(from, oldest), std::min(to, newest) + Milliseconds{1}};
    if (range.empty()) return {};
    return barsEvery(call.market, *call.product, PriceKind::Trade, step, range);
  }

  // Reaches further as long as holes leave rows wanting.
  [[nodiscard]] std::vector<Candle> forward(Time from, std::int64_t rows) const {
    for (auto reach = rows;; reach *= 2) {
      const Time to = std::max(from, oldest) + step * reach;
      auto found = bars(from, to);
      if (std::ssize(found) < rows && to < newest) continue;
      found.resize(std::min<std::size_t>(found.size(), static_cast<std::size_t>(rows)));
      return found;
    }
  }
  [[nodiscard]] std::vector<Candle> backward(Time to, std::int64_t rows) const {
    for (auto reach = rows;; reach *= 2) {
      const Time from = std::min(to, newest) - step * reach;
      auto found = bars(from, to);
      if (std::ssize(found) < rows && from > oldest) continue;
      found.erase(found.begin(), found.end() - std::min<std::ptrdiff_t>(std::ssize(found), rows));
      return found;
    }
  }
};

// With a start alone the window begins there. Where both are given and more lies between than the limit lets
// through, the end counts.
std::vector<Candle> chosen(const Span& span, std::int64_t rows) {
  const auto start = timeParam(span.call.request, "start");
  const auto end = timeParam(span.call.request, "end");
  if (start && !end) return span.forward(*start, rows);
  auto found = span.backward(end.value_or(span.newest), rows);
  if (start) std::erase_if(found, [&](const Candle& bar) { return bar.time < *start; });
  return found;
}

Json barRow(const Candle& bar) {
  return {{"timestamp", secondsText(bar.time)},
          {"open", decimal(bar.open.value())},
          {"high", decimal(bar.high.value())},
          {"low", decimal(bar.low.value())},
          {"close", decimal(bar.close.value())},
          {"volume", decimal(bar.volume.missing() ? 0 : bar.volume.value(), 8)}};
}

}  // namespace

ServerResponse bitstampBars(const BitstampCall& call) {
  const auto step = wholeParam(call.request, "step");
  const auto limit = wholeParam(call.request, "limit");
  if (!step || std::ranges::find(kSteps, *step) == kSteps.end())
    return bitstampError("400.001", "Unknown validation error.", 400);
  if (!limit || *limit < 1 || *limit > kMostRows)
    return bitstampError("400.011", "POST parameter(s) is malformed: limit.", 400);
  const auto listed = call.market.listed(*call.product);
  const Milliseconds length = std::chrono::seconds{*step};
  std::vector<Candle> bars;
  if (listed) bars = chosen({call, length, *listed - length, call.request.at}, *limit);
  if (call.request.param("exclude_current_candle") == "true")
    std::erase_if(bars, [&](const Candle& bar) { return bar.time + length > call.request.at; });
  Json rows = Json::array();
  for (const auto& bar : bars) rows.push_back(barRow(bar));
  return answerJson({{"data", {{"pair", call.product->symbol}, {"ohlc", rows}}}});
}

namespace {

// Every other settlement is stamped a second late.
Time stampOf(Time settlement) {
  return settlement + std::chrono::seconds{(settlement.time_since_epoch() / (8 * kHour)) % 2};
}

}  // namespace

// Oldest first; where more fit than the limit lets through, the newest.
ServerResponse bitstampFundingHistory(const BitstampCall& call) {
  const auto at = call.request.at;
  if (call.request.has("limit") && wholeParam(call.request, "limit").value_or(0) < 1)
    return bitstampError("400.011", "POST parameter(s) is malformed: limit.", 400);
  const auto limit = std::min(wholeParam(call.request, "limit").value_or(kMostSettlements), kMostSettlements);
  const auto since = timeParam(call.request, "since_timestamp");
  const Time from = since ? std::max(*since, at - kFundingAge) : at - limit * 8 * kHour;
  const Time to = std::min(timeParam(call.request, "until_timestamp").value_or(at), at);
  const std::chrono::seconds late{1};
  auto settled = call.market.settledFunding(*call.product, {from - late, to + Milliseconds{1}});
  std::erase_if(settled,
                [&](const Funding& each) { return stampOf(each.time) < from || stampOf(each.time) > to; });
  if (std::ssize(settled) > limit) settled.erase(settled.begin(), settled.end() - limit);
  Json rows = Json::array();
  for (const auto& funding : settled)
    rows.push_back({{"funding_rate", decimal(funding.rate.fraction)},
                    {"timestamp", secondsText(stampOf(funding.time))}});
  return answerJson({{"market", call.product->symbol}, {"funding_rate_history", rows}});
}

}  // namespace perpscope::sim::exchanges
