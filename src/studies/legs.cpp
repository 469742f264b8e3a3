#include "studies/legs.h"

#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace perpscope::studies {
namespace {

bool isStablecoin(const std::string& quote) { return quote == "USDT" || quote == "USDC"; }

}  // namespace

RateList::RateList(InputList& list, const Context& context, Milliseconds lag)
    : list_(list), wanted_(context.settings.text("quote_adjust") == "usd"), lag_(lag) {}

std::array<std::size_t, 2> RateList::of(const std::string& quote) {
  if (!wanted_ || !isStablecoin(quote)) return {kNoCell, kNoCell};
  const auto known = cells_.find(quote);
  if (known != cells_.end()) return known->second;
  return cells_[quote] = {add("kraken", quote), add("coinbase", quote)};
}

std::size_t RateList::add(std::string_view venue, const std::string& quote) {
  return list_.add(Input{
      .leg = *standardInstrument(venue, MarketKind::Spot, quote), .lag = lag_, .counts_for_grid = false});
}

std::size_t InputList::add(Input input) {
  noteIfClosed(input.leg.venue);
  const std::size_t first = cells_;
  cells_ += input.cells();
  inputs_.list.push_back(std::move(input));
  return first;
}

void InputList::noteIfClosed(const std::string& id) {
  const auto* venue = findVenue(id);
  if (venue == nullptr || !venue->closed) return;
  auto words = fmt::format("{} has closed: what was imported or recorded is all there is.", venue->name);
  if (std::ranges::find(inputs_.notes, words) == inputs_.notes.end()) note(std::move(words));
}

Result<std::vector<Instrument>> InputList::legs(const Context& context, std::string_view param,
                                                MarketKind role) {
  std::vector<Instrument> legs;
  for (const auto& text : split(context.settings.text(param), ',')) {
    auto leg = resolveLeg(text, role, context.asset);
    if (!leg && leg.error().kind == ErrorKind::Unsupported) {
      inputs_.left_out.push_back({text, leg.error().message});
      continue;
    }
    if (!leg) return fail(ErrorKind::Usage, fmt::format("{}: {}", param, leg.error().message));
    const bool wanted =
        context.venues.empty() || std::ranges::find(context.venues, leg->venue) != context.venues.end();
    if (wanted && std::ranges::find(legs, *leg) == legs.end()) legs.push_back(*std::move(leg));
  }
  if (legs.empty())
    return fail(ErrorKind::Usage,
                fmt::format("{}: no leg is left of '{}'", param, context.settings.text(param)));
  return legs;
}

std::vector<PriceCells> addPriceLegs(InputList& list, const Context& context,
                                     const std::vector<Instrument>& legs, Milliseconds lag) {
  const bool vwap = context.settings.text("composite") == "vwap";
  const CandleFields fields =
      vwap ? CandleFields{CandleField::Close, CandleField::Volume} : CandleFields{CandleField::Close};
  std::vector<PriceCells> cells;
  for (const auto& leg : legs) {
    PriceCells at;
    at.close = list.add(Input{.leg = leg, .fields = fields, .lag = lag});
    if (vwap) at.volume = at.close + 1;
    cells.push_back(at);
  }
  RateList rates(list, context, lag);
  for (std::size_t i = 0; i < legs.size(); ++i) cells[i].to_usd = rates.of(legs[i].quote);
  return cells;
}

Result<Sides> addSides(InputList& list, const Context& context) {
  const auto spot = list.legs(context, "spot_legs", MarketKind::Spot);
  if (!spot) return std::unexpected(spot.error());
  const auto perp = list.legs(context, "perp_legs", MarketKind::Perp);
  if (!perp) return std::unexpected(perp.error());
  Sides sides{*perp, addPriceLegs(list, context, *spot), addPriceLegs(list, context, *perp)};
  auto all = *spot;
  all.insert(all.end(), perp->begin(), perp->end());
  noteMixedQuotes(list, context, all);
  return sides;
}

SingleLeg addLeg(InputList& list, const Instrument& leg, CandleFields fields) {
  SingleLeg single{leg, {}};
  single.cells.close = list.add(Input{.leg = leg, .fields = fields});
  for (const auto field : {CandleField::Open, CandleField::High, CandleField::Low})
    single.cells.close += fields.has(field) ? 1 : 0;
  if (fields.has(CandleField::Volume)) single.cells.volume = single.cells.close + 1;
  return single;
}

Result<SingleLeg> addLeg(InputList& list, const Context& context, std::string_view param, MarketKind role,
                         CandleFields fields) {
  const auto legs = list.legs(context, param, role);
  if (!legs) return std::unexpected(legs.error());
  return addLeg(list, legs->front(), fields);
}

void noteMixedQuotes(InputList& list, const Context& context, const std::vector<Instrument>& legs) {
  std::set<std::string> quotes;
  for (const auto& leg : legs) quotes.insert(leg.quote);
  if (quotes.size() > 1 && context.settings.text("quote_adjust") == "off")
    list.note(fmt::format("Prices in {} are mixed as they are; quote_adjust = usd brings them to USD.",
                          fmt::join(quotes, ", ")));
}

Values pricesOf(const CellColumns& cells, const PriceCells& leg, Rooms& rooms, std::size_t offset) {
  const Values prices = cells[leg.close - offset];
  if (leg.to_usd[0] == kNoCell) return prices;
  const Column room = rooms.next();
  each(
      room,
      [](double price, double rate, double other_rate) { return price * kFirstKnown(rate, other_rate); },
      prices, cells[leg.to_usd[0]], cells[leg.to_usd[1]]);
  return room;
}

void premiumOf(Column premium, Values perp, Values spot) {
  each(premium, [](double p, double s) { return (p - s) / s * 100; }, perp, spot);
}

}  // namespace perpscope::studies
