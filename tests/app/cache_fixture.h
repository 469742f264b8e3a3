// A cache in a folder of its own, and rows for it written down in a test.
#pragma once

#include <gtest/gtest.h>

#include "store/writer.h"
#include "temp_folder.h"

namespace perpscope::app {

class CacheTest : public testing::Test {
 protected:
  // Candles whose four prices are the close, one after another.
  void bars(const Instrument& leg, Interval interval, Time first, const std::vector<double>& closes) {
    std::vector<Candle> rows;
    for (std::size_t i = 0; i < closes.size(); ++i) {
      const Price close{closes[i]};
      rows.push_back({barOpen(barNumber(first, interval) + static_cast<std::int64_t>(i), interval),
                      close,
                      close,
                      close,
                      close,
                      BaseQuantity{1},
                      {},
                      {}});
    }
    write([&](store::Transaction& out) {
      return out.bars(leg, PriceKind::Trade, interval, rows, store::OnEqualKey::KeepStored).has_value();
    });
  }

  template <class Write>
  void write(Write&& rows) {
    auto transaction = store::Transaction::begin(cache_);
    ASSERT_TRUE(transaction && rows(*transaction) && transaction->commit());
  }

  test::TempFolder folder_;
  ManualClock clock_{utc(2025, 1, 1)};
  store::Cache cache_ = *store::Cache::open(folder_ / "cache.db", store::Access::ReadWrite, clock_);
};

}  // namespace perpscope::app
