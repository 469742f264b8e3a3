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
double against(double change, double usual) { return usual > 0 ? change / usual : kMissing; }

}  // namespace

VolumeOpacity::VolumeOpacity(const Settings& settings)
    : mapping_(settings.text("mapping") == "off"         ? Mapping::Off
               : settings.text("mapping") == "sma_ratio" ? Mapping::Ratio
                                                         : Mapping::Percentile),
      rank_(lengthOf(settings, "volume_length")),
      mean_(lengthOf(settings, "volume_length")) {}

double VolumeOpacity::push(double volume) {
  if (mapping_ == Mapping::Off) return 1;
  if (mapping_ == Mapping::Percentile) return kFaintest + (1 - kFaintest) * rank_.push(volume) / 100;
  const double ratio = volume / mean_.push(volume);
  return kFaintest + (1 - kFaintest) * (ratio / (1 + ratio));
}

SpreadMomentum::SpreadMomentum(const Settings& s)
    : roc_(lengthOf(s, "roc_length")),
      usual_step_(lengthOf(s, "roc_norm_length")),
      short_(lengthOf(s, "ribbon_short_length")),
      long_(lengthOf(s, "ribbon_long_length")) {}

void SpreadMomentum::push(double x, std::span<double> out) {
  const double step = std::abs(step_.push(x));
  const double roc = roc_.push(x);
  out[O::kRoc] = roc;
  out[O::kRocNorm] = against(roc, usual_step_.push(step));
  out[O::kRibbonShort] = short_.push(step);
  out[O::kRibbonLong] = long_.push(step);
  out[O::kConfirmUp] = asCondition(above(out[O::kRocNorm], kConfirmed) && above(x, 0));
  out[O::kConfirmDown] = asCondition(below(out[O::kRocNorm], -kConfirmed) && below(x, 0));
  out[O::kRibbonUp] = asCondition(up_.push(out[O::kRibbonShort], out[O::kRibbonLong]));
  out[O::kRibbonDown] = asCondition(down_.push(out[O::kRibbonShort], out[O::kRibbonLong]));
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

void TriOverlays::push(std::span<double> out) {
  const double tri = out[O::kTri];
  out[O::kZ] = z_.push(tri);
  out[O::kRobustZ] = robust_z_.push(tri);
  const double change = ema_change_.push(out[O::kTriEma]);
  out[O::kEmaRoc] = against(change, usual_ema_change_.push(std::abs(change)));
  out[O::kRsi] = rsi_.push(tri);
  const auto macd = macd_.push(tri);
  out[O::kMacd] = macd.line;
  out[O::kMacdSignal] = macd.signal;
  out[O::kMacdHist] = macd.hist;
  out[O::kZHigh] = asCondition(above(out[O::kZ], kHighZ));
  out[O::kZLow] = asCondition(below(out[O::kZ], -kHighZ));
  out[O::kRobustHigh] = asCondition(above(out[O::kRobustZ], kHighRobustZ));
  out[O::kRobustLow] = asCondition(below(out[O::kRobustZ], -kHighRobustZ));
  out[O::kImpulseUp] = asCondition(above(out[O::kEmaRoc], kImpulse));
  out[O::kImpulseDown] = asCondition(below(out[O::kEmaRoc], -kImpulse));
  out[O::kRsiHigh] = asCondition(above(out[O::kRsi], rsi_high_));
  out[O::kRsiLow] = asCondition(below(out[O::kRsi], rsi_low_));
  out[O::kMacdCrossUp] = asCondition(macd_up_.push(macd.line, macd.signal));
  out[O::kMacdCrossDown] = asCondition(macd_down_.push(macd.line, macd.signal));
}

}  // namespace perpscope::studies
