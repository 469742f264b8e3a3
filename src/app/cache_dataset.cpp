#include "app/cache_dataset.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "market/align.h"
#include "store/reader.h"

namespace perpscope::app {
namespace {

template <class T>
T orThrow(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message + ": " + result.error().detail);
  return *std::move(result);
}

bool isWhole(const Candle& bar) {
  return !bar.open.missing() && !bar.high.missing() && !bar.low.missing() && !bar.close.missing();
}

Time endOf(Time open, Interval interval) { return barEnd(barNumber(open, interval), interval); }

// A bar of which nothing is known but that it has opened.
Candle justOpened(const Candle& bar) {
  const auto nothing = [](auto amount) { return amount.missing() ? amount : decltype(amount){0.0}; };
  return {bar.time,
          bar.open,
          bar.open,
          bar.open,
          bar.open,
          nothing(bar.volume),
          nothing(bar.volume_quote),
          nothing(bar.volume_contracts)};
}

// What a row holds in the column of volumes while bars are built: alignment knows one volume.
using VolumeOf = double (*)(const Candle&);

CandleColumns columnsOf(const std::vector<Candle>& rows, VolumeOf volume) {
  CandleColumns columns;
  for (const auto& row : rows) {
    columns.time.push_back(row.time);
    columns[CandleField::Open].push_back(row.open.value());
    columns[CandleField::High].push_back(row.high.value());
    columns[CandleField::Low].push_back(row.low.value());
    columns[CandleField::Close].push_back(row.close.value());
    columns[CandleField::Volume].push_back(volume(row));
  }
  return columns;
}

struct Extent {
  store::SeriesKey key;
  Time first;
  Time last;
};

}  // namespace

struct CacheDataset::Impl {
  Impl(store::Cache opened, const Clock& of) : cache(std::move(opened)), reader(cache), clock(of) {}

  [[nodiscard]] const Extent* extent(const Instrument& instrument, store::DataKind data, PriceKind price,
                                     Interval interval) const {
    const auto found = std::ranges::find_if(extents, [&](const Extent& extent) {
      return extent.key.instrument == instrument && extent.key.data == data &&
             (data != store::DataKind::Bars ||
              (extent.key.price == price && extent.key.interval == interval));
    });
    return found == extents.end() ? nullptr : &*found;
  }

  store::Cache cache;
  store::Reader reader;
  const Clock& clock;
  std::mutex mutex;  // of the connection
  std::vector<Instrument> instruments;
  std::vector<Extent> extents;
};

namespace {

// Bars of one instrument and price, as of now.
class BarsAsOf {
 public:
  BarsAsOf(const store::Reader& reader, const std::vector<Extent>& extents, const Instrument& instrument,
           PriceKind price, Time now)
      : reader_(reader), instrument_(instrument), price_(price), now_(now) {
    for (const auto& extent : extents)
      if (extent.key.instrument == instrument && extent.key.data == store::DataKind::Bars &&
          extent.key.price == price)
        stored_.push_back(extent);
  }

  [[nodiscard]] std::vector<Candle> bars(Interval interval, TimeRange range) const {
    const bool is_stored = std::ranges::find(stored_, interval, intervalOf) != stored_.end();
    auto bars = is_stored ? storedBars(interval, range) : builtBars(interval, range);
    std::erase_if(bars, [&](const Candle& bar) { return !isWhole(bar) || !range.contains(bar.time); });
    return bars;
  }

 private:
  static Interval intervalOf(const Extent& extent) { return extent.key.interval; }

  [[nodiscard]] std::vector<Candle> storedBars(Interval interval, TimeRange range) const {
    auto rows =
        orThrow(reader_.candles(instrument_, price_, interval, {range.from, std::min(range.to, now_)}));
    if (rows.empty() || endOf(rows.back().time, interval) <= now_) return rows;
    const Candle running = rows.back();
    rows.pop_back();
    const auto built = builtBars(interval, {running.time, running.time + Milliseconds{1}});
    rows.push_back(built.empty() ? justOpened(running) : built.front());
    return rows;
  }

  // Of smaller bars that have ended.
  [[nodiscard]] std::vector<Candle> builtBars(Interval interval, TimeRange range) const {
    std::vector<Interval> usable;
    TimeRange known{Time::max(), Time::min()};
    for (const auto& extent : stored_) {
      if (!divides(extent.key.interval, interval)) continue;
      usable.push_back(extent.key.interval);
      known = {std::min(known.from, extent.first),
               std::max(known.to, endOf(extent.last, extent.key.interval))};
    }
    known.to = std::min(known.to, now_);
    // A bar that opened before its first smaller bar may lie in the range.
    range = {std::max(range.from, barOpen(barNumber(known.from, interval), interval)),
             std::min(range.to, known.to)};
    if (usable.empty() || range.empty()) return {};
    return onGrid(usable, Grid::covering(range, interval));
  }

  [[nodiscard]] std::vector<Candle> onGrid(const std::vector<Interval>& usable, const Grid& grid) const {
    const auto base = aligned(usable, grid, [](const Candle& bar) { return bar.volume.value(); });
    const auto quote = aligned(usable, grid, [](const Candle& bar) { return bar.volume_quote.value(); });
    const auto contracts =
        aligned(usable, grid, [](const Candle& bar) { return bar.volume_contracts.value(); });
    std::vector<Candle> bars;
    for (std::size_t i = 0; i < grid.size; ++i) {
      if (base.present[i] == 0) continue;
      const auto price = [&](CandleField field) { return Price{base[field][i]}; };
      bars.push_back(
          {grid.open(i), price(CandleField::Open), price(CandleField::High), price(CandleField::Low),
           price(CandleField::Close), BaseQuantity{base[CandleField::Volume][i]},
           QuoteQuantity{quote[CandleField::Volume][i]}, Contracts{contracts[CandleField::Volume][i]}});
    }
    return bars;
  }

  [[nodiscard]] GridCandles aligned(const std::vector<Interval>& usable, const Grid& grid,
                                    VolumeOf volume) const {
    const CandleSource source{usable, [&](Interval interval, TimeRange range, CandleFields) {
                                return ended(interval, range, volume);
                              }};
    return orThrow(alignCandles(source, grid, CandleFields::all(), now_));
  }

  [[nodiscard]] Result<CandleColumns> ended(Interval interval, TimeRange range, VolumeOf volume) const {
    auto rows = reader_.candles(instrument_, price_, interval, {range.from, std::min(range.to, now_)});
    if (!rows) return std::unexpected(rows.error());
    std::erase_if(*rows, [&](const Candle& bar) { return endOf(bar.time, interval) > now_; });
    return columnsOf(*rows, volume);
  }

  const store::Reader& reader_;
  const Instrument& instrument_;
  PriceKind price_;
  Time now_;
  std::vector<Extent> stored_;
};

TimeRange until(TimeRange range, Time now) { return {range.from, std::min(range.to, now + Milliseconds{1})}; }

std::vector<Funding> rowsOf(const FundingColumns& columns) {
  std::vector<Funding> rows;
  for (std::size_t i = 0; i < columns.time.size(); ++i)
    rows.push_back(
        {columns.time[i],
         {columns.fraction[i], std::chrono::minutes{columns.interval_min[i]}, FundingKind::Settled},
         std::nullopt});
  return rows;
}

Funding predictedAs(const Funding& settled, Time at, Time next) {
  return {at, {settled.rate.fraction, settled.rate.interval, FundingKind::Predicted}, next};
}

// No venue settles less often.
constexpr Milliseconds kLongestSettlement = kDay;

}  // namespace

Result<std::unique_ptr<CacheDataset>> CacheDataset::open(const std::filesystem::path& file,
                                                         const Clock& clock) {
  auto cache = store::Cache::open(file, store::Access::ReadOnly, clock);
  if (!cache) return std::unexpected(cache.error());
  auto impl = std::make_unique<Impl>(*std::move(cache), clock);
  auto instruments = impl->reader.instruments();
  if (!instruments) return std::unexpected(instruments.error());
  const auto inventory = impl->reader.inventory();
  if (!inventory) return std::unexpected(inventory.error());
  impl->instruments = *std::move(instruments);
  for (const auto& series : *inventory) impl->extents.push_back({series.key, series.first, series.last});
  return std::unique_ptr<CacheDataset>(new CacheDataset(std::move(impl)));
}

CacheDataset::CacheDataset(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CacheDataset::~CacheDataset() = default;

std::span<const Instrument> CacheDataset::instruments() const { return impl_->instruments; }

std::optional<Time> CacheDataset::listed(const Instrument& instrument) const {
  std::optional<Time> oldest;
  for (const auto& extent : impl_->extents)
    if (extent.key.instrument == instrument) oldest = std::min(oldest.value_or(extent.first), extent.first);
  return oldest;
}

std::vector<Candle> CacheDataset::bars(const Instrument& instrument, PriceKind price, Interval interval,
                                       TimeRange range) const {
  const Time now = impl_->clock.now();
  const std::scoped_lock lock(impl_->mutex);
  return BarsAsOf(impl_->reader, impl_->extents, instrument, price, now).bars(interval, until(range, now));
}

std::vector<Funding> CacheDataset::settledFunding(const Instrument& instrument, TimeRange range) const {
  const Time now = impl_->clock.now();
  const std::scoped_lock lock(impl_->mutex);
  return rowsOf(orThrow(impl_->reader.settledFunding(instrument, until(range, now))));
}

std::optional<Funding> CacheDataset::predictedFunding(const Instrument& instrument, Time at) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto said =
      orThrow(impl_->reader.predictedFunding(instrument, {at - kLongestSettlement, at + Milliseconds{1}}));
  if (!said.empty() && said.back().next_time.value_or(said.back().time + said.back().rate.interval) > at)
    return said.back();
  const auto around = rowsOf(
      orThrow(impl_->reader.settledFunding(instrument, {at - kLongestSettlement, at + kLongestSettlement})));
  const auto next = std::ranges::find_if(around, [at](const Funding& row) { return row.time > at; });
  if (next != around.end()) return predictedAs(*next, at, next->time);
  const auto* extent = impl_->extent(instrument, store::DataKind::Funding, {}, {});
  if (extent == nullptr || extent->first > at) return std::nullopt;
  const auto last = rowsOf(orThrow(
      impl_->reader.settledFunding(instrument, {extent->last - kLongestSettlement, at + Milliseconds{1}})));
  if (last.empty()) return std::nullopt;
  const Milliseconds step = last.back().rate.interval;
  return predictedAs(last.back(), at, last.back().time + ((at - last.back().time) / step + 1) * step);
}

std::vector<OpenInterest> CacheDataset::openInterest(const Instrument& instrument, Milliseconds step,
                                                     TimeRange range) const {
  if (step.count() <= 0) return {};
  const Time now = impl_->clock.now();
  const std::scoped_lock lock(impl_->mutex);
  auto samples = orThrow(impl_->reader.openInterestSamples(instrument, until(range, now)));
  std::erase_if(samples, [step](const OpenInterest& sample) {
    return sample.time.time_since_epoch() % step != Milliseconds{0};
  });
  return samples;
}

}  // namespace perpscope::app
