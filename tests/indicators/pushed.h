// What an operator answers, bar by bar.
#pragma once

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicators/na.h"

namespace perpscope::indicators {

inline constexpr double kHole = kNa;

template <class Operator>
std::vector<double> pushed(Operator op, const std::vector<double>& values) {
  std::vector<double> results;
  for (const double x : values) results.push_back(static_cast<double>(op.push(x)));
  return results;
}

template <class Operator>
std::vector<double> pushed(Operator op, const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> results;
  for (std::size_t i = 0; i < x.size(); ++i) results.push_back(static_cast<double>(op.push(x[i], y[i])));
  return results;
}

}  // namespace perpscope::indicators
