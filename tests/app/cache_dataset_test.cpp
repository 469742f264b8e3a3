#include "app/cache_dataset.h"

#include "cache_fixture.h"

namespace perpscope::app {
namespace {

constexpr Time kDayOne = utc(2024, 1, 1);
const Instrument kPerp = *standardInstrument("binance", MarketKind::Perp, "BTC");

Candle bar(Time time, double open, double close, double volume = 2) {
  return {
      time,         Price{open},          Price{std::max(open, close) + 1}, Price{std::min(open, close) - 1},
      Price{close}, BaseQuantity{volume}, QuoteQuantity{volume * 100},      Contracts{volume * 10}};
}

class CacheDatasetTest : public CacheTest {
 protected:
  void store(Interval interval, const std::vector<Candle>& rows, PriceKind price = PriceKind::Trade) {
    write([&](store::Transaction& out) {
      return out.bars(kPerp, price, interval, rows, store::OnEqualKey::Replace).has_value();
    });
  }
  void storeFunding(const std::vector<Funding>& rows) {
    write([&](store::Transaction& out) {
      return out.funding(kPerp, rows, store::OnEqualKey::Replace).has_value();
    });
  }
  void openDataset() {
    auto opened = CacheDataset::open(folder_ / "cache.db", clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    dataset_ = *std::move(opened);
  }
  std::vector<Candle> bars(Interval interval, TimeRange range = {}) {
    return dataset_->bars(kPerp, PriceKind::Trade, interval, range);
  }

  std::unique_ptr<CacheDataset> dataset_;
};

TEST_F(CacheDatasetTest, GivesRowsAsTheyAreStored) {
  store(Interval::H1, {bar(kDayOne, 10, 11), bar(kDayOne + kHour, 11, 9), bar(kDayOne + 3 * kHour, 12, 13)});
  openDataset();
  const auto rows = bars(Interval::H1);
  ASSERT_EQ(rows.size(), 3U) << "a hole stays one";
  EXPECT_EQ(rows[1].open, Price{11});
  EXPECT_EQ(rows[1].high, Price{12});
  EXPECT_EQ(rows[1].volume_quote, QuoteQuantity{200});
  EXPECT_EQ(rows[1].volume_contracts, Contracts{20});
  EXPECT_EQ(bars(Interval::H1, {kDayOne, kDayOne + kHour}).size(), 1U) << "half open";
  EXPECT_EQ(dataset_->listed(kPerp), kDayOne);
  ASSERT_EQ(dataset_->instruments().size(), 1U);
  EXPECT_EQ(dataset_->instruments()[0], kPerp);
}

TEST_F(CacheDatasetTest, RowsWithoutAllPricesAreNoBars) {
  auto partial = bar(kDayOne + kHour, 1, 2);
  partial.high = Price{};
  store(Interval::H1, {bar(kDayOne, 10, 11), partial});
  openDataset();
  EXPECT_EQ(bars(Interval::H1).size(), 1U);
}

TEST_F(CacheDatasetTest, AnIntervalThatIsNotStoredIsBuilt) {
  std::vector<Candle> minutes;
  for (int i = 0; i < 15; ++i) minutes.push_back(bar(kDayOne + i * kMinute, 10 + i, 11 + i, 1));
  store(Interval::M1, minutes);
  openDataset();
  const auto built = bars(Interval::M5);
  ASSERT_EQ(built.size(), 3U);
  EXPECT_EQ(built[1].time, kDayOne + 5 * kMinute);
  EXPECT_EQ(built[1].open, Price{15});
  EXPECT_EQ(built[1].close, Price{20});
  EXPECT_EQ(built[1].high, Price{21});
  EXPECT_EQ(built[1].volume, BaseQuantity{5});
  EXPECT_EQ(built[1].volume_quote, QuoteQuantity{500});
  EXPECT_EQ(built[1].volume_contracts, Contracts{50});
  EXPECT_EQ(bars(Interval::M5, {kDayOne + kMinute, kDayOne + 10 * kMinute}).size(), 1U);
  EXPECT_TRUE(bars(Interval::H1).empty()) << "its last minutes are missing, so it has no close";
}

TEST_F(CacheDatasetTest, AHoleInAStoredIntervalIsNotFilledFromSmallerBars) {
  store(Interval::H1, {bar(kDayOne, 10, 11)});
  std::vector<Candle> minutes;
  for (int i = 0; i < 120; ++i) minutes.push_back(bar(kDayOne + i * kMinute, 10, 11));
  store(Interval::M1, minutes);
  openDataset();
  EXPECT_EQ(bars(Interval::H1).size(), 1U);
  EXPECT_EQ(bars(Interval::M30).size(), 4U);
}

TEST_F(CacheDatasetTest, TheFutureHasNotHappened) {
  store(Interval::H1, {bar(kDayOne, 10, 11), bar(kDayOne + kHour, 11, 99), bar(kDayOne + 2 * kHour, 99, 99)});
  storeFunding({{kDayOne, {0.0001}, {}}, {kDayOne + 8 * kHour, {0.0002}, {}}});
  write([&](store::Transaction& out) {
    const std::vector samples{OpenInterest{kDayOne, BaseQuantity{1}, QuoteQuantity{2}, Contracts{3}},
                              OpenInterest{kDayOne + kDay, BaseQuantity{4}, {}, {}}};
    return out.openInterest(kPerp, samples, store::OnEqualKey::Replace).has_value();
  });
  openDataset();
  clock_.set(kDayOne + kHour + 90 * kMinute / 3);
  const auto rows = bars(Interval::H1);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].close, Price{11}) << "without smaller bars, the running one has just opened";
  EXPECT_EQ(rows[1].volume, BaseQuantity{0});
  EXPECT_EQ(dataset_->settledFunding(kPerp, {}).size(), 1U);
  EXPECT_EQ(dataset_->openInterest(kPerp, kHour, {}).size(), 1U);
  EXPECT_EQ(dataset_->openInterest(kPerp, kHour, {})[0].contracts, Contracts{3});
}

TEST_F(CacheDatasetTest, ARunningBarIsMadeOfSmallerOnesThatHaveEnded) {
  store(Interval::H1, {bar(kDayOne, 10, 99)});
  std::vector<Candle> minutes;
  for (int i = 0; i < 60; ++i) minutes.push_back(bar(kDayOne + i * kMinute, 10 + i, 11 + i, 1));
  store(Interval::M1, minutes);
  openDataset();
  clock_.set(kDayOne + 3 * kMinute + std::chrono::seconds{30});
  const auto rows = bars(Interval::H1);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].open, Price{10});
  EXPECT_EQ(rows[0].close, Price{13});
  EXPECT_EQ(rows[0].volume, BaseQuantity{3});
  clock_.set(kDayOne + kHour);
  EXPECT_EQ(bars(Interval::H1)[0].close, Price{99}) << "ended: as it is stored";
}

TEST_F(CacheDatasetTest, PredictsByWhatWasSaidElseByWhatIsSettledNextElseByTheLast) {
  storeFunding({{kDayOne, {0.0001}, {}},
                {kDayOne + 8 * kHour, {0.0002}, {}},
                {kDayOne + 9 * kHour,
                 {0.0005, std::chrono::minutes{480}, FundingKind::Predicted},
                 kDayOne + 16 * kHour}});
  openDataset();
  const auto next = dataset_->predictedFunding(kPerp, kDayOne + kHour);
  EXPECT_EQ(next->rate.fraction, 0.0002);
  EXPECT_EQ(next->next_time, kDayOne + 8 * kHour);
  EXPECT_EQ(next->rate.kind, FundingKind::Predicted);
  EXPECT_EQ(dataset_->predictedFunding(kPerp, kDayOne + 10 * kHour)->rate.fraction, 0.0005);
  const auto beyond = dataset_->predictedFunding(kPerp, kDayOne + 17 * kHour);
  EXPECT_EQ(beyond->rate.fraction, 0.0002);
  EXPECT_EQ(beyond->next_time, kDayOne + kDay);
  EXPECT_EQ(dataset_->predictedFunding(kPerp, kDayOne + 400 * kDay)->rate.fraction, 0.0002);
  EXPECT_FALSE(dataset_->predictedFunding(kPerp, kDayOne - 9 * kDay));
}

TEST_F(CacheDatasetTest, SamplesAreThoseOnTheStep) {
  write([&](store::Transaction& out) {
    std::vector<OpenInterest> samples;
    for (int i = 0; i < 24; ++i)
      samples.push_back({kDayOne + i * 5 * kMinute, BaseQuantity{1.0 * i}, {}, {}});
    return out.openInterest(kPerp, samples, store::OnEqualKey::Replace).has_value();
  });
  openDataset();
  EXPECT_EQ(dataset_->openInterest(kPerp, 5 * kMinute, {}).size(), 24U);
  const auto hours = dataset_->openInterest(kPerp, kHour, {});
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[1].base, BaseQuantity{12});
  EXPECT_TRUE(dataset_->openInterest(kPerp, Milliseconds{0}, {}).empty());
}

TEST_F(CacheDatasetTest, StrangersHaveNothingAndAMissingFileIsSaid) {
  store(Interval::H1, {bar(kDayOne, 10, 11)});
  openDataset();
  const auto other = *standardInstrument("okx", MarketKind::Perp, "BTC");
  EXPECT_TRUE(dataset_->bars(other, PriceKind::Trade, Interval::H1, {}).empty());
  EXPECT_TRUE(dataset_->bars(kPerp, PriceKind::Mark, Interval::H1, {}).empty());
  EXPECT_FALSE(dataset_->listed(other));
  EXPECT_FALSE(dataset_->predictedFunding(other, kDayOne));
  const auto missing = CacheDataset::open(folder_ / "none.db", clock_);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::NotFound);
}

}  // namespace
}  // namespace perpscope::app
