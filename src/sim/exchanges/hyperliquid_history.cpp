#include <algorithm>
#include <array>

#include "sim/decimal.h"
#include "sim/exchanges/hyperliquid_answers.h"
#include "sim/exchanges/odd_bars.h"
#include "sim/row_search.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kNewestBars = 5000;
constexpr std::int64_t kMostSettlements = 500;

struct Length {
  std::string_view name;
  Milliseconds span;  // nominal
};

constexpr std::array kLengths{
    Length{"1m", kMinute},       Length{"3m", 3 * kMinute},   Length{"5m", 5 * kMinute},
    Length{"15m", 15 * kMinute}, Length{"30m", 30 * kMinute}, Length{"1h", kHour},
    Length{"2h", 2 * kHour},     Length{"4h", 4 * kHour},     Length{"8h", 8 * kHour},
    Length{"12h", 12 * kHour},   Length{"1d", kDay},          Length{"3d", 3 * kDay},
    Length{"1w", 7 * kDay},      Length{"1M", 30 * kDay},
};

const Length* lengthNamed(const Json& req) {
  if (!req.contains("interval") || !req["interval"].is_string()) return nullptr;
  const auto name = req["interval"].get<std::string>();
  const auto found = std::ranges::find(kLengths, name, &Length::name);
  return found == kLengths.end() ? nullptr : &*found;
}

// Weeks open on Mondays, months on the first.
bool isCalendar(const Length& length) { return length.span >= 7 * kDay; }

Interval calendarOf(const Length& length) { return length.span > 7 * kDay ? Interval::Mo1 : Interval::W1; }

Time openOf(Time t, const Length& length) {
  if (isCalendar(length)) return barOpen(barNumber(t, calendarOf(length)), calendarOf(length));
  return t - t.time_since_epoch() % length.span;
}

Time endOf(Time open, const Length& length) {
  if (isCalendar(length)) return barEnd(barNumber(open, calendarOf(length)), calendarOf(length));
  return open + length.span;
}

// The opens that are asked for and still there, both included.
struct Opens {
  Time first;
  Time last;
};

Opens opensOf(Time start, Time end, const Length& length, Time at) {
  const Time oldest = openOf(at, length) - length.span * (kNewestBars - 1);
  return {std::max(start, oldest), std::min(end, at)};
}

std::vector<Candle> barsBetween(const HyperliquidCall& call, const Instrument& product, const Opens& opens,
                                const Length& length) {
  const TimeRange range{opens.first, opens.last + Milliseconds{1}};
  if (range.empty()) return {};
  if (!isCalendar(length)) return barsEvery(call.market, product, PriceKind::Trade, length.span, range);
  const TimeRange days{openOf(range.from, length),
                       std::min(endOf(openOf(opens.last, length), length), call.at)};
  auto bars = grouped(call.market.bars(product, PriceKind::Trade, Interval::D1, days),
                      [&](Time t) { return openOf(t, length); });
  std::erase_if(bars, [&](const Candle& bar) { return !range.contains(bar.time); });
  return bars;
}

Json barRow(const Candle& bar, std::string_view coin, const Length& length) {
  return {{"t", toMs(bar.time)},
          {"T", toMs(endOf(bar.time, length)) - 1},
          {"s", coin},
          {"i", length.name},
          {"o", decimal(bar.open.value(), 1)},
          {"c", decimal(bar.close.value(), 1)},
          {"h", decimal(bar.high.value(), 1)},
          {"l", decimal(bar.low.value(), 1)},
          {"v", decimal(bar.volume.missing() ? 0 : bar.volume.value(), 1)},
          {"n", 1}};
}

// Settlements are stamped when they are done, up to some 100 ms late.
Time stampOf(Time settlement) {
  return settlement + Milliseconds{1 + (settlement.time_since_epoch() / kHour) * 37 % 118};
}

}  // namespace

std::optional<Time> hyperliquidTime(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_number_unsigned()) return std::nullopt;
  return timeFromMs(
      static_cast<std::int64_t>(std::min<std::uint64_t>(found->get<std::uint64_t>(), 10'000'000'000'000)));
}

HyperliquidRows hyperliquidRows(const Json& body, Time at) {
  if (!body.is_object()) return {};
  const auto& type = body.value("type", Json());
  if (type == "fundingHistory") {
    const auto start = hyperliquidTime(body, "startTime");
    const auto end = std::min(hyperliquidTime(body, "endTime").value_or(at), at);
    if (!start || *start > end) return {};
    return {0, std::min<std::int64_t>((end - *start) / kHour + 1, kMostSettlements)};
  }
  if (type != "candleSnapshot" || !body.contains("req") || !body["req"].is_object()) return {};
  const auto& req = body["req"];
  const auto* length = lengthNamed(req);
  const auto start = hyperliquidTime(req, "startTime");
  if (length == nullptr || !start) return {};
  const auto opens = opensOf(*start, hyperliquidTime(req, "endTime").value_or(at), *length, at);
  if (opens.first > opens.last) return {};
  return {std::min<std::int64_t>((opens.last - opens.first) / length->span + 1, kNewestBars), 0};
}

ServerResponse hyperliquidBars(const HyperliquidCall& call) {
  if (!call.body.contains("req") || !call.body["req"].is_object()) return hyperliquidUnreadable();
  const auto& req = call.body["req"];
  const auto* length = lengthNamed(req);
  const auto start = hyperliquidTime(req, "startTime");
  const bool bad_end =
      req.contains("endTime") && !req["endTime"].is_null() && !hyperliquidTime(req, "endTime");
  if (length == nullptr || !start || bad_end || !req.contains("coin") || !req["coin"].is_string())
    return hyperliquidUnreadable();
  const auto coin = req["coin"].get<std::string>();
  const auto product = call.product(coin);
  if (!product) return hyperliquidUnknown();
  const auto opens = opensOf(*start, hyperliquidTime(req, "endTime").value_or(call.at), *length, call.at);
  Json rows = Json::array();
  for (const auto& bar : barsBetween(call, *product, opens, *length))
    rows.push_back(barRow(bar, coin, *length));
  return answerJson(rows);
}

// Oldest first, from the start on.
ServerResponse hyperliquidFunding(const HyperliquidCall& call) {
  const auto start = hyperliquidTime(call.body, "startTime");
  if (!start || !call.body.contains("coin") || !call.body["coin"].is_string()) return hyperliquidUnreadable();
  const auto coin = call.body["coin"].get<std::string>();
  const auto product = call.product(coin);
  if (!product || product->kind != MarketKind::Perp) return hyperliquidUnknown();
  const Time end = std::min(hyperliquidTime(call.body, "endTime").value_or(call.at), call.at);
  Json rows = Json::array();
  if (*start > end) return answerJson(rows);
  const auto settled =
      oldestRows({*start - kMinute, end + Milliseconds{1}}, call.market.listed(*product).value_or(call.at),
                 kHour, static_cast<std::size_t>(kMostSettlements) + 1,
                 [&](TimeRange part) { return call.market.settledFunding(*product, part); });
  for (const auto& funding : settled) {
    const auto stamp = stampOf(funding.time);
    if (stamp < *start || stamp > end || std::ssize(rows) == kMostSettlements) continue;
    rows.push_back(
        {{"coin", coin}, {"fundingRate", decimal(funding.rate.fraction, 1)}, {"time", toMs(stamp)}});
  }
  return answerJson(rows);
}

}  // namespace perpscope::sim::exchanges
