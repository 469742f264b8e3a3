// The composite price of a set of legs (studies, section 0).
#pragma once

#include "indicators/moving_average.h"
#include "studies/legs.h"

namespace perpscope::studies {

class Composite {
 public:
  // A candle field whose cells lie `offset` before those of the leg's close, and where its composite goes.
  struct Field {
    std::size_t offset;
    Column price;
  };

  Composite(const Settings& settings, std::vector<PriceCells> legs);

  // Called for all bars, holes included: the age of a leg counts bars. `legs` says how many were used, 0
  // where there is no price.
  void push(const CellColumns& cells, Column price, Column legs);
  // The same of several fields, the close first. A leg without this bar counts with its last close in all.
  void push(const CellColumns& cells, std::span<const Field> fields, Column legs);

 private:
  enum class Kind : std::uint8_t { Mean, Median, Vwap };
  struct Leg {
    PriceCells cells;
    double close = kMissing;
    int age = 0;
    indicators::Window volumes;
    indicators::CompensatedSum volume;
  };
  // A leg over the bars of a push.
  struct Followed {
    Values last;     // its last close, on bars that it lacks while that counts; empty where it lacks none
    Values weights;  // vwap
  };
  struct Used {
    Values prices;
    Values weights;
    bool whole = false;  // it lacks no bar
  };
  [[nodiscard]] Followed follow(Leg& leg, const CellColumns& cells, Rooms& rooms) const;
  [[nodiscard]] Column weigh(Leg& leg, Values volumes, Rooms& rooms) const;
  static Used use(Values now, bool whole, const Followed& followed, Rooms& rooms, Column fresh);
  void average(std::span<const Used> used, Values fresh, Column price, Column legs) const;
  void combine(std::span<const Used> used, Values fresh, Column price, Column legs) const;

  Kind kind_;
  int max_age_;
  int min_legs_;
  std::vector<Leg> legs_;
};

}  // namespace perpscope::studies
