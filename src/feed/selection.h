// What is to be fetched, as a person chooses it.
#pragma once

#include <string>
#include <vector>

#include "market/series.h"
#include "venues/venue.h"

namespace perpscope::feed {

// A kind of data as the command line names it: candles mark index premium-index funding open-interest.
struct Kind {
  DataKind data = DataKind::Bars;
  PriceKind price = PriceKind::Trade;
  friend bool operator==(const Kind&, const Kind&) = default;
};
[[nodiscard]] std::string_view label(Kind kind);
[[nodiscard]] Result<Kind> parseKind(std::string_view text);
[[nodiscard]] std::vector<Kind> allKinds();

// Some kinds of data at some intervals over some time.
struct Part {
  std::vector<Interval> intervals{Interval::D1};
  TimeRange range;
  std::vector<Kind> kinds = allKinds();
};

struct Selection {
  std::vector<std::string> assets{"BTC"};
  std::vector<Part> parts{Part{}};
};

// One series at one venue, and the row of the venue's capability table it is fetched by. `step`: of the bars
// or samples that are asked for; funding has none.
struct Need {
  const venues::Offer* offer;
  Interval step;
};

// The products of a venue that a selection means: its usual spot market and its usual perps of each margin.
[[nodiscard]] std::vector<Instrument> instrumentsOf(const venues::Venue& venue, const Selection& selection);

// What of a selection the venue offers for the product. An interval that it does not have natively is
// fetched in the largest step that builds it, open interest finer than its finest in that one.
[[nodiscard]] std::vector<Need> needsOf(const venues::Venue& venue, const Instrument& product,
                                        const Part& part);

[[nodiscard]] SeriesKey seriesOf(const Need& need, const Instrument& instrument);

}  // namespace perpscope::feed
