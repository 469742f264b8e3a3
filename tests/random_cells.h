// Cells of a market that never was, for any study's inputs: the same numbers for the same seed. No holes.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "studies/run.h"

namespace perpscope::test {

class RandomCells {
 public:
  using Columns = std::vector<std::vector<double>>;  // by cell, then by bar

  // Prices are multiples of `tick`: a coarse one makes ties.
  RandomCells(const studies::Inputs& inputs, std::uint64_t seed, double tick)
      : inputs_(inputs.list), random_(seed), tick_(tick) {
    for (const auto& input : inputs_) width_ += input.cells();
  }

  [[nodiscard]] std::size_t width() const { return width_; }

  // The next bars; the market goes on from call to call.
  Columns next(std::size_t bars) {
    Columns columns(width_, std::vector<double>(bars));
    std::vector<double> row;
    for (std::size_t bar = 0; bar < bars; ++bar) {
      row.clear();
      nextRow(row);
      for (std::size_t cell = 0; cell < width_; ++cell) columns[cell][bar] = row[cell];
    }
    return columns;
  }

 private:
  // 0 <= u < 1
  double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  double around(double centre, double reach) { return centre + reach * (2 * uniform() - 1); }
  double price() { return std::round(market_ * around(1, 0.0005) / tick_) * tick_; }

  void nextRow(std::vector<double>& row) {
    market_ *= around(1, 0.002);
    open_interest_ *= around(1, 0.005);
    heat_ = 0.98 * heat_ + around(0, 0.0008);
    for (const auto& input : inputs_) {
      switch (input.kind) {
        case studies::InputKind::Candles: candle(input, row); break;
        case studies::InputKind::OpenInterest: openInterest(row); break;
        case studies::InputKind::Funding: funding(row); break;
        case studies::InputKind::PremiumWindow: premium(row); break;
      }
    }
  }

  void candle(const studies::Input& input, std::vector<double>& row) {
    // A stablecoin costs about one dollar.
    const double unit = input.leg.base.starts_with("USD") ? market_ : 1;
    const double open = price() / unit;
    const double close = price() / unit;
    const double wick = tick_ / unit * static_cast<double>(random_() % 5);
    const std::array<double, kCandleFields> all{
        open, std::max(open, close) + wick, std::min(open, close) - wick, close, std::round(around(50, 50))};
    for (std::size_t field = 0; field < all.size(); ++field)
      if (input.fields.has(static_cast<CandleField>(field))) row.push_back(all[field]);
  }
  void openInterest(std::vector<double>& row) {
    const double base = std::round(open_interest_ * around(1, 0.001));
    row.insert(row.end(), {base, base * market_, around(1.5e5, 1.5e5)});
  }
  // Many rates are exactly the usual one.
  double rate() { return uniform() < 0.3 ? 0.0001 : 0.0001 + heat_ * around(1, 0.2); }
  void funding(std::vector<double>& row) { row.insert(row.end(), {rate(), 480, around(1e7, 1e7), rate()}); }
  void premium(std::vector<double>& row) {
    const double formed = rate();
    row.insert(row.end(), {formed - 0.0001, formed, 1 + std::floor(480 * uniform()), 480, 480 * uniform()});
  }

  std::vector<studies::Input> inputs_;
  std::size_t width_ = 0;
  std::mt19937_64 random_;
  double tick_;
  double market_ = 60'000;
  double open_interest_ = 80'000;
  double heat_ = 0;
};

}  // namespace perpscope::test
