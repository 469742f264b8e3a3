#include "venues/okx/okx_decoder.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/decoding.h"
#include "venues/frames.h"
#include "venues/okx/okx_objects.h"

namespace perpscope::venues::okx_v5 {
namespace {

constexpr std::chrono::minutes kUsualFunding{480};

// What rows that are lists do not say themselves.
struct RowsOf {
  std::string symbol;
  std::optional<PriceKind> price;
  std::string bar;
};

Event candle(Reading& reading, const Json& row, const RowsOf& of, PriceKind price) {
  const auto interval = intervalNamed(of.bar);
  CandleEvent event{interval, interval ? std::string{} : of.bar, price,
                    candleRow(reading, row, price, volumesOf(of.symbol)), confirmed(row, price)};
  return {of.symbol, event.candle.time, event};
}

Event openInterest(Reading& reading, const Json& row, const RowsOf& of) {
  const auto sample = openInterestRow(reading, row);
  return {of.symbol, sample.time, OpenInterestEvent{sample.base, sample.usd, sample.contracts}};
}

// Rows are told by their length; six columns are of the mark or of the index, which only the source says.
Event rowEvent(const Json& row, const RowsOf& of) {
  if (row.size() == 3) return ignored("open interest and volume of a whole coin", of.symbol);
  Reading reading;
  Event event;
  if (row.size() == 4)
    event = openInterest(reading, row, of);
  else if (row.size() >= 7)
    event = candle(reading, row, of, PriceKind::Trade);
  else if (of.price)
    event = candle(reading, row, of, *of.price);
  else if (row.size() >= 5)
    return ignored("bars of mark or index: only the path of the request says which", of.symbol);
  else
    return unusable("a row of unknown form", of.symbol);
  return reading.ok() ? event : unusable(reading.error().error().message, of.symbol);
}

// A deep order book is known by its first characters, if it is whole.
std::optional<Event> deepBook(std::string_view bytes) {
  constexpr std::string_view kBegin = R"({"arg":{"channel":"books)";
  if (!bytes.starts_with(kBegin)) return std::nullopt;
  const auto head = bytes.substr(0, 160);
  const auto symbol = quotedAfter(head, R"("instId":")");
  if (symbol.empty() || !bytes.contains(R"("asks":)") || !isClosedJson(bytes)) return std::nullopt;
  return ignored("order book", std::string(symbol), stampAfterLast(bytes, R"("ts":")"));
}

std::string whyIgnored(std::string_view channel) {
  static constexpr std::array<std::string_view, 12> kPrivate{
      "account",          "positions",    "balance_and_position", "liquidation-warning",
      "account-greeks",   "orders",       "orders-algo",          "algo-advance",
      "grid-orders-spot", "deposit-info", "withdrawal-info",      "fills"};
  if (std::ranges::find(kPrivate, channel) != kPrivate.end()) return "private channel";
  if (channel.contains("liquidation")) return "liquidation";
  if (channel.starts_with("opt-")) return "option";
  return fmt::format("a channel of another kind: {}", channel);
}

// candle1Dutc, mark-price-candle1m, index-candle1m
std::optional<RowsOf> candlesOf(std::string_view channel, std::string symbol) {
  for (const auto& [prefix, price] :
       {std::pair{"mark-price-candle", PriceKind::Mark}, std::pair{"index-candle", PriceKind::Index},
        std::pair{"candle", PriceKind::Trade}})
    if (channel.starts_with(prefix))
      return RowsOf{std::move(symbol), price, std::string(channel.substr(std::string_view(prefix).size()))};
  return std::nullopt;
}

bool isRead(std::string_view channel) {
  static constexpr std::array<std::string_view, 8> kRead{"tickers",       "trades",       "trades-all",
                                                         "bbo-tbt",       "mark-price",   "funding-rate",
                                                         "open-interest", "index-tickers"};
  return std::ranges::find(kRead, channel) != kRead.end() || channel == "instruments";
}

RowsOf rowsOfPath(std::string_view url) {
  const auto origin = Origin::of(url);
  const auto path = origin.path;
  RowsOf of{std::string(origin.param("instId")), {}, {}};
  if (!path.contains("candles")) return of;
  of.bar = origin.param("bar");
  if (of.bar.empty()) of.bar = "1m";  // what the API takes when none is said
  of.price = path.contains("mark-price") ? PriceKind::Mark
             : path.contains("index")    ? PriceKind::Index
                                         : PriceKind::Trade;
  return of;
}

class OkxDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return {};
    if (trimmed(message.bytes) == "pong") return {{{}, {}, HeartbeatEvent{}}};
    if (auto event = deepBook(message.bytes)) return {*std::move(event)};
    const auto json = parseJson(message.bytes);
    if (!json) return {unusable(json.error().message)};
    if (!text(member(*json, "event")).empty()) return {control(*json)};
    if (member(*json, "arg").is_object()) return pushed(*json);
    if (json->contains("op")) return {ignored("private channel")};
    if (json->contains("code")) return answered(*json, message.origin);
    return {unusable("a message of unknown form")};
  }

 private:
  static Event control(const Json& json) {
    const auto event = text(member(json, "event"));
    const auto& arg = member(json, "arg");
    const std::string symbol(text(member(arg, "instId")));
    const auto words = fmt::format("{} {}", text(member(json, "code")), text(member(json, "msg")));
    if (event == "error" || event.ends_with("-error")) return unusable(std::string(trimmed(words)), symbol);
    if (event == "notice") return ignored("notice: " + words);
    if (event == "subscribe" || event == "unsubscribe")
      return {symbol, {}, AckEvent{std::string(text(member(arg, "channel")))}};
    return ignored(fmt::format("a message of another kind: {}", event));
  }

  std::vector<Event> pushed(const Json& json) {
    const auto& arg = member(json, "arg");
    const auto channel = text(member(arg, "channel"));
    std::string symbol(text(member(arg, "instId")));
    if (channel.starts_with("books")) return {ignored("order book", std::move(symbol))};
    const auto candles = candlesOf(channel, symbol);
    if (!candles && !isRead(channel)) return {ignored(whyIgnored(channel), std::move(symbol))};
    return listed(json, candles.value_or(RowsOf{symbol, {}, {}}), channel == "bbo-tbt");
  }

  std::vector<Event> answered(const Json& json, std::string_view origin) {
    const auto code = text(member(json, "code"));
    const auto of = rowsOfPath(origin);
    if (code != "0") return {unusable(fmt::format("{} {}", code, text(member(json, "msg"))), of.symbol)};
    return listed(json, of, false);
  }

  std::vector<Event> listed(const Json& json, const RowsOf& of, bool top_of_book) {
    const auto& data = member(json, "data");
    if (!data.is_array()) return {unusable("data: no list", of.symbol)};
    if (data.empty()) return {ignored("an empty list", of.symbol)};
    std::vector<Event> events;
    for (const auto& row : data) {
      if (row.is_object())
        std::ranges::move(objectEvents(row, contracts_, top_of_book), std::back_inserter(events));
      else
        events.push_back(rowEvent(row, of));
    }
    tellIntervals(events, kUsualFunding);
    for (auto& event : events)
      if (event.symbol.empty()) event.symbol = of.symbol;
    return events;
  }

  ContractSizes contracts_;
};

}  // namespace

std::unique_ptr<Decoder> decoder() { return std::make_unique<OkxDecoder>(); }

}  // namespace perpscope::venues::okx_v5
