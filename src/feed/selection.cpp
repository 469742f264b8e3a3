#include "feed/selection.h"

#include <algorithm>

#include <fmt/format.h>

namespace perpscope::feed {
namespace {

constexpr std::array kKinds{
    Kind{DataKind::Bars, PriceKind::Trade},    Kind{DataKind::Bars, PriceKind::Mark},
    Kind{DataKind::Bars, PriceKind::Index},    Kind{DataKind::Bars, PriceKind::PremiumIndex},
    Kind{DataKind::Funding, PriceKind::Trade}, Kind{DataKind::OpenInterest, PriceKind::Trade}};

std::optional<Interval> stepFor(const venues::Offer& offer, Interval interval) {
  std::optional<Interval> best;
  for (const auto step : offer.steps)
    if ((step == interval || divides(step, interval)) && (!best || *best < step)) best = step;
  if (!best && offer.data == DataKind::OpenInterest && !offer.steps.empty())
    return std::ranges::min(offer.steps);
  return best;
}

bool wants(const Part& part, const venues::Offer& offer) {
  const Kind kind{offer.data, offer.data == DataKind::Bars ? offer.price : PriceKind::Trade};
  return std::ranges::find(part.kinds, kind) != part.kinds.end();
}

}  // namespace

std::string_view label(Kind kind) {
  if (kind.data == DataKind::Funding) return "funding";
  return kind.data == DataKind::OpenInterest ? "open-interest" : perpscope::label(kind.price);
}

std::vector<Kind> allKinds() { return {kKinds.begin(), kKinds.end()}; }

Result<Kind> parseKind(std::string_view text) {
  for (const auto kind : kKinds)
    if (label(kind) == text) return kind;
  return fail(
      ErrorKind::Usage,
      fmt::format("no data '{}': there are candles, mark, index, premium-index, funding, open-interest",
                  text));
}

std::vector<Instrument> instrumentsOf(const venues::Venue& venue, const Selection& selection) {
  std::vector<Instrument> found;
  for (const auto& asset : selection.assets) {
    for (const auto& [kind, margin] : {std::pair{MarketKind::Spot, Margin::None},
                                       {MarketKind::Perp, Margin::Linear},
                                       {MarketKind::Perp, Margin::Inverse}})
      if (const auto known = standardInstrument(venue.id(), kind, asset, margin)) found.push_back(*known);
  }
  return found;
}

std::vector<Need> needsOf(const venues::Venue& venue, const Instrument& product, const Part& part) {
  std::vector<Need> needs;
  const auto add = [&needs](const venues::Offer& offer, Interval step) {
    const auto same = [&](const Need& need) { return need.offer == &offer && need.step == step; };
    if (std::ranges::none_of(needs, same)) needs.push_back({&offer, step});
  };
  for (const auto& offer : venue.offers()) {
    if (offer.kind != product.kind || offer.margin != product.margin || !wants(part, offer)) continue;
    if (offer.data == DataKind::Funding) add(offer, Interval::H1);
    for (const auto interval : part.intervals)
      if (const auto step = stepFor(offer, interval)) add(offer, *step);
  }
  return needs;
}

SeriesKey seriesOf(const Need& need, const Instrument& instrument) {
  return {instrument, need.offer->data, need.offer->price, need.step};
}

}  // namespace perpscope::feed
