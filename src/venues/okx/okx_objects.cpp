#include "venues/okx/okx_objects.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/decoding.h"

namespace perpscope::venues::okx_v5 {
namespace {

constexpr std::size_t kMostContracts = 20'000;
constexpr std::chrono::minutes kUsualFunding{480};

// One object and what is known beside it.
struct Object {
  const Json& json;
  ContractSizes& contracts;
  bool top_of_book;
  std::string symbol;
  InstType type = InstType::Spot;

  [[nodiscard]] bool has(std::string_view field) const { return json.contains(field); }
  [[nodiscard]] double optional(Reading& reading, std::string_view field) const {
    return reading.optionalNumber(member(json, field), field);
  }
};

std::optional<Time> timeIn(Reading& reading, const Object& object, std::string_view field) {
  return object.optional(reading, field) > 0
             ? std::optional(reading.milliseconds(member(object.json, field), field))
             : std::nullopt;
}

std::vector<Event> ticker(Reading& reading, const Object& object) {
  TickerEvent event;
  event.last = Price{object.optional(reading, "last")};
  event.bid = Price{object.optional(reading, "bidPx")};
  event.ask = Price{object.optional(reading, "askPx")};
  const bool spot = object.type == InstType::Spot;
  event.volume = BaseQuantity{object.optional(reading, spot ? "vol24h" : "volCcy24h")};
  if (!spot) event.volume_contracts = Contracts{object.optional(reading, "vol24h")};
  return {{object.symbol, timeIn(reading, object, "ts"), event}};
}

// Sizes of swaps and futures are contracts.
void setSize(TradeEvent& trade, const Object& object, double size) {
  if (object.type == InstType::Spot) {
    trade.size = BaseQuantity{size};
    return;
  }
  trade.contracts = Contracts{size};
  if (const auto* contract = object.contracts.find(object.symbol))
    trade.size = contract->toBase(trade.contracts, trade.price);
}

std::vector<Event> trade(Reading& reading, const Object& object) {
  TradeEvent event;
  event.price = Price{reading.number(member(object.json, "px"), "px")};
  const auto side = text(member(object.json, "side"));
  if (side != "buy" && side != "sell")
    reading.refuse("side", fmt::format("'{}' is neither buy nor sell", side));
  event.side = side == "sell" ? Side::Sell : Side::Buy;
  setSize(event, object, reading.number(member(object.json, "sz"), "sz"));
  return {{object.symbol, timeIn(reading, object, "ts"), event}};
}

std::vector<Event> book(Reading& reading, const Object& object) {
  const auto time = timeIn(reading, object, "ts");
  if (!object.top_of_book) return {ignored("order book", object.symbol, time)};
  const auto best = [&](std::string_view side) {
    return Price{reading.optionalNumber(element(element(member(object.json, side), 0), 0), side)};
  };
  const QuoteEvent quote{best("bids"), best("asks")};
  if (quote.bid.missing() && quote.ask.missing())
    return {ignored("an empty order book", object.symbol, time)};
  return {{object.symbol, time, quote}};
}

std::chrono::minutes lengthOf(std::optional<Time> from, std::optional<Time> to) {
  return from && to ? std::chrono::round<std::chrono::minutes>(*to - *from) : std::chrono::minutes{0};
}

Event settled(Reading& reading, const Object& object) {
  const auto funding = fundingRow(reading, object.json);
  return {object.symbol, funding.time,
          FundingEvent{{funding.rate.fraction, kUsualFunding, FundingKind::Settled}, {}, false}};
}

// The rate that forms for fundingTime, and the one that was charged before it where its time is said too.
std::vector<Event> funding(Reading& reading, const Object& object) {
  if (isSettled(object.json)) return {settled(reading, object)};
  const auto next = timeIn(reading, object, "fundingTime");
  const auto after = timeIn(reading, object, "nextFundingTime");
  const auto before = timeIn(reading, object, "prevFundingTime");
  const auto length =
      lengthOf(next, after) > std::chrono::minutes{0} ? lengthOf(next, after) : lengthOf(before, next);
  const bool known = length > std::chrono::minutes{0};
  const auto interval = known ? length : kUsualFunding;
  const auto time = timeIn(reading, object, "ts");
  std::vector<Event> events;
  const double rate = object.optional(reading, "fundingRate");
  if (!isMissing(rate))
    events.push_back(
        {object.symbol, time, FundingEvent{{rate, interval, FundingKind::Predicted}, next, known}});
  const double last = object.optional(reading, "settFundingRate");
  if (!isMissing(last) && before && text(member(object.json, "settState")) == "settled")
    events.push_back(
        {object.symbol, before, FundingEvent{{last, interval, FundingKind::Settled}, {}, known}});
  if (events.empty()) events.push_back(ignored("funding without a rate", object.symbol, time));
  return events;
}

std::vector<Event> openInterest(Reading& reading, const Object& object) {
  const OpenInterestEvent event{BaseQuantity{object.optional(reading, "oiCcy")},
                                QuoteQuantity{object.optional(reading, "oiUsd")},
                                Contracts{object.optional(reading, "oi")}};
  return {{object.symbol, timeIn(reading, object, "ts"), event}};
}

std::vector<Event> mark(Reading& reading, const Object& object) {
  const MarkEvent event{Price{object.optional(reading, "markPx")}, Price{object.optional(reading, "idxPx")}};
  if (event.mark.missing() && event.index.missing()) return {ignored("no price yet", object.symbol)};
  return {{object.symbol, timeIn(reading, object, "ts"), event}};
}

std::vector<Event> premium(Reading& reading, const Object& object) {
  const PremiumIndexEvent event{reading.number(member(object.json, "premium"), "premium")};
  return {{object.symbol, timeIn(reading, object, "ts"), event}};
}

// Swaps name their coins in the family alone: BTC-USDT.
std::string coin(const Object& object, std::string_view field, std::size_t part) {
  const auto named = text(member(object.json, field));
  if (!named.empty()) return std::string(named);
  const auto parts = split(object.symbol, '-');
  return part < parts.size() ? parts[part] : std::string{};
}

std::vector<Event> instrument(Reading& reading, const Object& object) {
  InstrumentEvent event{
      coin(object, "baseCcy", 0), coin(object, "quoteCcy", 1), {}, listedAt(reading, object.json)};
  if (object.type != InstType::Spot && !text(member(object.json, "ctVal")).empty()) {
    const auto contract = contractOf(reading, object.json);
    if (reading.ok()) object.contracts.learn(object.symbol, contract);
    event.contract_size = contract.size;
  }
  return {{object.symbol, std::nullopt, event}};
}

std::vector<Event> another(Reading& reading, const Object& object) {
  const bool only_time = object.json.size() == 1 && object.has("ts");
  return {ignored(only_time ? "server time" : "an object of another kind", object.symbol,
                  timeIn(reading, object, "ts"))};
}

struct Shape {
  std::array<std::string_view, 2> fields;
  std::vector<Event> (*read)(Reading&, const Object&);
};
constexpr std::array kShapes{
    Shape{{"asks", "bids"}, book},
    Shape{{"fundingTime", "fundingTime"}, funding},
    Shape{{"oi", "oiCcy"}, openInterest},
    Shape{{"px", "side"}, trade},
    Shape{{"last", "vol24h"}, ticker},
    Shape{{"idxPx", "idxPx"}, mark},
    Shape{{"markPx", "markPx"}, mark},
    Shape{{"premium", "ts"}, premium},
    Shape{{"instType", "listTime"}, instrument},
};

}  // namespace

void ContractSizes::learn(const std::string& inst_id, ContractSpec contract) {
  if (known_.size() >= kMostContracts) known_.clear();
  known_.insert_or_assign(inst_id, contract);
}

const ContractSpec* ContractSizes::find(const std::string& inst_id) const {
  const auto found = known_.find(inst_id);
  return found == known_.end() ? nullptr : &found->second;
}

std::vector<Event> objectEvents(const Json& json, ContractSizes& contracts, bool top_of_book) {
  const std::string symbol(text(member(json, "instId")));
  if (typeOf(symbol) == InstType::Option || text(member(json, "instType")) == "OPTION")
    return {ignored("option", symbol)};
  const Object object{json, contracts, top_of_book, symbol, typeOf(symbol)};
  const auto shape = std::ranges::find_if(
      kShapes, [&](const Shape& s) { return object.has(s.fields[0]) && object.has(s.fields[1]); });
  Reading reading;
  auto events = shape == kShapes.end() ? another(reading, object) : shape->read(reading, object);
  if (!reading.ok()) return {unusable(reading.error().error().message, symbol)};
  return events;
}

}  // namespace perpscope::venues::okx_v5
