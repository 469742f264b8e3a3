#include "sim/statistics.h"

#include <nlohmann/json.hpp>

namespace perpscope::sim {
namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const PoolStatistics::OfWindow& window) {
  return {{"length_ms", window.window.length.count()},
          {"allowance", window.window.allowance},
          {"most_used", window.most_used},
          {"mean_fill", window.mean_fill}};
}

Json jsonOf(const PoolStatistics& pool) {
  Json windows = Json::array();
  for (const auto& window : pool.windows) windows.push_back(jsonOf(window));
  return {{"requests", pool.requests},
          {"weight", pool.weight},
          {"refused", pool.refused},
          {"share", pool.share()},
          {"windows", std::move(windows)}};
}

Json jsonOf(const VenueStatistics& venue) {
  Json pools = Json::object();
  for (const auto& pool : venue.pools) pools[pool.pool] = jsonOf(pool);
  return {{"requests", venue.requests},
          {"refused", venue.refused},
          {"faults", venue.faults},
          {"pools", std::move(pools)}};
}

}  // namespace

std::string asJson(std::span<const VenueStatistics> all) {
  Json out = Json::object();
  for (const auto& venue : all) out[venue.venue] = jsonOf(venue);
  return out.dump(2) + '\n';
}

}  // namespace perpscope::sim
