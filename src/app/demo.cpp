#include "app/demo.h"

#include <map>
#include <mutex>

#include <fmt/format.h>

#include "app/simulation.h"
#include "app/syncing.h"
#include "sim/market_model.h"
#include "store/writer.h"

namespace perpscope::app {
namespace {

constexpr Time kDailySince = utc(2019, 1, 1);
constexpr Milliseconds kHourlyFor = 365 * kDay;
constexpr Milliseconds kMinutelyFor = 5 * kDay;
constexpr Milliseconds kPositionsFor = 20 * kDay;  // funding and open interest

// What an earlier run of the program would have recorded.
class Recorded {
 public:
  Recorded(const sim::MarketModel& model, store::Transaction& out, Time now)
      : model_(model), out_(out), now_(now) {}

  Status of(const Instrument& leg) {
    const auto settled = model_.settledFunding(leg, {kDailySince, now_});
    if (const auto written = out_.funding(leg, settled, store::OnEqualKey::KeepStored); !written)
      return std::unexpected(written.error());
    return openInterest(leg);
  }

 private:
  // Hourly where hourly bars reach, else daily.
  Status openInterest(const Instrument& leg) {
    const Time hourly_from = std::chrono::floor<std::chrono::days>(now_ - kHourlyFor);
    for (const auto& [step, range] : {std::pair{kDay, TimeRange{kDailySince, hourly_from}},
                                      std::pair{kHour, TimeRange{hourly_from, now_}}}) {
      const auto rows = model_.openInterest(leg, step, range);
      if (const auto written = out_.openInterest(leg, rows, store::OnEqualKey::KeepStored); !written)
        return std::unexpected(written.error());
    }
    return {};
  }

  const sim::MarketModel& model_;
  store::Transaction& out_;
  Time now_;
};

Status writeRecorded(const std::filesystem::path& file, const DemoOptions& options, const Clock& clock) {
  auto cache = store::Cache::open(file, store::Access::ReadWrite, clock);
  if (!cache) return std::unexpected(cache.error());
  auto transaction = store::Transaction::begin(*cache);
  if (!transaction) return std::unexpected(transaction.error());
  const sim::MarketModel model(
      {.seed = options.seed, .asset = options.asset, .now = clock.now(), .horizon = {}});
  Recorded recorded(model, *transaction, clock.now());
  for (const auto& leg : model.perpLegs())
    if (auto written = recorded.of(leg); !written) return written;
  if (auto noted = transaction->note("market", "simulated"); !noted) return noted;
  return transaction->commit();
}

// The newest history last: what is looked at first is what a later part could not give.
std::vector<SyncPart> parts(Time now) {
  const auto since = [now](Milliseconds back) {
    return TimeRange{std::chrono::floor<std::chrono::days>(now - back), Time::max()};
  };
  const std::vector<std::string> bars{"candles", "premium-index"};
  return {{{Interval::D1}, {kDailySince, Time::max()}, bars},
          {{Interval::H1}, since(kHourlyFor), bars},
          {{Interval::M1}, since(kMinutelyFor), bars},
          {{Interval::H1}, since(kPositionsFor), {"funding", "open-interest"}}};
}

// One share of all venues' pages.
class ProgressSum {
 public:
  explicit ProgressSum(const std::function<void(double)>& tell) : tell_(tell) {}
  void heard(const SyncProgress& progress) {
    if (!tell_) return;
    const std::scoped_lock lock(mutex_);
    pages_[progress.venue] = {progress.pages_done, progress.pages_planned};
    std::size_t done = 0;
    std::size_t planned = 1;
    for (const auto& [venue, pages] : pages_) {
      done += pages.first;
      planned += pages.second;
    }
    tell_(static_cast<double>(done) / static_cast<double>(planned));
  }

 private:
  const std::function<void(double)>& tell_;
  std::mutex mutex_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> pages_;
};

Status fill(const std::filesystem::path& file, const DemoOptions& options, const Endpoints& endpoints,
            const Clock& clock, const std::function<void(double)>& progress) {
  SyncRequest request;
  request.cache = file;
  request.assets = {options.asset};
  request.parts = parts(clock.now());
  request.endpoints = endpoints;
  request.limited = false;
  ProgressSum sum(progress);
  const auto reports =
      syncHistory(request, clock, {[&sum](const SyncProgress& one) { sum.heard(one); }, nullptr});
  if (!reports) return std::unexpected(reports.error());
  for (const auto& report : *reports)
    if (report.problem)
      return fail(ErrorKind::Io, fmt::format("the simulated {}: {}", report.name, *report.problem));
  return {};
}

}  // namespace

struct Demo::Impl {
  std::filesystem::path cache;
  Simulation simulation;
};

Result<Demo> Demo::start(const DemoOptions& options, const Clock& clock,
                         const std::function<void(double)>& progress) {
  const auto file = options.folder / "demo.db";
  if (auto written = writeRecorded(file, options, clock); !written) return std::unexpected(written.error());
  SimulationOptions simulated;
  simulated.seed = options.seed;
  simulated.ca_file = options.folder / "ca.pem";
  simulated.limited = false;
  auto simulation = Simulation::start(simulated, clock);
  if (!simulation) return std::unexpected(simulation.error());
  if (auto filled = fill(file, options, simulation->endpoints(), clock, progress); !filled)
    return std::unexpected(filled.error());
  return Demo(std::make_unique<Impl>(Impl{file, *std::move(simulation)}));
}

Demo::Demo(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Demo::Demo(Demo&&) noexcept = default;
Demo& Demo::operator=(Demo&&) noexcept = default;
Demo::~Demo() = default;

const std::filesystem::path& Demo::cacheFile() const { return impl_->cache; }

}  // namespace perpscope::app
