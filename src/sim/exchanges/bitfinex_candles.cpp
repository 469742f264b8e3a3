#include <algorithm>
#include <array>

#include "sim/exchanges/bitfinex_answers.h"
#include "sim/exchanges/odd_bars.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kUsual = 100;
constexpr std::int64_t kMost = 10'000;

struct Timeframe {
  std::string_view name;
  Milliseconds length;
  std::optional<Interval> calendar;  // weeks and months are made of days
};
constexpr std::array kTimeframes{
    Timeframe{"1m", kMinute, {}},
    Timeframe{"5m", 5 * kMinute, {}},
    Timeframe{"15m", 15 * kMinute, {}},
    Timeframe{"30m", 30 * kMinute, {}},
    Timeframe{"1h", kHour, {}},
    Timeframe{"3h", 3 * kHour, {}},
    Timeframe{"6h", 6 * kHour, {}},
    Timeframe{"12h", 12 * kHour, {}},
    Timeframe{"1D", kDay, {}},
    Timeframe{"1W", 7 * kDay, Interval::W1},
    Timeframe{"7D", 7 * kDay, Interval::W1},
    Timeframe{"14D", 14 * kDay, {}},
    Timeframe{"1M", 31 * kDay, Interval::Mo1},
};

// trade:1m:tBTCUSD
struct Subject {
  const Timeframe* timeframe = nullptr;
  std::string_view symbol;
};

std::expected<Subject, ServerResponse> subjectOf(std::string_view key) {
  const auto first = key.find(':');
  const auto second = key.find(':', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos || key.substr(0, first) != "trade")
    return std::unexpected(bitfinexError("key: invalid"));
  const auto name = key.substr(first + 1, second - first - 1);
  const auto found = std::ranges::find(kTimeframes, name, &Timeframe::name);
  if (found == kTimeframes.end()) return std::unexpected(bitfinexError("time_interval: invalid"));
  return Subject{&*found, key.substr(second + 1)};
}

std::vector<Candle> calendarBars(const BitfinexCall& call, const Instrument& product, Interval interval,
                                 TimeRange range) {
  const auto open = [interval](Time t) { return barOpen(barNumber(t, interval), interval); };
  const auto days =
      call.market.bars(product, PriceKind::Trade, Interval::D1,
                       {open(range.from), std::min(range.to, call.request.at + Milliseconds{1})});
  auto bars = grouped(days, open);
  std::erase_if(bars, [range](const Candle& bar) { return !range.contains(bar.time); });
  return bars;
}

// What opens in the range; the last bar has all of its days or hours that there are.
std::vector<Candle> barsOf(const BitfinexCall& call, const Instrument& product, const Timeframe& timeframe,
                           TimeRange range) {
  if (!timeframe.calendar) return barsEvery(call.market, product, PriceKind::Trade, timeframe.length, range);
  const Time last = barEnd(barNumber(range.to - Milliseconds{1}, *timeframe.calendar), *timeframe.calendar);
  auto bars = calendarBars(call, product, *timeframe.calendar, {range.from, last});
  std::erase_if(bars, [range](const Candle& bar) { return bar.time >= range.to; });
  return bars;
}

Json candleRow(const Candle& bar) {
  return Json::array({toMs(bar.time), plainNumber(bar.open.value()), plainNumber(bar.close.value()),
                      plainNumber(bar.high.value()), plainNumber(bar.low.value()),
                      plainNumber(bar.volume.missing() ? 0 : bar.volume.value())});
}

}  // namespace

ServerResponse bitfinexCandles(const BitfinexCall& call) {
  const auto slash = call.rest.find('/');
  const auto section = slash == std::string_view::npos ? std::string_view{} : call.rest.substr(slash + 1);
  if (section != "hist" && section != "last") return bitfinexError("section: invalid");
  const auto subject = subjectOf(call.rest.substr(0, slash));
  if (!subject) return subject.error();
  const auto product = call.product(subject->symbol);
  if (!product) return bitfinexError("symbol: invalid");
  auto window = bitfinexWindow(call, kUsual, kMost);
  if (!window) return window.error();
  if (section == "last") *window = {{{}, call.request.at + Milliseconds{1}}, false, 1};
  const auto listed = call.market.listed(*product);
  if (!listed) return answerJson(Json::array());
  window->range.from = std::max(window->range.from, *listed - subject->timeframe->length);
  const auto bars = rowsInOrder<Candle>(*window, subject->timeframe->length, [&](TimeRange part) {
    return barsOf(call, *product, *subject->timeframe, part);
  });
  Json rows = Json::array();
  for (const auto& bar : bars) rows.push_back(candleRow(bar));
  if (section == "last") return answerJson(rows.empty() ? rows : rows[0]);
  return answerJson(rows);
}

}  // namespace perpscope::sim::exchanges
