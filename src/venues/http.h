// Requests to a venue's REST API and its answers, as values. Nobody here opens a socket.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "venues/limits.h"

namespace perpscope::venues {

struct Header {
  std::string name;  // lower case
  std::string value;
};

struct Request {
  std::string endpoint;  // which of the venue's base URLs: "spot_rest"
  std::string target;    // path and query, percent-encoded: /api/v3/klines?symbol=BTCUSDT
  std::string method = "GET";
  std::string body;          // JSON, of a POST
  std::vector<Charge> cost;  // what it takes from the venue's pools
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;

  // Empty where there is none. The name in lower case.
  [[nodiscard]] std::string_view header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
  }
};

// The base URL of each endpoint: "spot_rest" -> "https://api.binance.com".
struct Endpoint {
  std::string_view key;
  std::string_view url;
};

}  // namespace perpscope::venues
