// What the cells of a file can be, and the lists FIELD=… of the options. For this room only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "store/types.h"

namespace perpscope::store {

// The first four are prices, the first seven the values of a bar, the first eleven numbers.
enum class Field : std::uint8_t {
  Open,
  High,
  Low,
  Close,
  Volume,
  VolumeQuote,
  VolumeContracts,
  Rate,
  OiBase,
  OiUsd,
  OiContracts,
  FundingInterval,
  Time,
};
inline constexpr std::size_t kNumberFields = 11;
inline constexpr std::array kPriceFields{Field::Open, Field::High, Field::Low, Field::Close};
inline constexpr std::array kVolumeFields{Field::Volume, Field::VolumeQuote, Field::VolumeContracts};
inline constexpr std::array kOpenInterestFields{Field::OiBase, Field::OiUsd, Field::OiContracts};

[[nodiscard]] constexpr std::size_t indexOf(Field field) { return static_cast<std::size_t>(field); }
// As options name it: open, volume_quote, oi_usd …
[[nodiscard]] std::string_view label(Field field);
[[nodiscard]] bool isNumber(Field field);
// Has a file of that kind of data such a field?
[[nodiscard]] bool belongs(Field field, DataKind data);
// Is a row with this field more than an empty one? Prices, a rate, an open interest are; volumes are not.
[[nodiscard]] bool carries(Field field);

using FieldTexts = std::vector<std::pair<Field, std::string>>;

// "close=Last price,time=1"; `option` is for the messages. A field given twice is refused.
[[nodiscard]] Result<FieldTexts> parseFieldTexts(std::string_view option, std::string_view text);

}  // namespace perpscope::store
