#include "indicators/na.h"

namespace perpscope::indicators {

double finiteOrNa(double value) { return std::isfinite(value) ? value : kNa; }

}  // namespace perpscope::indicators
