#include "app/importing.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "store/import_csv.h"
#include "store/import_vision.h"

namespace perpscope::app {
namespace {

using nlohmann::json;

std::optional<std::string> scalarText(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return value.dump();
  return std::nullopt;
}

// Objects as FIELD=COLUMN,… and lists as a,b,c: what the command line takes.
std::optional<std::string> optionText(const json& value) {
  if (!value.is_structured()) return scalarText(value);
  std::vector<std::string> parts;
  for (const auto& [key, item] : value.items()) {
    const auto text = scalarText(item);
    if (!text) return std::nullopt;
    parts.push_back(value.is_object() ? key + '=' + *text : *text);
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

Result<ImportEntry> parseEntry(const json& object, std::size_t number, const std::filesystem::path& folder) {
  const auto refuse = [number](std::string_view why) {
    return fail(ErrorKind::BadInput, fmt::format("recipe entry {}: {}", number, why));
  };
  if (!object.is_object()) return refuse("an object is wanted");
  ImportEntry entry;
  for (const auto& [key, value] : object.items()) {
    const auto text = optionText(value);
    if (!text) return refuse(fmt::format("'{}' has a value of a kind that no option takes", key));
    if (key == "file")
      entry.file = folder / *text;
    else if (*text != "false")
      entry.options[key] = *text;
  }
  if (entry.file.empty()) return refuse("\"file\" is missing");
  return entry;
}

}  // namespace

Result<std::vector<ImportEntry>> parseRecipe(std::string_view text, const std::filesystem::path& folder) {
  const auto document = json::parse(text, nullptr, false, true);
  if (document.is_discarded()) return fail(ErrorKind::BadInput, "the recipe is not JSON");
  if (!document.is_array()) return fail(ErrorKind::BadInput, "a recipe is a JSON array of objects");
  std::vector<ImportEntry> entries;
  for (const auto& object : document) {
    auto entry = parseEntry(object, entries.size() + 1, folder);
    if (!entry) return std::unexpected(entry.error());
    entries.push_back(*std::move(entry));
  }
  return entries;
}

Result<std::vector<ImportEntry>> readRecipe(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorKind::NotFound, fmt::format("cannot read {}", file.string()));
  std::ostringstream text;
  text << in.rdbuf();
  auto entries = parseRecipe(text.str(), file.parent_path());
  if (!entries)
    return fail(entries.error().kind, fmt::format("{}: {}", file.string(), entries.error().message));
  return entries;
}

struct Importer::Impl {
  store::Cache cache;
  const Clock& clock;
  Hooks hooks;

  [[nodiscard]] store::Progress progressOf(const std::filesystem::path& file) const {
    store::Progress progress{{}, hooks.cancel};
    if (hooks.progress)
      progress.report = [this, name = file.filename().string()](std::uint64_t done, std::uint64_t total) {
        hooks.progress(name, done, total);
      };
    return progress;
  }
};

Importer::Importer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Importer::Importer(Importer&&) noexcept = default;
Importer& Importer::operator=(Importer&&) noexcept = default;
Importer::~Importer() = default;

Result<Importer> Importer::open(const std::filesystem::path& cache, const Clock& clock, Hooks hooks) {
  auto opened =
      store::Cache::open(cache.empty() ? store::defaultCacheFile() : cache, store::Access::ReadWrite, clock);
  if (!opened) return std::unexpected(opened.error());
  return Importer(std::make_unique<Impl>(Impl{*std::move(opened), clock, std::move(hooks)}));
}

Result<ImportReport> Importer::csv(const ImportEntry& entry) {
  const auto summary =
      store::importCsv(impl_->cache, entry.file, entry.options, impl_->clock, impl_->progressOf(entry.file));
  if (!summary) return std::unexpected(summary.error());
  return ImportReport{summary->file, store::describe(*summary)};
}

Result<std::vector<ImportReport>> Importer::binanceVision(const ImportEntry& entry) {
  const auto summaries = store::importBinanceVision(impl_->cache, entry.file, entry.options, impl_->clock,
                                                    impl_->progressOf(entry.file));
  if (!summaries) return std::unexpected(summaries.error());
  std::vector<ImportReport> reports;
  for (const auto& summary : *summaries) reports.push_back({summary.file, store::describe(summary)});
  return reports;
}

}  // namespace perpscope::app
