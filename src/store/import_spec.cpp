#include "store/import_spec.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace perpscope::store {
namespace {

constexpr std::array<std::string_view, kFields> kFieldNames{
    "open", "high", "low",      "close",   "volume", "volume_quote", "volume_contracts",
    "time", "rate", "interval", "oi_base", "oi_usd", "oi_contracts"};

const std::set<std::string, std::less<>> kKnownOptions{
    "venue",   "kind",      "margin",     "asset",     "symbol",   "data",  "interval",
    "stamp",   "map",       "time",       "from",      "timezone", "scale", "to",
    "replace", "delimiter", "skip-lines", "no-header", "skip-bad"};

using Bad = std::unexpected<Error>;
Bad usage(std::string message) { return fail(ErrorKind::Usage, std::move(message)); }

class SpecParser {
 public:
  explicit SpecParser(const ImportOptions& options) : options_(options) {}

  Result<ImportSpec> parse() {
    using Step = Status (SpecParser::*)();
    for (const Step step :
         {&SpecParser::knownOnly, &SpecParser::data, &SpecParser::instrument, &SpecParser::interval,
          &SpecParser::layout, &SpecParser::columns, &SpecParser::scales, &SpecParser::times})
      if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
    return std::move(spec_);
  }

 private:
  [[nodiscard]] std::string_view get(std::string_view name, std::string_view otherwise = {}) const {
    const auto found = options_.find(name);
    return found == options_.end() ? otherwise : std::string_view(found->second);
  }
  [[nodiscard]] bool on(std::string_view name) const { return get(name) == "true"; }

  Status knownOnly() {
    for (const auto& [name, value] : options_)
      if (!kKnownOptions.contains(name))
        return usage(
            fmt::format("no option '{}' for an import: there are {}", name, fmt::join(kKnownOptions, ", ")));
    for (const auto* needed : {"venue", "kind", "data", "map", "time"})
      if (get(needed).empty()) return usage(fmt::format("--{} is missing", needed));
    return {};
  }

  Status data() {
    const auto name = get("data");
    if (name == "funding") {
      spec_.key.data = DataKind::Funding;
    } else if (name == "open-interest") {
      spec_.key.data = DataKind::OpenInterest;
    } else if (const auto price = parsePriceKind(name)) {
      spec_.key.price = *price;
    } else {
      return usage(fmt::format(
          "--data {}: candles, mark, index, mid, premium-index, funding or open-interest is wanted", name));
    }
    return {};
  }

  Status instrument() {
    const auto venue = get("venue");
    if (findVenue(venue) == nullptr) {
      std::vector<std::string_view> ids;
      for (const auto& known : venues()) ids.push_back(known.id);
      return usage(fmt::format("--venue {}: there are {}", venue, fmt::join(ids, ", ")));
    }
    const auto kind = parseMarketKind(get("kind"));
    if (!kind) return usage(fmt::format("--kind {}: spot or perp is wanted", get("kind")));
    const auto margin = parseMargin(get("margin", "none"));
    if (!margin || (*kind == MarketKind::Spot && *margin != Margin::None))
      return usage(
          fmt::format("--margin {}: linear or inverse is wanted, and only for perps", get("margin")));
    if (*kind == MarketKind::Spot && spec_.key.data != DataKind::Bars)
      return usage("funding and open interest belong to a perp: --kind perp is wanted");
    const auto asset = get("asset", "BTC");
    const auto symbol = get("symbol");
    const auto found = symbol.empty() ? standardInstrument(venue, *kind, asset, *margin)
                                      : instrumentOfSymbol(venue, symbol, kind);
    if (found) {
      spec_.key.instrument = *found;
      return {};
    }
    if (symbol.empty())
      return usage(
          fmt::format("{} has no usual {} symbol for {}: --symbol is wanted", venue, label(*kind), asset));
    if (get("asset").empty())
      return usage(fmt::format("the symbol {} says no asset: --asset is wanted", symbol));
    spec_.key.instrument = unusual(venue, symbol, *kind, *margin, asset);
    return {};
  }

  // A product the catalogue does not know: one contract is one coin, the quote is what the symbol ends in.
  static Instrument unusual(std::string_view venue, std::string_view symbol, MarketKind kind, Margin margin,
                            std::string_view asset) {
    std::string quote;
    for (const std::string_view tail : {"USDT", "USDC", "USD", "EUR"})
      if (quote.empty() && symbol.ends_with(tail)) quote = tail;
    if (kind == MarketKind::Perp && margin == Margin::None) margin = Margin::Linear;
    return {std::string(venue),
            std::string(symbol),
            kind,
            margin,
            std::string(asset),
            quote,
            {1.0, margin == Margin::Inverse}};
  }

  Status interval() {
    const auto text = get("interval");
    if (spec_.key.data == DataKind::Funding) {
      spec_.settlement_interval = parseSettlementInterval(text);
      if (!text.empty() && !spec_.settlement_interval)
        return usage(fmt::format("--interval {}: a settlement interval like 8h is wanted", text));
      return {};
    }
    if (text.empty())
      return spec_.key.data == DataKind::Bars ? Status(usage("--interval is missing")) : Status{};
    const auto named = intervalNamed(text);
    if (!named) return usage("--interval: " + named.error().message);
    if (isBuiltFromDays(*named))
      return usage(
          fmt::format("--interval {}: bars over 1d are not stored, Perpscope builds them from 1d", text));
    spec_.interval = *named;
    spec_.key.interval = *named;
    return {};
  }

  Status layout() {
    const auto delimiter = get("delimiter", ",");
    if (delimiter != "\\t" && delimiter.size() != 1)
      return usage("--delimiter: one character is wanted, or \\t");
    spec_.delimiter = delimiter == "\\t" ? '\t' : delimiter.front();
    const auto skip = parseNumber<int>(get("skip-lines", "0"));
    if (!skip || *skip < 0)
      return usage(fmt::format("--skip-lines {}: a number of lines is wanted", get("skip-lines")));
    spec_.skip_lines = static_cast<std::size_t>(*skip);
    spec_.header = !on("no-header");
    spec_.on_equal = on("replace") ? OnEqualKey::Replace : OnEqualKey::KeepStored;
    spec_.skip_bad = on("skip-bad");
    const auto stamp = get("stamp", "open");
    if (stamp != "open" && stamp != "close")
      return usage(fmt::format("--stamp {}: open or close is wanted", stamp));
    spec_.stamp_is_close = stamp == "close";
    return {};
  }

  // NAME=VALUE pairs; the last = counts, for header names may hold one.
  static Result<std::vector<std::pair<Field, std::string>>> pairs(std::string_view option,
                                                                  std::string_view text) {
    std::vector<std::pair<Field, std::string>> out;
    for (const auto& part : split(text, ',')) {
      const auto equals = part.find('=');
      const auto name = trimmed(std::string_view(part).substr(0, equals));
      const auto found = std::ranges::find(kFieldNames, name);
      if (equals == std::string::npos || found == kFieldNames.end())
        return usage(fmt::format("--{} {}: FIELD=… is wanted, with FIELD one of {}", option, part,
                                 fmt::join(kFieldNames, ", ")));
      out.emplace_back(static_cast<Field>(found - kFieldNames.begin()),
                       trimmed(std::string_view(part).substr(equals + 1)));
    }
    return out;
  }

  [[nodiscard]] bool belongs(Field field) const {
    switch (spec_.key.data) {
      case DataKind::Bars: return field <= Field::Time;
      case DataKind::Funding:
        return field == Field::Time || field == Field::Rate || field == Field::FundingInterval;
      case DataKind::OpenInterest: return field == Field::Time || field >= Field::OiBase;
    }
    return false;
  }

  [[nodiscard]] bool isValue(Field field) const {
    return spec_.key.data == DataKind::Bars ? field <= Field::Close
                                            : field == Field::Rate || field >= Field::OiBase;
  }

  Status columns() {
    const auto chosen = pairs("map", get("map"));
    if (!chosen) return std::unexpected(chosen.error());
    bool has_time = false;
    bool has_value = false;
    bool has_interval = false;
    for (const auto& [field, column] : *chosen) {
      if (!belongs(field)) return usage(fmt::format("--map {}: no field of {}", label(field), get("data")));
      if (!spec_.header && parseNumber<int>(column).value_or(0) < 1)
        return usage(
            fmt::format("--map {}={}: without a header columns are numbers from 1", label(field), column));
      has_time = has_time || field == Field::Time;
      has_value = has_value || isValue(field);
      has_interval = has_interval || field == Field::FundingInterval;
      spec_.columns.push_back({field, column});
    }
    if (!has_time) return usage("--map: time is missing");
    if (!has_value) return usage("--map: a value is missing (a price, a rate or an open interest)");
    if (spec_.key.data == DataKind::Funding && !has_interval && !spec_.settlement_interval)
      return usage("funding needs its settlement interval: --interval 8h, or map interval=COLUMN");
    return {};
  }

  Status scales() {
    spec_.scale.fill(1.0);
    const auto factors = pairs("scale", get("scale"));
    if (!factors) return std::unexpected(factors.error());
    for (const auto& [field, text] : *factors) {
      const auto factor = parseNumber<double>(text);
      if (!factor || !std::isfinite(*factor) || *factor == 0)
        return usage(fmt::format("--scale {}={}: a number is wanted", label(field), text));
      spec_.scale[static_cast<std::size_t>(field)] = *factor;
    }
    return {};
  }

  Status times() {
    const auto zone = Zone::named(get("timezone", "+00:00"));
    if (!zone) return std::unexpected(zone.error());
    auto stamps = StampReader::of(get("time"), *zone);
    if (!stamps) return std::unexpected(stamps.error());
    spec_.stamps = *std::move(stamps);
    for (const auto& [name, border] :
         {std::pair{"from", &spec_.range.from}, std::pair{"to", &spec_.range.to}}) {
      if (get(name).empty()) continue;
      const auto time = parseTime(get(name));
      if (!time) return usage(fmt::format("--{}: {}", name, time.error().message));
      *border = *time;
    }
    return {};
  }

  const ImportOptions& options_;
  ImportSpec spec_;
};

}  // namespace

std::string_view label(Field field) { return kFieldNames.at(static_cast<std::size_t>(field)); }

Result<ImportSpec> parseImportSpec(const ImportOptions& options) { return SpecParser(options).parse(); }

std::optional<std::chrono::minutes> parseSettlementInterval(std::string_view text) {
  constexpr std::chrono::minutes kLongest = std::chrono::days{7};
  const auto checked = [&](double minutes) -> std::optional<std::chrono::minutes> {
    const std::chrono::minutes whole{static_cast<std::int64_t>(std::llround(minutes))};
    return minutes > 0 && whole <= kLongest && std::abs(minutes - static_cast<double>(whole.count())) < 1e-9
               ? std::optional(whole)
               : std::nullopt;
  };
  // BitMEX: a date of the year 2000 whose distance from its start is the interval.
  if (const auto wall = parseWallTime(text); wall && text.starts_with("2000-01-0"))
    return checked(
        static_cast<double>((wall->local.time_since_epoch() - utc(2000, 1, 1).time_since_epoch()).count()) /
        60'000.0);
  double unit = 60;
  if (text.starts_with("PT")) text.remove_prefix(2);
  if (text.ends_with('h') || text.ends_with('H')) {
    text.remove_suffix(1);
  } else if (text.ends_with('m') || text.ends_with('M')) {
    unit = 1;
    text.remove_suffix(1);
  } else if (text.ends_with('d')) {
    unit = 1440;
    text.remove_suffix(1);
  }
  const auto number = parseNumber<double>(text);
  return number ? checked(*number * unit) : std::nullopt;
}

}  // namespace perpscope::store
