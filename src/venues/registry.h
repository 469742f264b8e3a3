// All venues, in the order of market/instrument.h.
#pragma once

#include <span>
#include <string_view>

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] std::span<const Venue* const> all();
[[nodiscard]] const Venue* find(std::string_view id);

}  // namespace perpscope::venues
