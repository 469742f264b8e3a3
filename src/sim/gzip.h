// gzip, for answers to clients that take it.
#pragma once

#include <string>
#include <string_view>

namespace perpscope::sim {

[[nodiscard]] std::string gzipped(std::string_view body);
// Whether an Accept-Encoding header takes gzip.
[[nodiscard]] bool acceptsGzip(std::string_view accept_encoding);

}  // namespace perpscope::sim
