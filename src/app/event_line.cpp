#include "app/event_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

namespace perpscope::app {
namespace {

using namespace venues;

// Written by hand: this is the hot end of decoding, and a document per event costs more than the rest.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& into) : into_(into) { into_ += '{'; }

  void text(std::string_view key, std::string_view value) {
    begin(key);
    const auto plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    if (std::ranges::all_of(value, plain)) {
      into_.append(1, '"').append(value).append(1, '"');
    } else {
      into_ += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
  }
  void optionalText(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  void number(std::string_view key, double value) {
    if (std::isfinite(value)) digits(key, value);
  }
  template <class Unit>
  void number(std::string_view key, Quantity<Unit> value) {
    number(key, value.value());
  }
  void count(std::string_view key, std::size_t value) { digits(key, value); }
  void time(std::string_view key, const std::optional<Time>& value) {
    if (value) digits(key, toMs(*value));
  }
  void flag(std::string_view key, bool value) {
    begin(key);
    into_ += value ? "true" : "false";
  }
  void end() { into_ += "}\n"; }

 private:
  void begin(std::string_view key) {
    if (into_.back() != '{') into_ += ',';
    into_.append(1, '"').append(key).append("\":");
  }
  // The shortest digits that read back as the same number.
  template <class Number>
  void digits(std::string_view key, Number value) {
    begin(key);
    std::array<char, 32> buffer;
    into_.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
  }

  std::string& into_;
};

std::string_view priceName(PriceKind price) {
  return price == PriceKind::PremiumIndex ? "premium" : label(price);
}

// Base coins where they are known.
void amount(ObjectWriter& out, std::string_view key, BaseQuantity base, Contracts contracts) {
  out.number(key, base);
  if (base.missing()) out.number("contracts", contracts);
}

struct Name {
  std::string_view operator()(const CandleEvent&) const { return "candle"; }
  std::string_view operator()(const TradeEvent&) const { return "trade"; }
  std::string_view operator()(const QuoteEvent&) const { return "quote"; }
  std::string_view operator()(const TickerEvent&) const { return "ticker"; }
  std::string_view operator()(const MarkEvent&) const { return "mark"; }
  std::string_view operator()(const FundingEvent&) const { return "funding"; }
  std::string_view operator()(const OpenInterestEvent&) const { return "open_interest"; }
  std::string_view operator()(const PremiumIndexEvent&) const { return "premium_index"; }
  std::string_view operator()(const AckEvent&) const { return "ack"; }
  std::string_view operator()(const HeartbeatEvent&) const { return "heartbeat"; }
  std::string_view operator()(const InstrumentEvent&) const { return "instrument"; }
  std::string_view operator()(const IgnoredEvent&) const { return "ignored"; }
  std::string_view operator()(const ErrorEvent&) const { return "error"; }
};

struct Fields {
  ObjectWriter& out;

  void operator()(const CandleEvent& event) const {
    if (event.price != PriceKind::Trade) out.text("price", priceName(event.price));
    out.optionalText("interval",
                     event.interval ? label(*event.interval) : std::string_view(event.other_interval));
    out.number("open", event.candle.open);
    out.number("high", event.candle.high);
    out.number("low", event.candle.low);
    out.number("close", event.candle.close);
    amount(out, "volume", event.candle.volume, event.candle.volume_contracts);
    if (event.closed) out.flag("closed", *event.closed);
  }
  void operator()(const TradeEvent& event) const {
    out.number("price", event.price);
    amount(out, "size", event.size, event.contracts);
    out.text("side", event.side == Side::Buy ? "buy" : "sell");
  }
  void operator()(const QuoteEvent& event) const {
    out.number("bid", event.bid);
    out.number("ask", event.ask);
  }
  void operator()(const TickerEvent& event) const {
    out.number("last", event.last);
    out.number("bid", event.bid);
    out.number("ask", event.ask);
    amount(out, "volume", event.volume, event.volume_contracts);
  }
  void operator()(const MarkEvent& event) const {
    out.number("mark", event.mark);
    out.number("index", event.index);
  }
  void operator()(const FundingEvent& event) const {
    out.number("rate", event.rate.fraction);
    out.number("interval_h", static_cast<double>(event.rate.interval.count()) / 60);
    if (!event.interval_known) out.flag("interval_assumed", true);
    out.text("kind", event.rate.kind == FundingKind::Settled ? "settled" : "predicted");
    out.time("next_time", event.next_time);
  }
  void operator()(const OpenInterestEvent& event) const {
    out.number("oi_base", event.base);
    out.number("oi_usd", event.usd);
    out.number("contracts", event.contracts);
  }
  void operator()(const PremiumIndexEvent& event) const { out.number("value", event.value); }
  void operator()(const AckEvent& event) const { out.optionalText("what", event.what); }
  void operator()(const HeartbeatEvent&) const {}
  void operator()(const InstrumentEvent& event) const {
    out.optionalText("base", event.base);
    out.optionalText("quote", event.quote);
    if (event.contract_size) out.number("contract_size", *event.contract_size);
    out.time("listed", event.listed);
  }
  void operator()(const IgnoredEvent& event) const { out.text("why", event.why); }
  void operator()(const ErrorEvent& event) const { out.text("why", event.why); }
};

}  // namespace

void appendEventLine(const Event& event, const EventPlace& place, std::string& into) {
  ObjectWriter out(into);
  out.text("event", std::visit(Name{}, event.what));
  out.text("venue", place.venue);
  out.optionalText("symbol", event.symbol);
  out.time("time", event.time);
  out.time("recv", place.recv);
  out.count("line", place.line);
  std::visit(Fields{out}, event.what);
  out.end();
}

}  // namespace perpscope::app
