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
  struct Out {
    Column sum;
    Column venues;      // how many are in the sum
    Column change_24h;  // per cent, over the same venues
    Column z;
  };

  OpenInterestSum(const Settings& settings, std::vector<OpenInterestCells> legs);
  // Called for bars that are no hole of the study. What each leg has, in the chosen unit.
  std::vector<Values> push(const CellColumns& cells, const Out& out, Rooms& rooms);

 private:
  [[nodiscard]] Values inUnit(const CellColumns& cells, std::size_t at, const PriceCells& close,
                              Rooms& rooms) const;
  [[nodiscard]] Column members(std::size_t leg, Values has, Rooms& rooms, Column changes);
  void pushZ(std::span<const Values> has, std::span<const Values> members, Values changes, const Out& out);
  void remember(std::span<const Values> has, std::size_t first, std::size_t bars);
  [[nodiscard]] double zAfresh(std::span<const Values> members, std::size_t bar);

  bool usd_;
  bool steady_;
  std::size_t length_;
  std::vector<OpenInterestCells> legs_;
  std::vector<std::size_t> run_;    // for how many bars in a row each leg has had data, up to length_
  std::vector<double> was_member_;  // on the bar before
  std::vector<double> rings_;       // the last length_ bars of each leg
  std::size_t next_ = 0;            // in them
  Restartable<GuardedZscore> z_;
};

}  // namespace perpscope::studies
