// Doubles that know their unit. A missing value is NaN, and stays so through all arithmetic.
#pragma once

#include <cmath>
#include <compare>
#include <limits>

namespace perpscope {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
[[nodiscard]] inline bool isMissing(double value) { return std::isnan(value); }

template <class Unit>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(double value) : value_(value) {}

  [[nodiscard]] constexpr double value() const { return value_; }
  [[nodiscard]] bool missing() const { return isMissing(value_); }

  friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.value_ + b.value_}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.value_ - b.value_}; }
  friend constexpr Quantity operator*(Quantity a, double factor) { return Quantity{a.value_ * factor}; }

 private:
  double value_ = kMissing;
};

using Price = Quantity<struct PriceUnit>;          // quote currency per one base coin
using BaseQuantity = Quantity<struct BaseUnit>;    // base coins (BTC)
using QuoteQuantity = Quantity<struct QuoteUnit>;  // quote currency (USD, USDT, USDC)
using Contracts = Quantity<struct ContractUnit>;   // an instrument's contracts; its size is in the catalogue

}  // namespace perpscope
