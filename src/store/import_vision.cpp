#include "store/import_vision.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/csv_rows.h"
#include "store/import_archive.h"
#include "store/import_cells.h"
#include "store/import_lines.h"
#include "store/import_zip.h"

namespace perpscope::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kVolumeColumn = 5;
constexpr int kPeekedRows = 1000;

// What the first rows of a table tell.
struct Peek {
  bool has_header = false;  // futures files have one, spot and older futures files have none
  bool has_volume = false;
};

Result<Peek> peekInto(const fs::path& file) {
  const auto lines = openZippedTable(file);
  if (!lines) return std::unexpected(lines.error());
  CsvRows rows(**lines, ',');
  CsvRow row;
  Peek peek;
  for (int i = 0; i < kPeekedRows && !peek.has_volume; ++i) {
    const auto more = rows.next(row);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    if (i == 0) peek.has_header = row[0].empty() || row[0].front() < '0' || row[0].front() > '9';
    peek.has_volume = row.size() > kVolumeColumn && parseCell(row[kVolumeColumn]).value_or(0) > 0;
  }
  return peek;
}

struct Wishes {
  std::string market;
  OnEqualKey on_equal = OnEqualKey::KeepStored;
};

Result<Wishes> wishesOf(const ImportOptions& options) {
  for (const auto& [name, value] : options)
    if (name != "market" && name != "replace")
      return fail(ErrorKind::Usage,
                  fmt::format("no option --{} for archives: there are market, replace", name));
  const auto replace = switchedOn(options, "replace");
  if (!replace) return std::unexpected(replace.error());
  const auto market = options.find("market");
  return Wishes{market == options.end() ? std::string() : market->second,
                *replace ? OnEqualKey::Replace : OnEqualKey::KeepStored};
}

// Everything but reading the rows; errors do not name the file.
Result<ImportSpec> understand(const fs::path& file, const Wishes& wishes) {
  const auto archive = archiveOf(file, wishes.market);
  if (!archive) return std::unexpected(archive.error());
  if (auto sound = checkChecksum(file); !sound) return std::unexpected(sound.error());
  const auto peek = peekInto(file);
  if (!peek) return std::unexpected(peek.error());
  if (archive->kind_is_guess && !peek->has_volume)
    return fail(ErrorKind::BadInput,
                "bars without any volume: mark, index and premium-index prices are told by their folder, "
                "markPriceKlines, indexPriceKlines or premiumIndexKlines");
  return specOf(*archive, peek->has_header, wishes.on_equal);
}

Result<ImportSummary> importZip(Cache& cache, const fs::path& file, const Wishes& wishes, const Clock& clock,
                                const Progress& progress) {
  const auto named = [&file](const Error& error) {
    return fail(error.kind, fmt::format("{}: {}", file.string(), error.message), error.detail);
  };
  const auto spec = understand(file, wishes);
  if (!spec) return named(spec.error());
  const auto lines = openZippedTable(file);
  if (!lines) return named(lines.error());
  return importLines(cache, **lines, *spec, file.string(), clock, progress);
}

Result<std::vector<fs::path>> zipsUnder(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> zips;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (error) break;
    if (entry->path().extension() == ".zip") zips.push_back(entry->path());
  }
  if (error) return fail(ErrorKind::Io, fmt::format("cannot read {}: {}", folder.string(), error.message()));
  if (zips.empty()) return fail(ErrorKind::NotFound, fmt::format("{} holds no zips", folder.string()));
  std::ranges::sort(zips);
  return zips;
}

// Bytes of all zips of a folder.
class FolderProgress {
 public:
  FolderProgress(const std::vector<fs::path>& zips, const Progress& outer) : outer_(outer) {
    for (const auto& zip : zips) total_ += sizeOf(zip);
  }

  [[nodiscard]] Progress ofOne() const {
    if (!outer_.report) return {{}, outer_.cancel};
    return {[this](std::uint64_t done, std::uint64_t) { outer_.report(before_ + done, total_); },
            outer_.cancel};
  }
  void finished(const fs::path& zip) { before_ += sizeOf(zip); }

 private:
  static std::uint64_t sizeOf(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    return error ? 0 : size;
  }

  const Progress& outer_;
  std::uint64_t before_ = 0;
  std::uint64_t total_ = 0;
};

Result<std::vector<ImportSummary>> importFolder(Cache& cache, const fs::path& folder, const Wishes& wishes,
                                                const Clock& clock, const Progress& progress) {
  const auto zips = zipsUnder(folder);
  if (!zips) return std::unexpected(zips.error());
  FolderProgress bytes(*zips, progress);
  std::vector<ImportSummary> summaries;
  for (const auto& zip : *zips) {
    auto summary = importZip(cache, zip, wishes, clock, bytes.ofOne());
    bytes.finished(zip);
    if (summary) {
      summaries.push_back(*std::move(summary));
    } else if (summary.error().kind == ErrorKind::Unsupported) {
      summaries.push_back({});
      summaries.back().file = zip.string();
      summaries.back().left_out = summary.error().message.substr(zip.string().size() + 2);
    } else {
      return fail(summary.error().kind,
                  fmt::format("{} (number {} of {} archives; those before it are stored)",
                              summary.error().message, summaries.size() + 1, zips->size()),
                  summary.error().detail);
    }
  }
  return summaries;
}

}  // namespace

Result<std::vector<ImportSummary>> importBinanceVision(Cache& cache, const fs::path& path,
                                                       const ImportOptions& options, const Clock& clock,
                                                       const Progress& progress) {
  const auto wishes = wishesOf(options);
  if (!wishes) return std::unexpected(wishes.error());
  std::error_code error;
  if (!fs::exists(path, error))
    return fail(ErrorKind::NotFound, fmt::format("there is no {}", path.string()));
  if (fs::is_directory(path, error)) return importFolder(cache, path, *wishes, clock, progress);
  auto summary = importZip(cache, path, *wishes, clock, progress);
  if (!summary) return std::unexpected(summary.error());
  return std::vector{*std::move(summary)};
}

}  // namespace perpscope::store
