// Open interest summed over venues, in one unit (studies, section 1.2).
#pragma once

#include "studies/legs.h"
#include "studies/parts.h"

namespace perpscope::studies {

// Where one leg's open interest is: now, 24 hours before the bar's end, and the closes that convert it.
struct OpenInterestCells {
  std::size_t now = 0;   // base, usd, age
  std::size_t then = 0;  // base, usd, age
  PriceCells close;
  PriceCells close_then;
};

class OpenInterestSum {
 public:
  struct Value {
    double sum = kMissing;
    double venues = kMissing;      // how many are in the sum
    double change_24h = kMissing;  // per cent, over the same venues
    double z = kMissing;
  };

  OpenInterestSum(const Settings& settings, std::vector<OpenInterestCells> legs);
  // Called for bars that are no hole of the study.
  Value push(std::span<const double> cells);
  // Of each leg at the last push, in the chosen unit.
  [[nodiscard]] const std::vector<double>& byLeg() const { return now_; }

 private:
  [[nodiscard]] double inUnit(double base, double usd, double close) const;
  void read(std::span<const double> cells);
  void findMembers();
  [[nodiscard]] double sumOf(const double* row) const;
  [[nodiscard]] double zscore(double sum, bool members_changed);

  bool usd_;
  bool steady_;
  std::size_t length_;
  std::vector<OpenInterestCells> legs_;
  std::vector<double> now_;
  std::vector<double> then_;
  std::vector<std::size_t> run_;  // for how many bars in a row each leg has had data, up to length_
  std::vector<std::uint8_t> member_;
  std::vector<std::uint8_t> was_member_;
  std::vector<double> rows_;  // the last length_ bars of all legs, a ring of rows
  std::size_t next_row_ = 0;
  GuardedZscore fresh_;
  GuardedZscore z_;
};

}  // namespace perpscope::studies
