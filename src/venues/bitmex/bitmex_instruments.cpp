#include "venues/bitmex/bitmex_instruments.h"

namespace perpscope::venues {
namespace {

constexpr double kSatoshis = 1e8;
constexpr double kMicros = 1e6;  // of USDt
constexpr std::chrono::hours kUsualInterval{8};

double optional(Reading& reading, const Json& row, std::string_view field) {
  return reading.optionalNumber(member(row, field), field);
}

void remember(std::string& into, const Json& value) {
  if (!text(value).empty()) into = text(value);
}

// A row of the list, not a change of one.
bool isFull(const Json& row) { return row.contains("rootSymbol") || row.contains("typ"); }

void addInstrument(Events& events, Reading& reading, const Json& row, std::optional<ContractSpec> contract) {
  InstrumentEvent instrument{std::string(text(member(row, "underlying"))),
                             std::string(text(member(row, "quoteCurrency"))), std::nullopt, std::nullopt};
  if (contract) instrument.contract_size = contract->size;
  if (const auto& listing = member(row, "listing"); !listing.is_null())
    instrument.listed = reading.iso(listing, "listing");
  events.add(text(member(row, "symbol")), bitmexStamp(reading, row), instrument);
}

void addPrices(Events& events, Reading& reading, const Json& row) {
  const auto symbol = text(member(row, "symbol"));
  const auto time = bitmexStamp(reading, row);
  const Price last{optional(reading, row, "lastPrice")};
  const Price bid{optional(reading, row, "bidPrice")};
  const Price ask{optional(reading, row, "askPrice")};
  if (!last.missing())
    events.add(symbol, time,
               TickerEvent{last, bid, ask, BaseQuantity{optional(reading, row, "homeNotional24h")},
                           Contracts{optional(reading, row, "volume24h")}});
  else if (!bid.missing() || !ask.missing())
    events.add(symbol, time, QuoteEvent{bid, ask});
  const auto settle = optional(reading, row, "indicativeSettlePrice");
  const MarkEvent mark{Price{optional(reading, row, "markPrice")},
                       Price{isMissing(settle) ? optional(reading, row, "indexPrice") : settle}};
  if (!mark.mark.missing() || !mark.index.missing()) events.add(symbol, time, mark);
}

}  // namespace

std::optional<Time> bitmexStamp(Reading& reading, const Json& row) {
  const auto& stamp = member(row, "timestamp");
  return stamp.is_null() ? std::nullopt : std::optional(reading.iso(stamp, "timestamp"));
}

std::optional<ContractSpec> BitmexInstruments::contract(std::string_view symbol) const {
  const auto found = known_.find(symbol);
  return found == known_.end() ? std::nullopt : found->second.contract;
}

void BitmexInstruments::learn(Reading& reading, Known& known, const Json& row) {
  if (const auto contract = bitmexContract(reading, row)) known.contract = contract;
  remember(known.underlying, member(row, "underlying"));
  remember(known.quote, member(row, "quoteCurrency"));
  remember(known.settlement, member(row, "settlCurrency"));
  if (const auto& time = member(row, "fundingTimestamp"); !time.is_null())
    known.funding_time = reading.iso(time, "fundingTimestamp");
  if (const auto& interval = member(row, "fundingInterval"); !interval.is_null())
    known.funding_interval = bitmexInterval(reading, interval);
}

void BitmexInstruments::add(Events& events, Reading& reading, const Json& row) {
  const auto symbol = reading.string(member(row, "symbol"), "symbol");
  if (const auto type = text(member(row, "typ")); type.starts_with("O"))
    return events.ignore("option", symbol);
  auto& known = known_[symbol];
  learn(reading, known, row);
  if (isFull(row)) addInstrument(events, reading, row, known.contract);
  addPrices(events, reading, row);
  addFunding(events, reading, known, row);
  addOpenInterest(events, reading, known, row);
}

// `fundingRate` is fixed for the coming settlement, `indicativeFundingRate` forms for the one after.
void BitmexInstruments::addFunding(Events& events, Reading& reading, const Known& known, const Json& row) {
  const auto interval = known.funding_interval.value_or(kUsualInterval);
  const auto add = [&](std::string_view field, std::optional<Time> settlement) {
    const double rate = optional(reading, row, field);
    if (isMissing(rate)) return;
    events.add(text(member(row, "symbol")), bitmexStamp(reading, row),
               FundingEvent{
                   {rate, interval, FundingKind::Predicted}, settlement, known.funding_interval.has_value()});
  };
  add("fundingRate", known.funding_time);
  if (known.funding_time) add("indicativeFundingRate", *known.funding_time + interval);
}

// Contracts, and what they are worth: by the contract's size, and by the value that the row gives in the
// currency of settlement.
void BitmexInstruments::addOpenInterest(Events& events, Reading& reading, const Known& known,
                                        const Json& row) {
  OpenInterestEvent open;
  open.contracts = Contracts{optional(reading, row, "openInterest")};
  if (open.contracts.missing()) return;
  const bool in_dollars = known.quote.starts_with("USD");
  const double value = optional(reading, row, "openValue");
  if (known.contract && known.contract->in_quote) {
    if (in_dollars) open.usd = known.contract->toQuote(open.contracts, {});
    if (known.settlement == "XBt" && known.underlying == "XBT") open.base = BaseQuantity{value / kSatoshis};
  } else if (known.contract) {
    open.base = known.contract->toBase(open.contracts, {});
    if (known.settlement == "USDt" && in_dollars) open.usd = QuoteQuantity{value / kMicros};
  }
  events.add(text(member(row, "symbol")), bitmexStamp(reading, row), open);
}

}  // namespace perpscope::venues
