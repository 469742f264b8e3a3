#include "venues/decoding.h"

namespace perpscope::venues {

Origin Origin::of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto host = url.substr(scheme + 3);
    const auto path = host.find_first_of("/?");
    url = path == std::string_view::npos ? std::string_view{} : host.substr(path);
  }
  const auto mark = url.find('?');
  if (mark == std::string_view::npos) return {url, {}};
  return {url.substr(0, mark), url.substr(mark + 1)};
}

std::string_view Origin::param(std::string_view name) const {
  for (auto rest = query; !rest.empty();) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    if (pair.starts_with(name) && pair.size() > name.size() && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return {};
}

}  // namespace perpscope::venues
