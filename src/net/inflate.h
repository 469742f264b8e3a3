// Packed bodies, unpacked with a bound.
#pragma once

#include <string>
#include <string_view>

#include "net/fetch_error.h"

namespace perpscope::net {

// gzip, of one member or several. TooLarge beyond `limit` bytes; Truncated; Malformed.
[[nodiscard]] Fetched<std::string> gunzipped(std::string_view packed, std::size_t limit);

}  // namespace perpscope::net
