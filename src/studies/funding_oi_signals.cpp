#include "studies/funding_oi_signals.h"

namespace perpscope::studies {

bool Accumulation::changesSign(double funding) {
  if (funding == 0) return false;
  const bool changes = last_ * funding < 0;
  last_ = funding;
  return changes;
}

bool Accumulation::push(double funding_8h, double oi) {
  auto& oldest = changed_[next_++ % kBars];
  changes_ -= oldest ? 1 : 0;
  oldest = changesSign(funding_8h);
  changes_ += oldest ? 1 : 0;
  const double widest = widest_.push(std::abs(funding_8h));
  oi_.push(oi);
  return changes_ >= kChanges && atMost(widest, kQuiet) && oi_.slope() > 0;
}

bool OiDivergence::push(double close, double oi) {
  ++since_;
  const double value = sign_ * close;
  const double extreme = extreme_.push(value);
  if (isMissing(close) || !(value == extreme)) return false;
  const bool diverges = seen_ && since_ >= gap_ && below(oi, oi_then_);
  since_ = 0;
  oi_then_ = oi;
  seen_ = true;
  return diverges;
}

}  // namespace perpscope::studies
