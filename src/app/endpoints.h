// The file that says where the venues are: `perpscope simulate` writes it, `--endpoints` reads it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace perpscope::app {

struct Endpoints {
  std::string ca_file;  // what to trust in place of the system's authorities; empty: those
  // venue -> key ("spot_rest") -> base URL (https://127.0.0.1:40123), after which the venue's paths follow
  std::map<std::string, std::map<std::string, std::string>> venues;

  // The base URL, or empty where the file does not replace it.
  [[nodiscard]] std::string url(std::string_view venue, std::string_view key) const;
  friend bool operator==(const Endpoints&, const Endpoints&) = default;
};

// {"ca_file": PATH, "venues": {"binance": {"spot_rest": URL, …}, …}}. A venue or key that no venue of ours
// has is refused: a misspelt one would leave the real exchange in its place.
[[nodiscard]] Result<Endpoints> parseEndpoints(std::string_view text);
// A relative `ca_file` is beside the file.
[[nodiscard]] Result<Endpoints> readEndpoints(const std::string& file);

[[nodiscard]] std::string endpointsText(const Endpoints& endpoints);
[[nodiscard]] Status writeEndpoints(const std::string& file, const Endpoints& endpoints);

}  // namespace perpscope::app
