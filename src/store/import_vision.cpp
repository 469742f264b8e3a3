#include "store/import_vision.h"

#include <fstream>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zip.h>

#include "base/text.h"
#include "store/import_lines.h"

namespace perpscope::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestText = std::uint64_t{4} << 30U;
// From this day on the archive's open-interest rows carry the start of their five minutes, before it the end.
constexpr Time kOpenInterestStartStamps = utc(2026, 6, 25);

enum class Kind : std::uint8_t { Klines, MarkPrice, IndexPrice, PremiumIndex, FundingRate, Metrics };

// What a path and its name tell.
struct Archive {
  Kind kind = Kind::Klines;
  std::string market;  // spot um cm
  std::string symbol;
  std::optional<Interval> interval;
  Time date;  // first day
};

std::unexpected<Error> refuse(const fs::path& file, std::string_view why) {
  return fail(ErrorKind::BadInput, fmt::format("{}: {}", file.string(), why));
}

std::optional<Kind> kindIn(const fs::path& file) {
  constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds{
      {{"markPriceKlines", Kind::MarkPrice},
       {"indexPriceKlines", Kind::IndexPrice},
       {"premiumIndexKlines", Kind::PremiumIndex},
       {"fundingRate", Kind::FundingRate},
       {"metrics", Kind::Metrics},
       {"klines", Kind::Klines}}};
  const auto path = file.generic_string();
  for (const auto& [word, kind] : kKinds)
    if (path.find(word) != std::string::npos) return kind;
  return std::nullopt;
}

// SYMBOL-INTERVAL-YYYY-MM[-DD].zip, or SYMBOL-fundingRate-YYYY-MM.zip and SYMBOL-metrics-YYYY-MM-DD.zip.
Result<Archive> archiveOf(const fs::path& file, const ImportOptions& options) {
  const auto parts = split(file.stem().string(), '-');
  if (parts.size() < 4)
    return refuse(file, "not named as an archive of data.binance.vision: SYMBOL-INTERVAL-YYYY-MM.zip");
  Archive archive;
  archive.symbol = parts[0];
  archive.interval = parseInterval(parts[1]);
  const auto day = parts.size() > 4 ? parts[4] : std::string("01");
  const auto date = parseTime(fmt::format("{}-{}-{}", parts[2], parts[3], day));
  if (!date) return refuse(file, "its name holds no date");
  archive.date = *date;
  const auto kind = kindIn(file);
  if (!kind && !archive.interval) return refuse(file, "neither path nor name says which kind of data it is");
  archive.kind = kind.value_or(Kind::Klines);
  for (const auto& folder : file.parent_path())
    if (folder == "spot" || folder == "um" || folder == "cm") archive.market = folder.string();
  if (const auto given = options.find("market"); given != options.end()) archive.market = given->second;
  if (archive.market.empty() && archive.kind != Kind::Klines)
    archive.market = archive.symbol.find("_PERP") != std::string::npos ? "cm" : "um";
  if (archive.market != "spot" && archive.market != "um" && archive.market != "cm")
    return refuse(file, "neither path nor name says which market it is: --market spot, um or cm");
  if (archive.kind < Kind::FundingRate && !archive.interval)
    return refuse(file, fmt::format("no interval '{}' of ours", parts[1]));
  return archive;
}

ImportOptions barOptions(const Archive& archive) {
  ImportOptions options{{"time", "epoch"}, {"interval", std::string(label(*archive.interval))}};
  switch (archive.kind) {
    case Kind::MarkPrice: options["data"] = "mark"; break;
    case Kind::IndexPrice: options["data"] = "index"; break;
    case Kind::PremiumIndex: options["data"] = "premium-index"; break;
    default: options["data"] = "candles"; break;
  }
  options["map"] = "time=1,open=2,high=3,low=4,close=5";
  if (archive.kind ==
      Kind::Klines)  // COIN-M counts contracts, and gives the base volume where the others have quote
    options["map"] += archive.market == "cm" ? ",volume_contracts=6,volume=8" : ",volume=6,volume_quote=8";
  return options;
}

ImportOptions sampleOptions(const Archive& archive) {
  if (archive.kind == Kind::FundingRate)
    return {{"data", "funding"}, {"time", "epoch"}, {"map", "time=1,interval=2,rate=3"}};
  ImportOptions options{{"data", "open-interest"}, {"time", "iso"}, {"interval", "5m"}};
  options["map"] = archive.market == "cm" ? "time=1,oi_contracts=3" : "time=1,oi_base=3,oi_usd=4";
  options["stamp"] = archive.date >= kOpenInterestStartStamps ? "open" : "close";
  return options;
}

Result<ImportSpec> specOf(const Archive& archive, bool has_header, const ImportOptions& given) {
  auto options = archive.kind >= Kind::FundingRate ? sampleOptions(archive) : barOptions(archive);
  options["venue"] = "binance";
  options["kind"] = archive.market == "spot" ? "spot" : "perp";
  options["symbol"] = archive.symbol;
  // A product outside the catalogue still says its base in front of its quote.
  if (const auto tail = archive.symbol.find("USD"); tail != std::string::npos && tail > 0)
    options["asset"] = archive.symbol.substr(0, tail);
  options["no-header"] = "true";
  if (has_header) options["skip-lines"] = "1";
  if (given.contains("replace")) options["replace"] = "true";
  auto spec = parseImportSpec(options);
  if (spec) spec->zero_is_missing = archive.kind == Kind::Metrics;
  return spec;
}

struct DiscardZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseZipFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

// The one table inside.
Result<std::string> unpacked(const fs::path& file) {
  int code = 0;
  const std::unique_ptr<zip_t, DiscardZip> archive(zip_open(file.c_str(), ZIP_RDONLY, &code));
  if (!archive) return refuse(file, "is no readable zip");
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0)
      return refuse(file, "is damaged");
    if (!std::string_view(stat.name).ends_with(".csv")) continue;
    if (stat.size > kLargestText) return refuse(file, "its table is larger than 4 GB");
    const std::unique_ptr<zip_file_t, CloseZipFile> entry(
        zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(i), 0));
    std::string text(stat.size, '\0');
    if (!entry || zip_fread(entry.get(), text.data(), stat.size) != static_cast<zip_int64_t>(stat.size))
      return refuse(file, "is damaged");
    return text;
  }
  return refuse(file, "holds no .csv");
}

Result<std::string> sha256(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::vector<char> buffer(1 << 16);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
  if (!in.eof()) return refuse(file, "cannot be read");
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

// `<sha256>  <name>` beside the zip, where there is one.
Status checksumHolds(const fs::path& file) {
  std::ifstream in(file.string() + ".CHECKSUM");
  if (!in) return {};
  std::string wanted;
  in >> wanted;
  const auto found = sha256(file);
  if (!found) return std::unexpected(found.error());
  if (lowered(wanted) != *found)
    return refuse(file, "does not match the .CHECKSUM beside it; download it again");
  return {};
}

Result<ImportSummary> importZip(Cache& cache, const fs::path& file, const ImportOptions& options,
                                const Clock& clock, const Progress& progress) {
  const auto archive = archiveOf(file, options);
  if (!archive) return std::unexpected(archive.error());
  if (auto sound = checksumHolds(file); !sound) return std::unexpected(sound.error());
  auto text = unpacked(file);
  if (!text) return std::unexpected(text.error());
  const bool has_header = !text->empty() && (text->front() < '0' || text->front() > '9');
  const auto spec = specOf(*archive, has_header, options);
  if (!spec) return refuse(file, spec.error().message);
  const auto lines = linesOf(*std::move(text));
  return importLines(cache, *lines, *spec, file.string(), clock, progress);
}

Result<std::vector<fs::path>> zipsUnder(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (!fs::exists(path)) return fail(ErrorKind::NotFound, fmt::format("cannot read {}", path.string()));
    return std::vector{path};
  }
  std::vector<fs::path> zips;
  for (const auto& entry : fs::recursive_directory_iterator(path, error))
    if (entry.path().extension() == ".zip") zips.push_back(entry.path());
  if (zips.empty()) return fail(ErrorKind::NotFound, fmt::format("{} holds no zips", path.string()));
  std::ranges::sort(zips);
  return zips;
}

}  // namespace

Result<std::vector<ImportSummary>> importBinanceVision(Cache& cache, const fs::path& path,
                                                       const ImportOptions& options, const Clock& clock,
                                                       const Progress& progress) {
  for (const auto& [name, value] : options)
    if (name != "market" && name != "replace")
      return fail(ErrorKind::Usage, fmt::format("no option '{}' for archives", name));
  const auto zips = zipsUnder(path);
  if (!zips) return std::unexpected(zips.error());
  std::vector<ImportSummary> summaries;
  for (const auto& zip : *zips) {
    auto summary = importZip(cache, zip, options, clock, {{}, progress.cancel});
    if (!summary) return std::unexpected(summary.error());
    summaries.push_back(*std::move(summary));
    if (progress.report) progress.report(summaries.size(), zips->size());
  }
  return summaries;
}

}  // namespace perpscope::store
