// Files into the cache, for commands and dialogs.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace perpscope::app {

// Options of an import by their names on the command line, without dashes; switches are "true"
// (docs/import.md).
using ImportOptions = std::map<std::string, std::string, std::less<>>;

// One file to import with its options: an entry of a recipe.
struct ImportEntry {
  std::filesystem::path file;
  ImportOptions options;
};

// A JSON array of objects with the options' names as keys; "file" is relative to `folder`. "map" and "scale"
// may be objects, lists are joined by commas.
[[nodiscard]] Result<std::vector<ImportEntry>> parseRecipe(std::string_view json,
                                                           const std::filesystem::path& folder);
// The same from a file, with its own folder.
[[nodiscard]] Result<std::vector<ImportEntry>> readRecipe(const std::filesystem::path& file);

struct ImportReport {
  std::string file;
  std::string text;  // what was read, stored and left out, for people
};

class Importer {
 public:
  struct Hooks {
    std::function<void(const std::string& file, std::uint64_t done, std::uint64_t total)> progress;  // bytes
    const std::atomic<bool>* cancel = nullptr;
  };

  // Makes the cache where there is none. An empty path means the default cache.
  [[nodiscard]] static Result<Importer> open(const std::filesystem::path& cache, const Clock& clock,
                                             Hooks hooks);
  Importer(Importer&&) noexcept;
  Importer& operator=(Importer&&) noexcept;
  ~Importer();

  // All of the file or nothing of it.
  [[nodiscard]] Result<ImportReport> csv(const ImportEntry& entry);
  // A zip or a folder of zips; all or nothing per zip.
  [[nodiscard]] Result<std::vector<ImportReport>> binanceVision(const ImportEntry& entry);

 private:
  struct Impl;
  explicit Importer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace perpscope::app
