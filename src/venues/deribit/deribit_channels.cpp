#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "venues/deribit/deribit_decoder.h"
#include "venues/deribit/deribit_rows.h"
#include "venues/minutes.h"

namespace perpscope::venues {
namespace {

constexpr std::chrono::minutes kEightHours{480};

struct Channel {
  std::string_view kind;     // ticker, chart.trades
  std::string_view subject;  // the instrument or index, which have no dots
  std::string_view detail;   // 100ms, 60
};

Channel channelOf(std::string_view name) {
  constexpr std::string_view kChart = "chart.trades.";
  const auto first = name.starts_with(kChart) ? kChart.size() - 1 : name.find('.');
  if (first == std::string_view::npos) return {name, {}, {}};
  const auto rest = name.substr(first + 1);
  const auto second = rest.find('.');
  return {name.substr(0, first), rest.substr(0, second),
          second == std::string_view::npos ? std::string_view{} : rest.substr(second + 1)};
}

// Why products are not charted; nothing for those that are.
std::optional<std::string_view> unused(std::string_view instrument) {
  const auto product = deribitProductOf(instrument);
  if (product == DeribitProduct::Option) return "option";
  if (product == DeribitProduct::Combo) return "combo";
  return std::nullopt;
}

Time stampOf(Reading& reading, const Json& row) {
  return reading.milliseconds(member(row, "timestamp"), "timestamp");
}

void ticker(Events& events, Reading& reading, const Json& row, const Channel&) {
  decodeDeribitTicker(events, reading, row);
}

void quote(Events& events, Reading& reading, const Json& row, const Channel& channel) {
  const QuoteEvent what{Price{reading.optionalNumber(member(row, "best_bid_price"), "best_bid_price")},
                        Price{reading.optionalNumber(member(row, "best_ask_price"), "best_ask_price")}};
  events.add(channel.subject, stampOf(reading, row), what);
}

void bar(Events& events, Reading& reading, const Json& row, const Channel& channel) {
  CandleEvent what;
  what.candle = deribitBar(reading, row);
  nameInterval(what, channel.detail);
  const Time time = what.candle.time;
  events.add(channel.subject, time, std::move(what));
}

void perpetual(Events& events, Reading& reading, const Json& row, const Channel& channel) {
  const Time time = stampOf(reading, row);
  const double rate = reading.number(member(row, "interest"), "interest");
  events.add(channel.subject, time, FundingEvent{{rate, kEightHours, FundingKind::Predicted}, std::nullopt});
  const Price index{reading.optionalNumber(member(row, "index_price"), "index_price")};
  if (!index.missing()) events.add(channel.subject, time, MarkEvent{{}, index});
}

void indexPrice(Events& events, Reading& reading, const Json& row, const Channel& channel) {
  const MarkEvent what{{}, Price{reading.number(member(row, "price"), "price")}};
  events.add(channel.subject, stampOf(reading, row), what);
}

struct Reader {
  std::string_view kind;
  void (*read)(Events&, Reading&, const Json&, const Channel&);
};

constexpr std::array kReaders{
    Reader{"ticker", ticker},       Reader{"incremental_ticker", ticker},
    Reader{"quote", quote},         Reader{"chart.trades", bar},
    Reader{"perpetual", perpetual}, Reader{"deribit_price_index", indexPrice},
};

std::string otherChannel(std::string_view kind) {
  if (kind == "book") return "order book";
  if (kind == "user") return "private channel";
  return fmt::format("channel {}", kind);
}

void trades(Events& events, const Json& data, std::string_view instrument) {
  if (!data.is_array()) return events.fail("data: no list", instrument);
  events.each(data, [&](Reading& reading, const Json& row) { decodeDeribitTrade(events, reading, row); });
}

TickerEvent lastPrices(Reading& reading, const Json& row) {
  const auto either = [&](std::string_view stream, std::string_view summary) {
    const auto& value = member(row, stream);
    return Price{reading.optionalNumber(value.is_null() ? member(row, summary) : value, stream)};
  };
  TickerEvent prices{either("last_price", "last"),
                     either("best_bid_price", "bid_price"),
                     either("best_ask_price", "ask_price"),
                     {},
                     {}};
  const auto& stats = member(row, "stats");
  prices.volume =
      BaseQuantity{reading.optionalNumber(member(stats.is_null() ? row : stats, "volume"), "volume")};
  return prices;
}

}  // namespace

void decodeDeribitTrade(Events& events, Reading& reading, const Json& row) {
  const auto name = reading.string(member(row, "instrument_name"), "instrument_name");
  if (const auto why = unused(name)) return events.ignore(*why, name);
  events.add(name, stampOf(reading, row), deribitTrade(reading, row, deribitProductOf(name)));
}

void decodeDeribitTicker(Events& events, Reading& reading, const Json& row) {
  const auto name = reading.string(member(row, "instrument_name"), "instrument_name");
  if (const auto why = unused(name)) return events.ignore(*why, name);
  const auto either = [&row](std::string_view first, std::string_view second) -> const Json& {
    return member(row, member(row, first).is_null() ? second : first);
  };
  const auto number = [&reading](const Json& value, std::string_view field) {
    return reading.optionalNumber(value, field);
  };
  const Time time = reading.milliseconds(either("timestamp", "creation_timestamp"), "timestamp");
  if (const auto prices = lastPrices(reading, row); !prices.last.missing())
    events.add(name, time, prices);
  else if (!prices.bid.missing() || !prices.ask.missing())
    events.add(name, time, QuoteEvent{prices.bid, prices.ask});
  const MarkEvent mark{Price{number(member(row, "mark_price"), "mark_price")},
                       Price{number(either("index_price", "estimated_delivery_price"), "index_price")}};
  if (!mark.mark.missing() || !mark.index.missing()) events.add(name, time, mark);
  if (const double amount = number(member(row, "open_interest"), "open_interest"); !isMissing(amount))
    events.add(name, time, deribitOpenInterest(amount, deribitProductOf(name)));
  if (const double rate = number(member(row, "current_funding"), "current_funding"); !isMissing(rate))
    events.add(name, time, FundingEvent{{rate, kEightHours, FundingKind::Predicted}, std::nullopt});
}

void decodeDeribitChannel(Events& events, std::string_view name, const Json& data) {
  const auto channel = channelOf(name);
  if (name.empty()) return events.fail("a message without a channel");
  if (channel.kind == "trades") return trades(events, data, channel.subject);
  const auto reader = std::ranges::find(kReaders, channel.kind, &Reader::kind);
  if (reader == kReaders.end()) return events.ignore(otherChannel(channel.kind), channel.subject);
  if (const auto why = unused(channel.subject)) return events.ignore(*why, channel.subject);
  events.one(data, [&](Reading& reading, const Json& row) { reader->read(events, reading, row, channel); });
}

}  // namespace perpscope::venues
