// Parameters of a study: typed, bounded, described; and the values somebody chose.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "market/interval.h"

namespace perpscope::studies {

enum class ParamType : std::uint8_t {
  Number,
  Integer,
  Toggle,  // true / false
  Choice,  // one of `choices`
  Legs,    // comma list of `venue` or `venue:SYMBOL`
  Leg,     // one of them
  Text,    // whatever the study makes of it
};

using ParamValue = std::variant<double, bool, std::string>;  // Number and Integer hold double

// A default that holds for intervals up to and with `up_to`.
struct DefaultUpTo {
  Interval up_to;
  ParamValue value;
};

struct ParamDecl {
  std::string key;
  std::string label;
  std::string tooltip;  // one sentence: what it does
  ParamType type = ParamType::Number;
  ParamValue fallback;                   // the default, where `by_interval` says nothing
  std::vector<DefaultUpTo> by_interval;  // ascending
  std::string follows;  // key of another parameter whose value, chosen or not, is this one's default …
  std::function<double(double followed, Interval)> convert;  // … after this, where there is any
  double min = 0;
  double max = 0;  // Number and Integer
  std::vector<std::string> choices;
  std::string unit;

  [[nodiscard]] const ParamValue& defaultFor(Interval interval) const;
  // The default that the followed parameter's value makes.
  [[nodiscard]] ParamValue following(const ParamValue& followed, Interval interval) const;
};

[[nodiscard]] std::string text(const ParamValue& value);

// Chosen values by key, as text: what --set, layouts and dialogs give. Keys at their default are not in it.
using Overrides = std::map<std::string, std::string, std::less<>>;

// All parameters with their values for one interval. Made by resolve(), so every declared key is there.
class Settings {
 public:
  [[nodiscard]] double number(std::string_view key) const;
  [[nodiscard]] int integer(std::string_view key) const { return static_cast<int>(number(key)); }
  [[nodiscard]] bool on(std::string_view key) const;
  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] const std::map<std::string, ParamValue, std::less<>>& values() const { return values_; }

 private:
  friend Result<Settings> resolve(const std::vector<ParamDecl>&, Interval, const Overrides&);
  std::map<std::string, ParamValue, std::less<>> values_;
};

// True where the parameters are as a toggle says: "key", "!key", "key=value", and several of them parted by
// &. An empty toggle is on.
[[nodiscard]] bool toggledOn(std::string_view toggle, const Settings& settings);

// Defaults for the interval, then the overrides, then what follows another parameter. An unknown key, a value
// of the wrong type or out of bounds is refused with the reason.
[[nodiscard]] Result<Settings> resolve(const std::vector<ParamDecl>& params, Interval interval,
                                       const Overrides& overrides);

}  // namespace perpscope::studies
