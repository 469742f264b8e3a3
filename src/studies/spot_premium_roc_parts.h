// The parts of which the spread study is made: each takes the bars that are no hole (studies, section 5).
#pragma once

#include "indicators/change.h"
#include "indicators/crossing.h"
#include "indicators/moving_average.h"
#include "indicators/order_statistics.h"
#include "indicators/oscillator.h"
#include "studies/compare.h"
#include "studies/parts.h"
#include "studies/spot_premium_roc.h"

namespace perpscope::studies {

// How opaque a bar of the histogram is: 0.25 … 1 by the volume's standing.
class VolumeOpacity {
 public:
  explicit VolumeOpacity(const Settings& settings);
  void push(Column opacity, Values volume);

 private:
  enum class Mapping : std::uint8_t { Percentile, Ratio, Off };
  Mapping mapping_;
  indicators::PercentRank rank_;
  indicators::Sma mean_;
};

// Rate of change of the first series that is shown, and the ribbon of its steps.
class SpreadMomentum {
 public:
  explicit SpreadMomentum(const Settings& settings);
  // The columns kRoc … kRibbonLong and their conditions.
  void push(Values x, const Columns& out);

 private:
  indicators::Change roc_;
  indicators::Change step_;
  indicators::Median usual_step_;
  indicators::Sma short_;
  indicators::Sma long_;
  indicators::Crossover up_;
  indicators::Crossunder down_;
};

// What is laid over the tri-calc. After kTri and kTriEma are written.
class TriOverlays {
 public:
  explicit TriOverlays(const Settings& settings);
  void push(const Columns& out);

 private:
  void pushOscillators(Values tri, const Columns& out);
  void writeConditions(const Columns& out) const;

  GuardedZscore z_;
  indicators::RobustZ robust_z_;
  indicators::Change ema_change_;
  indicators::Median usual_ema_change_;
  indicators::Rsi rsi_;
  indicators::Macd macd_;
  double rsi_high_;
  double rsi_low_;
  indicators::Crossover macd_up_;
  indicators::Crossunder macd_down_;
};

}  // namespace perpscope::studies
