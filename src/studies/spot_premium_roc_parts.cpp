#include "studies/spot_premium_roc_parts.h"

namespace perpscope::studies {
namespace {

using O = SpotPremiumRoc;

constexpr double kFaintest = 0.25;
constexpr double kHighZ = 2;
constexpr double kHighRobustZ = 3;
constexpr double kImpulse = 3;
constexpr double kConfirmed = 4;

std::size_t lengthOf(const Settings& settings, std::string_view key) {
  return static_cast<std::size_t>(settings.integer(key));
}

// A change against its usual size.
constexpr auto kAgainst = [](double change, double usual) {
  const double ratio = change / usual;
  return usual > 0 ? ratio : kMissing;
};

constexpr auto kSize = [](double x) { return std::abs(x); };

}  // namespace

VolumeOpacity::VolumeOpacity(const Settings& settings)
    : mapping_(settings.text("mapping") == "off"         ? Mapping::Off
               : settings.text("mapping") == "sma_ratio" ? Mapping::Ratio
                                                         : Mapping::Percentile),
      rank_(lengthOf(settings, "volume_length")),
      mean_(lengthOf(settings, "volume_length")) {}

void VolumeOpacity::push(Column opacity, Values volume) {
  if (mapping_ == Mapping::Off) return fill(opacity, 1.0);
  if (mapping_ == Mapping::Percentile) {
    pushEach(rank_, opacity, volume);
    return change(opacity, [](double rank) { return kFaintest + (1 - kFaintest) * rank / 100; });
  }
  pushEach(mean_, opacity, volume);
  change(
      opacity,
      [](double mean, double here) {
        const double ratio = here / mean;
        return kFaintest + (1 - kFaintest) * (ratio / (1 + ratio));
      },
      volume);
}

SpreadMomentum::SpreadMomentum(const Settings& s)
    : roc_(lengthOf(s, "roc_length")),
      usual_step_(lengthOf(s, "roc_norm_length")),
      short_(lengthOf(s, "ribbon_short_length")),
      long_(lengthOf(s, "ribbon_long_length")) {}

void SpreadMomentum::push(Values x, const Columns& out) {
  Scratch step(x.size());
  Scratch usual(x.size());
  pushEach(step_, step, x);
  change(step, kSize);
  pushEach(roc_, out[O::kRoc], x);
  pushEach(usual_step_, usual, step);
  each(out[O::kRocNorm], kAgainst, out[O::kRoc], usual);
  pushEach(short_, out[O::kRibbonShort], step);
  pushEach(long_, out[O::kRibbonLong], step);
  eachCondition(
      out[O::kConfirmUp], [](double roc, double at) { return above(roc, kConfirmed) && above(at, 0); },
      out[O::kRocNorm], x);
  eachCondition(
      out[O::kConfirmDown], [](double roc, double at) { return below(roc, -kConfirmed) && below(at, 0); },
      out[O::kRocNorm], x);
  pushEach(up_, out[O::kRibbonUp], out[O::kRibbonShort], out[O::kRibbonLong]);
  pushEach(down_, out[O::kRibbonDown], out[O::kRibbonShort], out[O::kRibbonLong]);
}

TriOverlays::TriOverlays(const Settings& s)
    : z_(s.integer("z_length")),
      robust_z_(lengthOf(s, "robust_length")),
      ema_change_(lengthOf(s, "ema_roc_length")),
      usual_ema_change_(lengthOf(s, "ema_roc_norm_length")),
      rsi_(lengthOf(s, "rsi_length")),
      macd_(lengthOf(s, "macd_fast"), lengthOf(s, "macd_slow"), lengthOf(s, "macd_signal_length")),
      rsi_high_(s.number("rsi_high")),
      rsi_low_(s.number("rsi_low")) {}

void TriOverlays::push(const Columns& out) {
  const auto tri = out[O::kTri];
  Scratch size_of_change(tri.size());
  Scratch usual(tri.size());
  pushEach(z_, out[O::kZ], tri);
  pushEach(robust_z_, out[O::kRobustZ], tri);
  pushEach(ema_change_, out[O::kEmaRoc], out[O::kTriEma]);
  each(size_of_change, kSize, out[O::kEmaRoc]);
  pushEach(usual_ema_change_, usual, size_of_change);
  change(out[O::kEmaRoc], kAgainst, usual);
  pushOscillators(tri, out);
  writeConditions(out);
}

// Side by side: each waits for its own last value.
void TriOverlays::pushOscillators(Values tri, const Columns& out) {
  auto rsi = rsi_;
  auto running = macd_;
  for (std::size_t bar = 0; bar < tri.size(); ++bar) {
    out[O::kRsi][bar] = rsi.push(tri[bar]);
    const auto macd = running.push(tri[bar]);
    out[O::kMacd][bar] = macd.line;
    out[O::kMacdSignal][bar] = macd.signal;
    out[O::kMacdHist][bar] = macd.hist;
  }
  rsi_ = rsi;
  macd_ = running;
  pushEach(macd_up_, out[O::kMacdCrossUp], out[O::kMacd], out[O::kMacdSignal]);
  pushEach(macd_down_, out[O::kMacdCrossDown], out[O::kMacd], out[O::kMacdSignal]);
}

void TriOverlays::writeConditions(const Columns& out) const {
  const auto high = [&](O::Out to, O::Out of, double level) {
    eachCondition(out[to], [level](double x) { return above(x, level); }, out[of]);
  };
  const auto low = [&](O::Out to, O::Out of, double level) {
    eachCondition(out[to], [level](double x) { return below(x, level); }, out[of]);
  };
  high(O::kZHigh, O::kZ, kHighZ);
  low(O::kZLow, O::kZ, -kHighZ);
  high(O::kRobustHigh, O::kRobustZ, kHighRobustZ);
  low(O::kRobustLow, O::kRobustZ, -kHighRobustZ);
  high(O::kImpulseUp, O::kEmaRoc, kImpulse);
  low(O::kImpulseDown, O::kEmaRoc, -kImpulse);
  high(O::kRsiHigh, O::kRsi, rsi_high_);
  low(O::kRsiLow, O::kRsi, rsi_low_);
}

}  // namespace perpscope::studies
