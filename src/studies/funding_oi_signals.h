// Conditions of the funding study that need a memory (studies, section 2.4). All take bars that are no hole.
#pragma once

#include "indicators/extremes.h"
#include "indicators/regression.h"
#include "studies/compare.h"
#include "studies/parts.h"

namespace perpscope::studies {

// Funding swings about zero within its quiet zone while open interest grows: the last 20 bars.
class Accumulation {
 public:
  static constexpr std::size_t kBars = 20;

  Accumulation() : widest_(kBars), oi_(kBars) {}
  bool push(double funding_8h, double oi);

 private:
  static constexpr int kChanges = 3;
  static constexpr double kQuiet = 0.05;
  [[nodiscard]] bool changesSign(double funding);

  indicators::Highest widest_;
  indicators::Linreg oi_;
  std::array<bool, kBars> changed_{};  // a ring
  std::size_t next_ = 0;
  int changes_ = 0;
  double last_ = 0;  // the last funding that was not zero
};

// The close makes a 20-bar extreme while open interest is below its value at the last earlier one, unless
// that one is nearer than `gap` bars.
class OiDivergence {
 public:
  enum class At : std::uint8_t { High, Low };

  OiDivergence(At at, int gap) : sign_(at == At::High ? 1 : -1), gap_(gap), extreme_(kBars) {}
  bool push(double close, double oi);

 private:
  static constexpr std::size_t kBars = 20;

  double sign_;
  int gap_;
  indicators::Highest extreme_;
  int since_ = 0;  // bars since the last extreme
  double oi_then_ = kMissing;
  bool seen_ = false;
};

}  // namespace perpscope::studies
