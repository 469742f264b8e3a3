#include "cli/options.h"

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::cli {

void addCacheOption(CLI::App& command, std::filesystem::path& cache) {
  command.add_option("--cache", cache, "the cache file (default: in your data folder)");
}

void StudyOptions::addTo(CLI::App& command) {
  command.add_option("--interval", interval,
                     "1m 5m 15m 30m 1h 4h 8h 12h 1d 3d 1w 1M (default: 1d, or the preset's)");
  command.add_option("--asset", asset, "base asset")->capture_default_str();
  command.add_option("--from", from, "first time, 2024-03-01 or 2024-03-01T08:00Z");
  command.add_option("--to", to, "end, not included");
  command.add_option("--preset", preset, "settings that go together; `perpscope studies ID` lists them");
  command.add_option("--set", set, "key=value: parameters and legs; may be given several times")
      ->allow_extra_args(false);
  command.add_option("--venues", venues, "only these venues, by commas")->delimiter(',');
  addCacheOption(command, cache);
}

Result<studies::Overrides> parseSettings(const std::vector<std::string>& texts) {
  studies::Overrides overrides;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::Usage, fmt::format("--set {}: key=value is wanted", text));
    overrides[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return overrides;
}

namespace {

Result<studies::PresetDecl> presetNamed(const std::string& id, const std::string& preset) {
  const auto study = studies::named(id);
  if (!study) return std::unexpected(study.error());
  std::vector<std::string> known;
  for (const auto& each : (*study)->declaration().presets) {
    if (each.key == preset) return each;
    known.push_back(each.key);
  }
  return fail(ErrorKind::Usage, fmt::format("--preset {}: {} has {}", preset, id,
                                            known.empty() ? "none" : joined(known, ", ")));
}

}  // namespace

// What is set stands above the preset.
Result<app::StudyRequest> StudyOptions::requestFor(const std::string& study) const {
  auto overrides = parseSettings(set);
  if (!overrides) return std::unexpected(overrides.error());
  Result<Interval> bars = Interval::D1;
  if (!preset.empty()) {
    const auto chosen = presetNamed(study, preset);
    if (!chosen) return std::unexpected(chosen.error());
    overrides->insert(chosen->overrides.begin(), chosen->overrides.end());
    bars = chosen->intervals.front();
  }
  if (!interval.empty()) bars = intervalNamed(interval);
  if (!bars) return std::unexpected(bars.error());
  for (const auto& venue : venues)
    if (findVenue(venue) == nullptr)
      return fail(ErrorKind::Usage, fmt::format("--venues: no venue '{}'", venue));
  return app::StudyRequest{study, asset, *bars, *std::move(overrides), venues};
}

Result<TimeRange> rangeBetween(const std::string& from, const std::string& to) {
  TimeRange range;
  for (const auto& [text, border] : {std::pair{&from, &range.from}, std::pair{&to, &range.to}}) {
    if (text->empty()) continue;
    const auto time = parseTime(*text);
    if (!time) return fail(ErrorKind::Usage, time.error().message);
    *border = *time;
  }
  if (range.empty()) return fail(ErrorKind::Usage, fmt::format("--from {} is not before --to {}", from, to));
  return range;
}

}  // namespace perpscope::cli
