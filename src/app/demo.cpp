#include "app/demo.h"

#include "sim/market_model.h"
#include "store/writer.h"

namespace perpscope::app {
namespace {

constexpr Time kDailySince = utc(2019, 1, 1);
constexpr Milliseconds kHourlyFor = 730 * kDay;
constexpr Milliseconds kMinutelyFor = 14 * kDay;

struct Stretch {
  Interval interval;
  TimeRange range;
};

std::array<Stretch, 3> stretches(Time now) {
  const auto since = [now](Milliseconds back) { return std::chrono::floor<std::chrono::days>(now - back); };
  return {{{Interval::D1, {kDailySince, now}},
           {Interval::H1, {since(kHourlyFor), now}},
           {Interval::M1, {since(kMinutelyFor), now}}}};
}

class DemoWriter {
 public:
  DemoWriter(const sim::MarketModel& model, store::Transaction& out, Time now)
      : model_(model), out_(out), now_(now) {}

  Status spot(const Instrument& leg) { return bars(leg, PriceKind::Trade); }

  Status perp(const Instrument& leg) {
    for (const auto price : {PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::PremiumIndex})
      if (auto written = bars(leg, price); !written) return written;
    if (auto written = funding(leg); !written) return written;
    return openInterest(leg);
  }

 private:
  Status bars(const Instrument& leg, PriceKind price) {
    for (const auto& [interval, range] : stretches(now_)) {
      const auto rows = model_.bars(leg, price, interval, range);
      const auto written = out_.bars(leg, price, interval, rows, store::OnEqualKey::Replace);
      if (!written) return std::unexpected(written.error());
    }
    return {};
  }

  Status funding(const Instrument& leg) {
    auto rows = model_.settledFunding(leg, {kDailySince, now_});
    if (const auto forming = model_.predictedFunding(leg)) rows.push_back(*forming);
    const auto written = out_.funding(leg, rows, store::OnEqualKey::Replace);
    return written ? Status{} : std::unexpected(written.error());
  }

  // Hourly where hourly bars reach, else daily.
  Status openInterest(const Instrument& leg) {
    const Time hourly_from = stretches(now_)[1].range.from;
    for (const auto& [step, range] : {std::pair{kDay, TimeRange{kDailySince, hourly_from}},
                                      std::pair{kHour, TimeRange{hourly_from, now_}}}) {
      const auto rows = model_.openInterest(leg, step, range);
      const auto written = out_.openInterest(leg, rows, store::OnEqualKey::Replace);
      if (!written) return std::unexpected(written.error());
    }
    return {};
  }

  const sim::MarketModel& model_;
  store::Transaction& out_;
  Time now_;
};

}  // namespace

Status writeDemoMarket(store::Cache& cache, const DemoOptions& options, const Clock& clock,
                       const std::function<void(double)>& progress) {
  const Time now = clock.now();
  const sim::MarketModel model({options.seed, options.asset, now});
  auto transaction = store::Transaction::begin(cache);
  if (!transaction) return std::unexpected(transaction.error());
  DemoWriter writer(model, *transaction, now);
  const auto legs = static_cast<double>(model.spotLegs().size() + model.perpLegs().size());
  double done = 0;
  const auto advance = [&] {
    if (progress) progress(++done / legs);
  };
  for (const auto& leg : model.spotLegs()) {
    if (auto written = writer.spot(leg); !written) return written;
    advance();
  }
  for (const auto& leg : model.perpLegs()) {
    if (auto written = writer.perp(leg); !written) return written;
    advance();
  }
  if (auto noted = transaction->note("market", "simulated"); !noted) return noted;
  return transaction->commit();
}

}  // namespace perpscope::app
