#include "sim/model_dataset.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/market_model.h"
#include "sim/stretch_cache.h"
#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

// What is computed at once: so many steps, of so much time at most, for a model's day is made of its hours.
constexpr std::int64_t kMostSteps = 1'024;
constexpr Milliseconds kMostTime = 64 * kDay;
constexpr std::size_t kMostBars = 3'000'000;
constexpr std::size_t kMostSamples = 2'000'000;

std::string seriesName(const Instrument& instrument, std::string_view what, std::int64_t step) {
  return fmt::format("{} {} {} {}", label(instrument.kind), instrument.name(), what, step);
}

template <class Row>
void appendWithin(TimeRange range, const std::vector<Row>& rows, std::vector<Row>& out) {
  const auto first = std::ranges::lower_bound(rows, range.from, {}, &Row::time);
  const auto last = std::ranges::lower_bound(rows, range.to, {}, &Row::time);
  if (first < last) out.insert(out.end(), first, last);
}

std::int64_t stepsAtOnce(Milliseconds step) {
  return std::clamp<std::int64_t>(kMostTime / step, 1, kMostSteps);
}

std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The steps of a series that a range touches.
struct Steps {
  Milliseconds length;  // about
  std::int64_t first;
  std::int64_t last;
};

}  // namespace

struct ModelDataset::Impl {
  Impl(ModelDatasetOptions wanted, const Clock& of)
      : options(std::move(wanted)), clock(of), start(of.now()), horizon(start + options.horizon) {
    // A model of a moment lists its legs without walking through the years.
    for (const auto& asset : options.assets) {
      const MarketModel lists({options.seed, asset, kModelStart + kHour, std::nullopt, true});
      for (const auto legs : {lists.spotLegs(), lists.perpLegs()})
        instruments.insert(instruments.end(), legs.begin(), legs.end());
    }
  }

  // Nothing for an asset that is not offered.
  const MarketModel* world(const std::string& asset) {
    const std::scoped_lock lock(mutex);
    const auto found = worlds.find(asset);
    if (found != worlds.end()) return &found->second;
    if (std::ranges::find(options.assets, asset) == options.assets.end()) return nullptr;
    return &worlds.try_emplace(asset, MarketOptions{options.seed, asset, start, horizon, true}).first->second;
  }

  // The range that lies in the model's time at all, so that an endless one costs no more than the history.
  static TimeRange withinModel(TimeRange range, Time now) {
    return {std::max(range.from, kModelStart - 31 * kDay), std::min(range.to, now + Milliseconds{1})};
  }

  // Whole stretches come out of the cache; the one that is not over yet is computed for what is asked.
  template <class Row, class OpenOf, class Compute>
  static std::vector<Row> rows(StretchCache<Row>& cache, const std::string& series, TimeRange range,
                               const Steps& steps, Time now, OpenOf&& open_of, Compute&& compute) {
    std::vector<Row> out;
    const std::int64_t size = stepsAtOnce(steps.length);
    for (std::int64_t k = floorDiv(steps.first, size); k <= floorDiv(steps.last, size); ++k) {
      const TimeRange whole{open_of(k * size), open_of((k + 1) * size)};
      if (whole.to <= now)
        appendWithin(range, *cache.get(series, k, [&] { return compute(whole); }), out);
      else
        appendWithin(range, compute({std::max(whole.from, range.from), range.to}), out);
    }
    return out;
  }

  ModelDatasetOptions options;
  const Clock& clock;
  Time start;
  Time horizon;
  std::vector<Instrument> instruments;
  std::mutex mutex;  // of the worlds
  std::map<std::string, MarketModel> worlds;
  StretchCache<Candle> bars{kMostBars};
  StretchCache<OpenInterest> samples{kMostSamples};
};

ModelDataset::ModelDataset(ModelDatasetOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
ModelDataset::~ModelDataset() = default;

std::span<const Instrument> ModelDataset::instruments() const { return impl_->instruments; }

std::optional<Time> ModelDataset::listed(const Instrument& instrument) const {
  const auto* world = impl_->world(instrument.base);
  return world == nullptr ? std::nullopt : world->listed(instrument);
}

std::vector<Candle> ModelDataset::bars(const Instrument& instrument, PriceKind price, Interval interval,
                                       TimeRange range) const {
  const auto* world = impl_->world(instrument.base);
  if (world == nullptr) return {};
  const Time now = impl_->clock.now();
  range = Impl::withinModel(range, now);
  if (range.empty()) return {};
  const auto model = world->at(now);
  return Impl::rows(
      impl_->bars, seriesName(instrument, label(price), static_cast<std::int64_t>(interval)), range,
      {nominalLength(interval), barNumber(range.from, interval),
       barNumber(range.to - Milliseconds{1}, interval)},
      now, [interval](std::int64_t number) { return barOpen(number, interval); },
      [&](TimeRange part) { return model.bars(instrument, price, interval, part); });
}

std::vector<Funding> ModelDataset::settledFunding(const Instrument& instrument, TimeRange range) const {
  const auto* world = impl_->world(instrument.base);
  if (world == nullptr) return {};
  const Time now = impl_->clock.now();
  return world->at(now).settledFunding(instrument, Impl::withinModel(range, now));
}

std::optional<Funding> ModelDataset::predictedFunding(const Instrument& instrument, Time at) const {
  const auto* world = impl_->world(instrument.base);
  return world == nullptr ? std::nullopt : world->at(at).predictedFunding(instrument);
}

std::vector<OpenInterest> ModelDataset::openInterest(const Instrument& instrument, Milliseconds step,
                                                     TimeRange range) const {
  const auto* world = impl_->world(instrument.base);
  if (world == nullptr || step.count() <= 0) return {};
  const Time now = impl_->clock.now();
  range = Impl::withinModel(range, now);
  if (range.empty()) return {};
  const auto model = world->at(now);
  return Impl::rows(
      impl_->samples, seriesName(instrument, "open-interest", step.count()), range,
      {step, floorDiv(toMs(range.from), step.count()), floorDiv(toMs(range.to) - 1, step.count())}, now,
      [step](std::int64_t number) { return Time{step * number}; },
      [&](TimeRange part) { return model.openInterest(instrument, step, part); });
}

}  // namespace perpscope::sim
