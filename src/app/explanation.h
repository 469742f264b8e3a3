// How one bar of a study came about: the legs, their raw numbers and times, and the steps.
#pragma once

#include "app/snapshot.h"

namespace perpscope::app {

struct RawNumber {
  std::string name;  // close, oi_base, rate …
  double value = kMissing;
  Time time;           // what it is of: a bar's open, a sample's stamp, a settlement
  std::string origin;  // "stored 1d bar", "built from 24 1h bars", "settled", "sample"
};

struct LegExplanation {
  std::string leg;
  std::string role;
  std::vector<RawNumber> numbers;  // oldest first; empty where there is nothing
  std::string note;                // why there is nothing, or what is used in its place
};

struct Step {
  std::string key;
  double value = kMissing;
  std::string formula;  // in terms of other keys and parameters
};

struct Explanation {
  std::string study;
  std::string title;
  std::string asset;
  Interval interval = Interval::D1;
  Time open;
  Time end;
  bool closed = true;
  std::vector<LegExplanation> legs;
  std::vector<Step> outputs;
  std::vector<Step> conditions;
  std::vector<std::pair<std::string, std::string>> settings;  // key, value
};

}  // namespace perpscope::app
