#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "sim/exchanges/bitfinex_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kUsual = 100;
constexpr std::int64_t kMost = 5000;
constexpr Milliseconds kPeriod = 8 * kHour;
constexpr double kDeadBand = 0.0005;
constexpr double kClampMax = 0.0025;
constexpr double kInsuranceFund = 65301276.46;
constexpr double kQuietPremium = 0.00016;
constexpr Milliseconds kFundingSample{3133};

// The state of a perpetual at an instant, in the order of the row's fields.
struct State {
  Time time;
  double mid = kMissing;
  Time next_funding;
  double accrued = 0;
  double funding = kMissing;
  double mark = kMissing;
  double interest = kMissing;
};

Time nextSettlement(Time t) { return Time{(t.time_since_epoch() / kPeriod + 1) * kPeriod}; }

// The premium that the dead band makes a rate of.
double premiumFor(double rate) {
  if (rate == 0) return kQuietPremium;
  return rate > 0 ? rate + kDeadBand : rate - kDeadBand;
}

// Rates by their settlement, those that have not been charged included.
class Rates {
 public:
  Rates(const BitfinexCall& call, const Instrument& product, TimeRange range) {
    const TimeRange settlements{range.from, range.to + 2 * kPeriod};
    for (const auto& funding : call.market.settledFunding(product, settlements))
      if (funding.time <= call.request.at) rates_[funding.time] = funding.rate.fraction;
    if (nextSettlement(call.request.at) >= settlements.to) return;
    if (const auto forming = call.market.predictedFunding(product, call.request.at))
      rates_[nextSettlement(call.request.at)] = forming->rate.fraction;
  }
  [[nodiscard]] double at(Time settlement) const {
    const auto found = rates_.find(settlement);
    return found == rates_.end() ? kMissing : found->second;
  }

 private:
  std::map<Time, double> rates_;
};

// Values by the instant they are of.
template <class Row, class Value>
std::map<Time, double> byTime(const std::vector<Row>& rows, Value&& value) {
  std::map<Time, double> values;
  for (const auto& row : rows) values.emplace_hint(values.end(), row.time, value(row));
  return values;
}

double at(const std::map<Time, double>& values, Time t) {
  const auto found = values.find(t);
  return found == values.end() ? kMissing : found->second;
}

// A row for each full minute of which something is known.
std::vector<State> statesOf(const BitfinexCall& call, const Instrument& product, TimeRange range) {
  const Rates rates(call, product, range);
  const auto open = [](const Candle& bar) { return bar.open.value(); };
  const auto mids = byTime(call.market.bars(product, PriceKind::Trade, Interval::M1, range), open);
  const auto marks = byTime(call.market.bars(product, PriceKind::Mark, Interval::M1, range), open);
  const auto interest = byTime(call.market.openInterest(product, kMinute, range),
                               [](const OpenInterest& sample) { return sample.base.value(); });
  std::vector<State> states;
  for (Time t = std::chrono::ceil<std::chrono::minutes>(range.from); t < range.to; t += kMinute) {
    State state{t, at(mids, t), nextSettlement(t), 0, kMissing, at(marks, t), at(interest, t)};
    state.funding = rates.at(state.next_funding);
    if (isMissing(state.funding) && isMissing(state.interest) && isMissing(state.mid)) continue;
    const double following = rates.at(state.next_funding + kPeriod);
    state.accrued = premiumFor(isMissing(following) ? 0 : following);
    if (isMissing(state.mark)) state.mark = state.mid;
    states.push_back(state);
  }
  return states;
}

Json statusRow(const State& state) {
  const auto step = (state.time - (state.next_funding - kPeriod)) / kFundingSample;
  return Json::array({toMs(state.time),
                      nullptr,
                      plainNumber(state.mid),
                      plainNumber(state.mark),
                      nullptr,
                      kInsuranceFund,
                      nullptr,
                      toMs(state.next_funding),
                      plainNumber(state.accrued),
                      step,
                      nullptr,
                      plainNumber(state.funding),
                      nullptr,
                      nullptr,
                      plainNumber(state.mark),
                      nullptr,
                      nullptr,
                      plainNumber(state.interest),
                      nullptr,
                      nullptr,
                      nullptr,
                      kDeadBand,
                      kClampMax});
}

// What is known now, each field from its newest row.
State stateNow(const BitfinexCall& call, const Instrument& product) {
  const Time now = call.request.at;
  State state{now, lastClose(call.market, product, PriceKind::Trade, now), nextSettlement(now)};
  state.mark = lastClose(call.market, product, PriceKind::Mark, now);
  if (isMissing(state.mark)) state.mark = state.mid;
  if (const auto sample = lastOpenInterest(call.market, product, now)) state.interest = sample->base.value();
  const auto forming = call.market.predictedFunding(product, now);
  state.funding = forming ? forming->rate.fraction : 0;
  state.accrued = premiumFor(0);
  return state;
}

}  // namespace

ServerResponse bitfinexStatusNow(const BitfinexCall& call) {
  if (!call.request.has("keys")) return bitfinexError("keys: invalid");
  const auto wanted = split(call.request.param("keys"), ',');
  const auto is_wanted = [&](const std::string& symbol) {
    return std::ranges::find(wanted, "ALL") != wanted.end() ||
           std::ranges::find(wanted, symbol) != wanted.end();
  };
  Json rows = Json::array();
  for (const auto& product : call.perps()) {
    if (!is_wanted(product.symbol)) continue;
    auto row = statusRow(stateNow(call, product));
    row.insert(row.begin(), product.symbol);
    rows.push_back(std::move(row));
  }
  return answerJson(rows);
}

// An unknown contract is answered with no rows.
ServerResponse bitfinexStatusHistory(const BitfinexCall& call) {
  const auto slash = call.rest.find('/');
  if (slash == std::string_view::npos || call.rest.substr(slash) != "/hist")
    return bitfinexError("section: invalid");
  const auto product = productNamed(call.perps(), call.rest.substr(0, slash));
  if (!product) return answerJson(Json::array());
  auto window = bitfinexWindow(call, kUsual, kMost);
  if (!window) return window.error();
  const auto listed = call.market.listed(*product);
  if (!listed) return answerJson(Json::array());
  window->range.from = std::max(window->range.from, *listed - kPeriod);
  const auto states =
      rowsInOrder<State>(*window, kMinute, [&](TimeRange part) { return statesOf(call, *product, part); });
  Json rows = Json::array();
  for (const auto& state : states) rows.push_back(statusRow(state));
  return answerJson(rows);
}

}  // namespace perpscope::sim::exchanges
