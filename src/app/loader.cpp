#include "app/loader.h"

#include <algorithm>
#include <deque>

namespace perpscope::app {
namespace {

using studies::Input;
using studies::InputKind;

// No venue settles less often, by far.
constexpr Milliseconds kLongestSettlement = 31 * kDay;

bool feeds(const store::SeriesInfo& series, const Input& input, Interval interval) {
  const auto& key = series.key;
  if (!(key.instrument == input.leg)) return false;
  switch (input.kind) {
    case InputKind::Candles:
      return key.data == store::DataKind::Bars && key.price == input.price &&
             (key.interval == interval || divides(key.interval, interval));
    case InputKind::OpenInterest: return key.data == store::DataKind::OpenInterest;
    case InputKind::Funding: return key.data == store::DataKind::Funding;
    case InputKind::PremiumWindow:
      return key.data == store::DataKind::Bars && key.price == input.price &&
             (key.interval == input.sub_interval || divides(key.interval, input.sub_interval));
  }
  return false;
}

// Where a venue's index is known at the opens of bars only, the mean of this and the next one stands for it.
std::vector<double> premiumOver(const std::vector<double>& mids, const GridCandles& index) {
  const auto& open = index[CandleField::Open];
  const auto& close = index[CandleField::Close];
  std::vector<double> premiums(mids.size());
  for (std::size_t i = 0; i < mids.size(); ++i) {
    const double level = isMissing(close[i]) ? (open[i] + open[i + 1]) / 2 : close[i];
    premiums[i] = (mids[i] - level) / level;
  }
  return premiums;
}

// Column writers of one input: its cells start at `cell`.
class InputLoader {
 public:
  InputLoader(const store::Reader& reader, const StoredSeries& stored, Time now, Milliseconds longest_lag,
              studies::Frame& frame)
      : reader_(reader), stored_(stored), now_(now), longest_lag_(longest_lag), frame_(frame) {}

  Status load(const Input& input, std::size_t cell) {
    switch (input.kind) {
      case InputKind::Candles:
        return input.lag.count() == 0 ? candles(input, cell) : laggedCandles(input, cell);
      case InputKind::OpenInterest: return openInterest(input, cell);
      case InputKind::Funding: return funding(input, cell);
      case InputKind::PremiumWindow: return premiumWindow(input, cell);
    }
    return {};
  }

 private:
  // What a stretch can see of samples that are at most `age` old; a bar's length at least.
  [[nodiscard]] TimeRange samplesFrom(Milliseconds age) const {
    const Grid& grid = frame_.grid();
    return {grid.open(0) - age - (grid.end(0) - grid.open(0)), grid.range().to + Milliseconds{1}};
  }

  [[nodiscard]] Result<GridCandles> aligned(const Input& input, const Grid& grid) const {
    return aligned(input, input.price, input.fields, grid);
  }
  [[nodiscard]] Result<GridCandles> aligned(const Input& input, PriceKind price, CandleFields wanted,
                                            const Grid& grid) const {
    const CandleSource source{stored_.usableFor(input.leg, price, grid.interval),
                              [this, &input, price](Interval interval, TimeRange range, CandleFields fields) {
                                return reader_.bars(input.leg, price, interval, range, fields);
                              }};
    return alignCandles(source, grid, wanted, now_);
  }

  Status premiumWindow(const Input& input, std::size_t cell) {
    if (input.optional && stored_.extent(input, input.sub_interval).empty()) return {};
    const auto settled = reader_.settledFunding(input.leg, samplesFrom(kLongestSettlement));
    if (!settled) return std::unexpected(settled.error());
    const auto windows = fundingWindows(*settled, frame_.grid().range());
    const auto samples = premiumSamples(input, {windows.front().from, windows.back().to});
    if (!samples) return std::unexpected(samples.error());
    const auto columns = alignPremium(*samples, windows, frame_.grid(), input.weights, input.formula, now_);
    for (const auto* column :
         {&columns.mean, &columns.rate_8h, &columns.samples, &columns.interval_min, &columns.until_min})
      frame_.fill(cell++, *column);
    return {};
  }

  // The premium index, or how far the mid price is above the index of the same instant.
  [[nodiscard]] Result<PremiumSamples> premiumSamples(const Input& input, TimeRange range) const {
    const auto extent = stored_.extent(input, input.sub_interval);
    range = {std::max(range.from, extent.from), std::min(range.to, extent.to)};
    if (range.empty()) return PremiumSamples{};
    const Grid grid = Grid::covering(range, input.sub_interval);
    const auto price = aligned(input, input.price, {CandleField::Close}, grid);
    if (!price) return std::unexpected(price.error());
    const auto& closes = (*price)[CandleField::Close];
    if (input.price == PriceKind::PremiumIndex) return PremiumSamples{grid, closes};
    const auto index = aligned(input, PriceKind::Index, {CandleField::Open, CandleField::Close},
                               {grid.interval, grid.first, grid.size + 1});
    if (!index) return std::unexpected(index.error());
    return PremiumSamples{grid, premiumOver(closes, *index)};
  }

  Status candles(const Input& input, std::size_t cell) {
    const Grid& grid = frame_.grid();
    const auto bars =
        alignedOnce(input, Grid::covering({grid.open(0) - longest_lag_, grid.range().to}, grid.interval));
    if (!bars) return std::unexpected(bars.error());
    const auto before = static_cast<std::size_t>(grid.first - (*bars)->grid.first);
    for (const auto& column : (*bars)->values)
      if (!column.empty()) frame_.fill(cell++, std::span(column).subspan(before));
    return {};
  }

  // The bar that ended `lag` before each bar's end: of the grid's own interval up to 1d, else of 1d.
  Status laggedCandles(const Input& input, std::size_t cell) {
    const Grid& grid = frame_.grid();
    const Interval interval = std::min(grid.interval, Interval::D1);
    const auto bars =
        alignedOnce(input, Grid::covering({grid.open(0) - longest_lag_, grid.range().to}, interval));
    if (!bars) return std::unexpected(bars.error());
    for (const auto& column : (*bars)->values)
      if (!column.empty()) frame_.fill(cell++, laggedBy(input.lag, (*bars)->grid, column));
    return {};
  }

  [[nodiscard]] std::vector<double> laggedBy(Milliseconds lag, const Grid& of,
                                             const std::vector<double>& column) const {
    const Grid& grid = frame_.grid();
    std::vector<double> lagged(grid.size, kMissing);
    for (std::size_t bar = 0; bar < grid.size; ++bar) {
      const Time end = std::min(grid.end(bar), now_) - lag;
      // The bar that ended then; seen from a running bar, the last that had.
      auto at = of.indexOf(end - Milliseconds{1});
      if (of.holds(at) && of.end(static_cast<std::size_t>(at)) != end)
        at = grid.end(bar) > now_ ? at - 1 : -1;
      if (of.holds(at)) lagged[bar] = column[static_cast<std::size_t>(at)];
    }
    return lagged;
  }

  // A leg whose earlier value is asked for too is read once for both.
  [[nodiscard]] Result<const GridCandles*> alignedOnce(const Input& input, const Grid& grid) {
    for (const auto& [known, bars] : read_)
      if (known.leg == input.leg && known.price == input.price && known.fields == input.fields &&
          bars.grid == grid)
        return &bars;
    auto bars = aligned(input, grid);
    if (!bars) return std::unexpected(bars.error());
    read_.emplace_back(input, *std::move(bars));
    return &read_.back().second;
  }

  Status openInterest(const Input& input, std::size_t cell) {
    const auto samples = reader_.openInterest(input.leg, samplesFrom(input.lag + input.max_age));
    if (!samples) return std::unexpected(samples.error());
    const auto columns = alignOpenInterest(*samples, frame_.grid(), input.max_age, input.lag, now_);
    for (const auto* column : {&columns.base, &columns.usd, &columns.age_ms}) frame_.fill(cell++, *column);
    return {};
  }

  Status funding(const Input& input, std::size_t cell) {
    const auto settled = reader_.settledFunding(input.leg, samplesFrom(kLongestSettlement));
    if (!settled) return std::unexpected(settled.error());
    const auto columns = alignFunding(*settled, frame_.grid(), input.window);
    const auto forming = forming8h(input);
    if (!forming) return std::unexpected(forming.error());
    for (const auto* column : {&columns.rate_8h, &columns.interval_min, &columns.age_ms, &*forming})
      frame_.fill(cell++, *column);
    return {};
  }

  // A prediction outlives no settlement, and none is further apart than a day.
  [[nodiscard]] Result<std::vector<double>> forming8h(const Input& input) const {
    if (!frame_.grid().range().contains(now_)) return std::vector<double>(frame_.grid().size, kMissing);
    const auto predicted = reader_.predictedFunding(input.leg, {now_ - kDay, now_ + Milliseconds{1}});
    if (!predicted) return std::unexpected(predicted.error());
    return alignPredicted(*predicted, frame_.grid(), now_);
  }

  const store::Reader& reader_;
  const StoredSeries& stored_;
  Time now_;
  Milliseconds longest_lag_;
  studies::Frame& frame_;
  std::deque<std::pair<Input, GridCandles>> read_;
};

}  // namespace

Result<StoredSeries> StoredSeries::of(const store::Reader& reader) {
  auto series = reader.inventory();
  if (!series) return std::unexpected(series.error());
  StoredSeries stored;
  stored.series_ = *std::move(series);
  return stored;
}

std::vector<Interval> StoredSeries::usableFor(const Instrument& leg, PriceKind price,
                                              Interval interval) const {
  const Input input{.leg = leg, .kind = InputKind::Candles, .price = price};
  std::vector<Interval> intervals;
  for (const auto& series : series_)
    if (feeds(series, input, interval)) intervals.push_back(series.key.interval);
  return intervals;
}

TimeRange StoredSeries::extent(const Input& input, Interval interval) const {
  TimeRange range{Time::max(), Time::min()};
  for (const auto& series : series_) {
    if (!feeds(series, input, interval)) continue;
    range.from = std::min(range.from, series.first);
    range.to = std::max(range.to, series.last + Milliseconds{1});
  }
  return range;
}

Time StoredSeries::newest(const Input& input, Interval interval) const {
  Time newest = Time::min();
  for (const auto& series : series_) {
    if (!feeds(series, input, interval)) continue;
    const bool bars = series.key.data == store::DataKind::Bars;
    newest = std::max(newest, bars ? series.last + nominalLength(series.key.interval) : series.last);
  }
  return newest;
}

Grid gridOf(const StoredSeries& stored, const studies::Inputs& inputs, Interval interval) {
  TimeRange whole{Time::max(), Time::min()};
  for (const auto& input : inputs.list) {
    if (!input.counts_for_grid) continue;
    const auto range = stored.extent(input, interval);
    if (range.empty()) continue;
    whole.from = std::min(whole.from, range.from);
    whole.to = std::max(whole.to, range.to);
  }
  return Grid::covering(whole, interval);
}

Result<studies::Frame> FrameLoader::load(const Grid& stretch) const {
  std::size_t width = 0;
  Milliseconds longest_lag{0};
  for (const auto& input : inputs_.list) {
    width += input.cells();
    if (input.kind == InputKind::Candles) longest_lag = std::max(longest_lag, input.lag);
  }
  studies::Frame frame(stretch, width);
  InputLoader loader(reader_, stored_, now_, longest_lag, frame);
  std::size_t cell = 0;
  for (const auto& input : inputs_.list) {
    if (auto loaded = loader.load(input, cell); !loaded) return std::unexpected(loaded.error());
    cell += input.cells();
  }
  return frame;
}

}  // namespace perpscope::app
