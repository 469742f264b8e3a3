// A cache of a test's own, and small files to import into it.
#pragma once

#include <gtest/gtest.h>

#include "store/import_csv.h"
#include "store/reader.h"
#include "temp_folder.h"

namespace perpscope::store {

class ImportTest : public testing::Test {
 protected:
  // Options of the command line, "--" left out: {{"venue", "binance"}, …}.
  Result<ImportSummary> import(const std::string& text, const ImportOptions& options) {
    return importCsv(cache_, folder_.write("table.csv", text), options, clock_);
  }
  // The message of an import that must be refused; "accepted" where it was not.
  std::string refusal(const std::string& text, const ImportOptions& options) {
    const auto summary = import(text, options);
    return summary ? "accepted" : summary.error().message;
  }

  CandleColumns bars(PriceKind price = PriceKind::Trade, Interval interval = Interval::D1) const {
    return barsOf(*standardInstrument("binance", MarketKind::Spot, "BTC"), price, interval);
  }
  CandleColumns barsOf(const Instrument& leg, PriceKind price = PriceKind::Trade,
                       Interval interval = Interval::D1) const {
    return Reader(cache_).bars(leg, price, interval, {}, CandleFields::all()).value();
  }
  Instrument perp(std::string_view asset = "BTC", Margin margin = Margin::Linear) const {
    return *standardInstrument("binance", MarketKind::Perp, asset, margin);
  }
  FundingColumns funding() const { return Reader(cache_).settledFunding(perp(), {}).value(); }
  OpenInterestColumns openInterest(const Instrument& leg) const {
    return Reader(cache_).openInterest(leg, {}).value();
  }
  std::size_t seriesStored() const { return Reader(cache_).inventory().value().size(); }

  test::TempFolder folder_;
  ManualClock clock_{utc(2026, 11, 1)};
  mutable Cache cache_ = Cache::open(folder_ / "cache.db", Access::ReadWrite, clock_).value();
};

// What fits `text` with the header time,open,high,low,close,volume.
inline ImportOptions dailyBars(ImportOptions more = {}) {
  more.insert({{"venue", "binance"},
               {"kind", "spot"},
               {"data", "candles"},
               {"interval", "1d"},
               {"time", "iso"},
               {"map", "time=time,open=open,high=high,low=low,close=close,volume=volume"}});
  return more;
}
inline const std::string kBarHeader = "time,open,high,low,close,volume\n";

inline ImportOptions settlements(ImportOptions more = {}) {
  more.insert({{"venue", "binance"},
               {"kind", "perp"},
               {"data", "funding"},
               {"interval", "8h"},
               {"time", "iso"},
               {"map", "time=time,rate=rate"}});
  return more;
}

inline ImportOptions samples(ImportOptions more = {}) {
  more.insert({{"venue", "binance"},
               {"kind", "perp"},
               {"data", "open-interest"},
               {"time", "iso"},
               {"map", "time=time,oi_usd=usd"}});
  return more;
}

}  // namespace perpscope::store
