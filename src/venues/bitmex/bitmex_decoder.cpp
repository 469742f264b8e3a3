#include "venues/bitmex/bitmex_decoder.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/bitmex/bitmex_instruments.h"
#include "venues/bitmex/bitmex_rows.h"
#include "venues/decoding.h"

namespace perpscope::venues {
namespace {

constexpr std::array<std::string_view, 10> kPrivateTables{
    "order",   "position", "margin", "execution", "wallet", "transact", "affiliate", "privateNotifications",
    "account", "user"};

// Most frames are order books; all rows are of one symbol.
std::optional<std::string_view> bookSymbol(std::string_view bytes) {
  constexpr std::string_view kHead = R"({"table":"orderBook)";
  constexpr std::string_view kSymbol = R"("symbol":")";
  if (!bytes.starts_with(kHead) || !bytes.ends_with('}')) return std::nullopt;
  const auto at = bytes.rfind(kSymbol);
  if (at == std::string_view::npos) return std::string_view{};
  const auto symbol = bytes.substr(at + kSymbol.size());
  return symbol.substr(0, symbol.find('"'));
}

// trade:XBTUSD
std::string_view symbolOf(std::string_view subscription) {
  const auto colon = subscription.find(':');
  return colon == std::string_view::npos ? std::string_view{} : subscription.substr(colon + 1);
}

void addSettlement(Events& events, Reading& reading, const Json& row) {
  const auto funding = bitmexSettlement(reading, row);
  events.add(reading.string(member(row, "symbol"), "symbol"), funding.time,
             FundingEvent{funding.rate, {}, true});
}

void addQuote(Events& events, Reading& reading, const Json& row) {
  const QuoteEvent quote{Price{reading.optionalNumber(member(row, "bidPrice"), "bidPrice")},
                         Price{reading.optionalNumber(member(row, "askPrice"), "askPrice")}};
  events.add(reading.string(member(row, "symbol"), "symbol"), bitmexStamp(reading, row), quote);
}

// The rows' own distance tells the bin where no name does.
std::optional<Interval> binBetween(const Json& rows) {
  Reading reading;
  const auto stamp = [&](std::size_t i) {
    return reading.iso(member(element(rows, i), "timestamp"), "timestamp");
  };
  if (rows.size() < 2) return std::nullopt;
  const auto gap = std::chrono::abs(stamp(1) - stamp(0));
  for (const auto name : {"1m", "5m", "1h", "1d"})
    if (reading.ok() && nominalLength(*bitmexBin(name)) == gap) return bitmexBin(name);
  return std::nullopt;
}

enum class Kind : std::uint8_t { Trade, Quote, Bar, Funding, Instrument, Book, Liquidation, Other };

// Rows that come without a table's name.
Kind kindOf(const Json& row) {
  if (row.contains("trdMatchID") || row.contains("tickDirection")) return Kind::Trade;
  if (row.contains("fundingRateDaily")) return Kind::Funding;
  if (row.contains("open") && row.contains("close")) return Kind::Bar;
  if (row.contains("leavesQty")) return row.contains("ordStatus") ? Kind::Other : Kind::Liquidation;
  if (row.contains("bidSize") || row.contains("askSize")) return Kind::Quote;
  if (row.contains("id") && row.contains("side")) return Kind::Book;
  return row.contains("symbol") ? Kind::Instrument : Kind::Other;
}

Kind kindOfTable(std::string_view table) {
  if (table == "trade") return Kind::Trade;
  if (table == "quote") return Kind::Quote;
  if (table == "funding") return Kind::Funding;
  if (table == "instrument") return Kind::Instrument;
  if (table == "liquidation") return Kind::Liquidation;
  if (table.starts_with("tradeBin")) return Kind::Bar;
  return table.starts_with("orderBook") ? Kind::Book : Kind::Other;
}

class BitmexDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return {};
    Events events;
    if (const auto symbol = bookSymbol(message.bytes))
      events.ignore("order book", *symbol);
    else if (trimmed(message.bytes) == "pong")
      events.add({}, {}, HeartbeatEvent{});
    else if (const auto json = parseJson(message.bytes))
      document(events, *json, Origin::of(message.origin));
    else
      events.fail(json.error());
    return events.take();
  }

 private:
  void document(Events& events, const Json& json, const Origin& origin) {
    if (json.is_array()) return rows(events, json, kindOf(element(json, 0)), binIn(origin), closedIn(origin));
    if (!json.is_object()) return events.fail("neither an object nor a list");
    if (const auto table = text(member(json, "table")); !table.empty()) return frame(events, table, json);
    if (json.contains("error")) return refused(events, json);
    if (json.contains("success")) return acknowledged(events, json);
    if (json.contains("info")) return events.ignore("greeting");
    rows(events, Json::array({json}), kindOf(json), binIn(origin), closedIn(origin));
  }

  // {"status": 400, "error": "Unknown table: x"}, {"error": {"message": "…", "name": "HTTPError"}}
  static void refused(Events& events, const Json& json) {
    const auto& error = json["error"];
    const auto words = error.is_object() ? text(member(error, "message")) : text(error);
    events.fail(fmt::format("refused: {}", words));
  }

  static void acknowledged(Events& events, const Json& json) {
    const auto on = text(member(json, "subscribe"));
    const auto what = on.empty() ? text(member(json, "unsubscribe")) : on;
    events.add(symbolOf(what), {}, AckEvent{std::string(what)});
  }

  void frame(Events& events, std::string_view table, const Json& json) {
    const auto symbol = text(member(member(json, "filter"), "symbol"));
    if (std::ranges::find(kPrivateTables, table) != kPrivateTables.end())
      return events.ignore("private channel", symbol);
    const auto kind = kindOfTable(table);
    if (kind == Kind::Other) return events.ignore(fmt::format("table '{}'", table), symbol);
    const auto& data = member(json, "data");
    if (!data.is_array()) return events.fail("data: no list", symbol);
    if (data.empty()) return events.ignore("no rows", symbol);
    if (text(member(json, "action")) == "delete") return events.ignore("rows deleted", symbol);
    const auto bin = kind == Kind::Bar ? bitmexBin(table.substr(8)) : std::nullopt;
    rows(events, data, kind, bin, true);
  }

  void rows(Events& events, const Json& list, Kind kind, std::optional<Interval> bin, bool closed) {
    if (list.empty()) return;
    if (kind == Kind::Book) return events.ignore("order book", text(member(list[0], "symbol")));
    if (kind == Kind::Liquidation) return events.ignore("liquidation", text(member(list[0], "symbol")));
    if (kind == Kind::Other) return events.ignore("no market data");
    if (kind == Kind::Bar && !bin) bin = binBetween(list);
    events.each(list, [&](auto& reading, const auto& row) {
      switch (kind) {
        case Kind::Trade: return addTrade(events, reading, row);
        case Kind::Quote: return addQuote(events, reading, row);
        case Kind::Bar: return addBar(events, reading, row, bin, closed);
        case Kind::Funding: return addSettlement(events, reading, row);
        default: return instruments_.add(events, reading, row);
      }
    });
  }

  // Indices are listed like products, with trades of nothing.
  void addTrade(Events& events, Reading& reading, const Json& row) const {
    const auto symbol = reading.string(member(row, "symbol"), "symbol");
    const auto time = reading.iso(member(row, "timestamp"), "timestamp");
    const double price = reading.number(member(row, "price"), "price");
    const auto of = bitmexPriceKind(symbol);
    if (of == PriceKind::PremiumIndex) return events.add(symbol, time, PremiumIndexEvent{price});
    if (of == PriceKind::Index) return events.add(symbol, time, MarkEvent{{}, Price{price}});
    const auto side = text(member(row, "side"));
    if (side != "Buy" && side != "Sell") reading.refuse("side", "neither Buy nor Sell");
    TradeEvent trade{Price{price},
                     {},
                     Contracts{reading.number(member(row, "size"), "size")},
                     side == "Buy" ? Side::Buy : Side::Sell};
    trade.size = BaseQuantity{reading.optionalNumber(member(row, "homeNotional"), "homeNotional")};
    const auto contract = instruments_.contract(symbol);
    if (trade.size.missing() && contract) trade.size = contract->toBase(trade.contracts, trade.price);
    events.add(symbol, time, trade);
  }

  // Without a known length nobody can say when the bar opened.
  static void addBar(Events& events, Reading& reading, const Json& row, std::optional<Interval> bin,
                     bool closed) {
    const auto symbol = reading.string(member(row, "symbol"), "symbol");
    CandleEvent event;
    event.interval = bin;
    event.price = bitmexPriceKind(symbol);
    event.candle = bitmexBar(reading, row, bin ? nominalLength(*bin) : Milliseconds{0});
    if (closed) event.closed = true;
    if (event.candle.close.missing()) return events.ignore("no trades in this bar", symbol);
    if (!bin) event.candle.time = {};
    events.add(symbol, bin ? std::optional(event.candle.time) : std::nullopt, event);
  }

  static std::optional<Interval> binIn(const Origin& origin) { return bitmexBin(origin.param("binSize")); }
  // `partial` asks for the running bar too.
  static bool closedIn(const Origin& origin) { return origin.param("partial") != "true"; }

  BitmexInstruments instruments_;
};

}  // namespace

std::unique_ptr<Decoder> bitmexDecoder() { return std::make_unique<BitmexDecoder>(); }

}  // namespace perpscope::venues
