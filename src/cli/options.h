// Options that several commands share, and how their texts become values.
#pragma once

#include <filesystem>

#include "app/snapshot.h"
#include "cli/command.h"

namespace perpscope::cli {

// --cache F
void addCacheOption(CLI::App& command, std::filesystem::path& cache);

// --from/--to, half open; open ended where a text is empty.
[[nodiscard]] Result<TimeRange> rangeBetween(const std::string& from, const std::string& to);

// What a command that computes takes: --asset --interval --from --to --preset --set --venues --cache.
struct StudyOptions {
  std::filesystem::path cache;
  std::string asset = "BTC";
  std::string interval;  // empty: 1d, or what the preset is made for
  std::string preset;
  std::string from;
  std::string to;
  std::vector<std::string> set;
  std::vector<std::string> venues;

  void addTo(CLI::App& command);
  [[nodiscard]] Result<app::StudyRequest> requestFor(const std::string& study) const;
  [[nodiscard]] Result<TimeRange> range() const { return rangeBetween(from, to); }
};

// "key=value" texts; a text without = is refused.
[[nodiscard]] Result<studies::Overrides> parseSettings(const std::vector<std::string>& texts);

}  // namespace perpscope::cli
