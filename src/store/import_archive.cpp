#include "store/import_archive.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "store/import_instrument.h"

namespace perpscope::store {
namespace {

using Kind = Archive::Kind;
using Market = Archive::Market;

// From this day's file on open-interest rows carry the start of their five minutes, before it the end.
constexpr Time kOpenInterestStartStamps = utc(2026, 6, 25);

template <class Value, std::size_t Size>
using Names = std::array<std::pair<std::string_view, Value>, Size>;

constexpr Names<Kind, 4> kBarFolders{{{"klines", Kind::Klines},
                                      {"markPriceKlines", Kind::MarkPrice},
                                      {"indexPriceKlines", Kind::IndexPrice},
                                      {"premiumIndexKlines", Kind::PremiumIndex}}};
constexpr Names<Kind, 2> kSamples{{{"fundingRate", Kind::FundingRate}, {"metrics", Kind::Metrics}}};
constexpr Names<Market, 3> kMarkets{{{"spot", Market::Spot}, {"um", Market::UsdM}, {"cm", Market::CoinM}}};

template <class Value, std::size_t Size>
std::optional<Value> valueOf(const Names<Value, Size>& names, std::string_view wanted) {
  for (const auto& [name, value] : names)
    if (name == wanted) return value;
  return std::nullopt;
}

// The folder nearest to the file that says something.
template <class Value, std::size_t Size>
std::optional<Value> valueInPath(const Names<Value, Size>& names, const std::filesystem::path& file) {
  std::optional<Value> found;
  for (const auto& folder : file.parent_path())
    if (const auto value = valueOf(names, folder.string())) found = value;
  return found;
}

Status readKind(Archive& archive, const std::filesystem::path& file, std::string_view word) {
  if (const auto kind = valueOf(kSamples, word)) {
    archive.kind = *kind;
    return {};
  }
  const auto interval = parseInterval(word);
  if (!interval || isBuiltFromDays(*interval))
    return fail(ErrorKind::Unsupported, fmt::format("nothing is stored of '{}' archives", word));
  archive.interval = *interval;
  const auto kind = valueInPath(kBarFolders, file);
  archive.kind = kind.value_or(Kind::Klines);
  archive.kind_is_guess = !kind;
  return {};
}

Status readMarket(Archive& archive, const std::filesystem::path& file, std::string_view option) {
  const auto given = valueOf(kMarkets, option);
  if (!option.empty() && !given)
    return fail(ErrorKind::Usage, fmt::format("--market {}: spot, um or cm is wanted", option));
  auto market = valueInPath(kMarkets, file);
  if (!market) market = given;
  if (!market && archive.symbol.ends_with("_PERP")) market = Market::CoinM;
  if (!market && archive.kind != Kind::Klines) market = Market::UsdM;  // spot has nothing but klines
  if (!market)
    return fail(ErrorKind::Usage,
                "--market is missing: neither folders nor name say whether it is of spot, um or cm");
  archive.market = *market;
  if (archive.market == Market::CoinM && archive.symbol.find('_') == std::string::npos)
    archive.symbol += "_PERP";
  if (archive.symbol.find('_') != std::string::npos && !archive.symbol.ends_with("_PERP"))
    return fail(ErrorKind::Unsupported, fmt::format("{} is a dated future", archive.symbol));
  if (archive.market == Market::Spot && archive.kind != Kind::Klines)
    return fail(ErrorKind::BadInput, "spot has no archives of that kind");
  return {};
}

std::string barColumns(const Archive& archive) {
  std::string prices = "time=1,open=2,high=3,low=4,close=5";
  if (archive.kind != Kind::Klines) return prices;
  // COIN-M counts contracts, and has the base volume where the others have the quote volume.
  return prices +
         (archive.market == Market::CoinM ? ",volume_contracts=6,volume=8" : ",volume=6,volume_quote=8");
}

ImportOptions barOptions(const Archive& archive) {
  constexpr std::array<PriceKind, 4> kPrices{PriceKind::Trade, PriceKind::Mark, PriceKind::Index,
                                             PriceKind::PremiumIndex};
  return {{"data", std::string(label(kPrices.at(static_cast<std::size_t>(archive.kind))))},
          {"interval", std::string(label(archive.interval))},
          {"time", "epoch"},
          {"map", barColumns(archive)}};
}

ImportOptions metricsOptions(const Archive& archive) {
  return {{"data", "open-interest"},
          {"interval", "5m"},
          {"stamp", archive.first_day >= kOpenInterestStartStamps ? "open" : "close"},
          {"time", "iso"},
          {"map", archive.market == Market::CoinM ? "time=1,oi_contracts=3" : "time=1,oi_base=3,oi_usd=4"}};
}

ImportOptions optionsOf(const Archive& archive) {
  if (archive.kind == Kind::Metrics) return metricsOptions(archive);
  if (archive.kind == Kind::FundingRate)
    return {{"data", "funding"}, {"time", "epoch"}, {"map", "time=1,interval=2,rate=3"}};
  return barOptions(archive);
}

// Binance writes base and quote without anything between.
std::string baseOf(const Archive& archive) {
  const auto pair = archive.symbol.substr(0, archive.symbol.find('_'));
  return pair.substr(0, pair.size() - quoteIn(pair).size());
}

}  // namespace

Result<Archive> archiveOf(const std::filesystem::path& file, std::string_view market) {
  // SYMBOL-WORD-YYYY-MM[-DD].zip, where the word is an interval, fundingRate or metrics.
  const auto parts = split(file.stem().string(), '-');
  const auto date =
      parts.size() == 4 || parts.size() == 5
          ? parseTime(fmt::format("{}-{}-{}", parts[2], parts[3], parts.size() == 5 ? parts[4] : "01"))
          : Result<Time>(fail(ErrorKind::BadInput, {}));
  if (!date)
    return fail(ErrorKind::BadInput,
                "not named as archives of data.binance.vision are: SYMBOL-INTERVAL-YYYY-MM.zip");
  Archive archive;
  archive.symbol = parts[0];
  archive.first_day = *date;
  if (auto told = readKind(archive, file, parts[1]); !told) return std::unexpected(told.error());
  if (auto told = readMarket(archive, file, market); !told) return std::unexpected(told.error());
  return archive;
}

Result<ImportSpec> specOf(const Archive& archive, bool has_header, OnEqualKey on_equal) {
  auto options = optionsOf(archive);
  options["venue"] = "binance";
  const auto kind = archive.market == Market::Spot ? MarketKind::Spot : MarketKind::Perp;
  options["kind"] = label(kind);
  options["symbol"] = archive.symbol;
  if (!instrumentOfSymbol("binance", archive.symbol, kind)) options["asset"] = baseOf(archive);
  options["no-header"] = "true";
  options["skip-lines"] = has_header ? "1" : "0";
  options["replace"] = on_equal == OnEqualKey::Replace ? "true" : "false";
  auto spec = parseImportSpec(options);
  if (spec) spec->zero_is_missing = archive.kind == Kind::Metrics;
  return spec;
}

}  // namespace perpscope::store
