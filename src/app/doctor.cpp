#include "app/doctor.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "store/check.h"
#include "store/reader.h"

namespace perpscope::app {
namespace {

using nlohmann::json;

std::string nameOf(const store::SeriesKey& key) {
  const auto& leg = key.instrument;
  const auto series = fmt::format("{} {} {}", leg.venue, label(leg.kind), leg.symbol);
  switch (key.data) {
    case store::DataKind::OpenInterest: return series + " open interest";
    case store::DataKind::Funding: return series + " funding";
    case store::DataKind::Bars: break;
  }
  return fmt::format("{} {} {}", series, label(key.price), label(key.interval));
}

Result<SeriesHealth> examineSeries(const store::Reader& reader, const store::SeriesInfo& info) {
  const auto rows = reader.rows(info.key);
  if (!rows) return std::unexpected(rows.error());
  SeriesHealth health{nameOf(info.key), *rows, info.first, info.last, {}, {}};
  auto holes = reader.holes(info.key);
  if (!holes) return std::unexpected(holes.error());
  health.holes = *std::move(holes);
  const auto coverage = reader.coverage(info.key);
  if (!coverage) return std::unexpected(coverage.error());
  for (const auto& covered : *coverage) health.covered.push_back(covered.range);
  return health;
}

json rangeJson(const TimeRange& range) { return json::array({isoTime(range.from), isoTime(range.to)}); }

std::string bytesText(std::int64_t bytes) {
  constexpr double kMega = 1024.0 * 1024.0;
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / kMega);
}

std::string holesText(std::size_t count) {
  if (count == 0) return "no holes";
  return count == 1 ? "1 hole" : fmt::format("{} holes", count);
}

}  // namespace

Result<CacheHealth> examineCache(const std::filesystem::path& path, const Clock& clock) {
  auto cache =
      store::Cache::open(path.empty() ? store::defaultCacheFile() : path, store::Access::ReadOnly, clock);
  if (!cache) return std::unexpected(cache.error());
  const auto facts = store::fileFacts(*cache);
  if (!facts) return std::unexpected(facts.error());
  const auto integrity = store::checkIntegrity(*cache);
  if (!integrity) return std::unexpected(integrity.error());

  CacheHealth health{cache->file(), facts->bytes, facts->free_bytes,   facts->schema,
                     facts->sqlite, false,        integrity->problems, {}};
  if (!integrity->sound) return health;
  const store::Reader reader(*cache);
  const auto market = reader.note("market");
  health.simulated = market && *market == "simulated";
  const auto inventory = reader.inventory();
  if (!inventory) return std::unexpected(inventory.error());
  for (const auto& info : *inventory) {
    auto series = examineSeries(reader, info);
    if (!series) return std::unexpected(series.error());
    health.series.push_back(*std::move(series));
  }
  return health;
}

Result<std::vector<std::string>> repairCache(const std::filesystem::path& path, const Clock& clock) {
  return store::repair(path.empty() ? store::defaultCacheFile() : path, clock);
}

std::string asText(const CacheHealth& health) {
  std::string text =
      fmt::format("cache {}  {} ({} free), schema {}, SQLite {}\n", health.file.string(),
                  bytesText(health.bytes), bytesText(health.free_bytes), health.schema, health.sqlite);
  if (health.simulated) text += "simulated market\n";
  text += health.problems.empty() ? "integrity: sound\n" : "integrity: DAMAGED\n";
  for (const auto& problem : health.problems) text += "  " + problem + '\n';
  if (health.series.empty() && health.problems.empty()) text += "no data stored\n";
  for (const auto& series : health.series) {
    text += fmt::format("{:<52} {:>9} rows  {} … {}  {}\n", series.series, series.rows, isoTime(series.first),
                        isoTime(series.last), holesText(series.holes.size()));
    constexpr std::size_t kShown = 3;
    for (std::size_t i = 0; i < std::min(kShown, series.holes.size()); ++i)
      text += fmt::format("    hole {} … {}\n", isoTime(series.holes[i].from), isoTime(series.holes[i].to));
    if (series.holes.size() > kShown)
      text += fmt::format("    and {} more (--json lists all)\n", series.holes.size() - kShown);
  }
  return text;
}

std::string asJson(const CacheHealth& health) {
  json series = json::array();
  for (const auto& s : health.series) {
    json entry{{"series", s.series},      {"rows", s.rows},         {"first", isoTime(s.first)},
               {"last", isoTime(s.last)}, {"holes", json::array()}, {"covered", json::array()}};
    for (const auto& hole : s.holes) entry["holes"].push_back(rangeJson(hole));
    for (const auto& range : s.covered) entry["covered"].push_back(rangeJson(range));
    series.push_back(std::move(entry));
  }
  const json document{
      {"cache", health.file.string()},    {"bytes", health.bytes},       {"free_bytes", health.free_bytes},
      {"schema", health.schema},          {"sqlite", health.sqlite},     {"simulated", health.simulated},
      {"sound", health.problems.empty()}, {"problems", health.problems}, {"series", std::move(series)}};
  return document.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

}  // namespace perpscope::app
