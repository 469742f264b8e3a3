// A series: one kind of data of one instrument.
#pragma once

#include "market/instrument.h"
#include "market/records.h"

namespace perpscope {

enum class DataKind : std::uint8_t { Bars, OpenInterest, Funding };

struct SeriesKey {
  Instrument instrument;
  DataKind data = DataKind::Bars;
  PriceKind price = PriceKind::Trade;  // Bars
  Interval interval = Interval::D1;    // Bars: of the bars
};

}  // namespace perpscope
