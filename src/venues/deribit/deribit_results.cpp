#include "venues/deribit/deribit_decoder.h"
#include "venues/deribit/deribit_rows.h"
#include "venues/minutes.h"

namespace perpscope::venues {
namespace {

using Row = void (*)(Events&, Reading&, const Json&);

void rows(Events& events, const Json& list, Row read) {
  if (list.empty()) return events.ignore("no rows");
  events.each(list, [&](Reading& reading, const Json& row) { read(events, reading, row); });
}

void bars(Events& events, const DeribitCall& call, const Json& result) {
  events.one(result, [&](Reading& reading, const Json& columns) {
    const DeribitColumns all(reading, columns);
    for (std::size_t i = 0; i < all.size() && reading.ok(); ++i) {
      CandleEvent bar;
      bar.candle = all.bar(reading, i);
      if (!call.resolution.empty()) nameInterval(bar, call.resolution);
      const Time time = bar.candle.time;
      events.add(call.instrument, time, std::move(bar));
    }
  });
}

void instrument(Events& events, Reading& reading, const Json& row) {
  const auto name = reading.string(member(row, "instrument_name"), "instrument_name");
  const auto product = deribitProductOf(name);
  if (product == DeribitProduct::Option) return events.ignore("option", name);
  if (product == DeribitProduct::Combo) return events.ignore("combo", name);
  InstrumentEvent what{std::string(text(member(row, "base_currency"))),
                       std::string(text(member(row, "quote_currency"))),
                       {},
                       {}};
  if (const auto& size = member(row, "contract_size"); !size.is_null())
    what.contract_size = reading.number(size, "contract_size");
  if (const auto& created = member(row, "creation_timestamp"); !created.is_null())
    what.listed = reading.milliseconds(created, "creation_timestamp");
  events.add(name, std::nullopt, std::move(what));
}

void funding(Events& events, const DeribitCall& call, const Json& list) {
  events.each(list, [&](Reading& reading, const Json& row) {
    const auto settled = deribitFundingRow(reading, row);
    events.add(call.instrument, settled.time, FundingEvent{settled.rate, std::nullopt});
  });
}

// [[time, price], …] of get_index_chart_data and get_mark_price_history.
void prices(Events& events, const DeribitCall& call, const Json& list) {
  const bool mark = call.method.ends_with("get_mark_price_history");
  if (!mark && !call.method.ends_with("get_index_chart_data"))
    return events.ignore("prices of an unknown kind");
  events.each(list, [&](Reading& reading, const Json& row) {
    const Time time = reading.milliseconds(element(row, 0), "time");
    const Price price{reading.number(element(row, 1), "price")};
    if (mark)
      events.add(call.instrument, time, MarkEvent{price, {}});
    else
      events.add(call.index, time, MarkEvent{{}, price});
  });
}

void indexPrice(Events& events, const DeribitCall& call, const Json& result) {
  events.one(result, [&](Reading& reading, const Json& row) {
    const Price index{reading.number(member(row, "index_price"), "index_price")};
    events.add(call.index, std::nullopt, MarkEvent{{}, index});
  });
}

void lists(Events& events, const DeribitCall& call, const Json& list) {
  const auto& first = element(list, 0);
  const auto has = [&first](std::string_view key) { return first.is_object() && first.contains(key); };
  if (list.empty()) return events.ignore("no rows", call.instrument);
  if (has("interest_1h")) return funding(events, call, list);
  if (has("mark_price") && has("open_interest")) return rows(events, list, decodeDeribitTicker);
  if (has("instrument_name") && has("kind")) return rows(events, list, instrument);
  if (has("trade_id")) return rows(events, list, decodeDeribitTrade);
  if (first.is_array()) return prices(events, call, list);
  events.ignore("no market data", call.instrument);
}

void objects(Events& events, const DeribitCall& call, const Json& result) {
  const auto has = [&result](std::string_view key) { return result.contains(key); };
  if (text(member(result, "status")) == "no_data") return events.ignore("no rows", call.instrument);
  if (has("ticks")) return bars(events, call, result);
  if (member(result, "trades").is_array()) return rows(events, member(result, "trades"), decodeDeribitTrade);
  if (has("bids") && has("asks")) return events.ignore("order book", text(member(result, "instrument_name")));
  if (has("instrument_name") && has("kind")) return rows(events, Json::array({result}), instrument);
  if (has("mark_price")) return rows(events, Json::array({result}), decodeDeribitTicker);
  if (has("index_price")) return indexPrice(events, call, result);
  if (has("version")) return events.add({}, std::nullopt, HeartbeatEvent{});
  events.ignore("no market data", call.instrument);
}

}  // namespace

void decodeDeribitResult(Events& events, const DeribitCall& call, const Json& result) {
  if (result.is_array()) return lists(events, call, result);
  if (result.is_object()) return objects(events, call, result);
  if (result == "ok") return events.add({}, std::nullopt, AckEvent{call.method});
  const bool time = call.method.ends_with("get_time") || (call.method.empty() && result.is_number_integer());
  events.ignore(time ? "server time" : "no market data", call.instrument);
}

}  // namespace perpscope::venues
