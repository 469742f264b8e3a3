// Requests and answers of HTTP as values.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace perpscope::net {

struct Header {
  std::string name;  // lower case in answers
  std::string value;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;              // https://host[:port]/path?query
  std::vector<Header> headers;  // beside Host, User-Agent and Accept-Encoding, which are always sent
  std::string body;
  // Whether it may be sent again where a kept connection broke before an answer. Where absent: GET and HEAD.
  std::optional<bool> repeatable;
};

struct HttpResponse {
  int status = 0;
  std::vector<Header> headers;
  std::string body;            // unpacked where it came as gzip
  Time received{};             // by our clock, when the answer was whole
  Milliseconds round_trip{0};  // from the first byte sent to the last one received

  // Empty where there is none. The name in lower case.
  [[nodiscard]] std::string_view header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
  }
};

}  // namespace perpscope::net
