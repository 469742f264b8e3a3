#include "store/import_spec.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "store/import_cells.h"
#include "store/import_instrument.h"

namespace perpscope::store {
namespace {

constexpr std::array<std::string_view, 19> kKnownOptions{
    "venue",      "kind",      "margin", "asset",   "symbol",   "data", "interval",
    "stamp",      "map",       "time",   "scale",   "timezone", "from", "delimiter",
    "skip-lines", "no-header", "to",     "replace", "skip-bad"};
constexpr std::array<std::string_view, 5> kNeededOptions{"venue", "kind", "data", "map", "time"};

std::unexpected<Error> usage(std::string message) { return fail(ErrorKind::Usage, std::move(message)); }

class SpecParser {
 public:
  explicit SpecParser(const ImportOptions& options) : options_(options) {}

  Result<ImportSpec> parse() {
    using Step = Status (SpecParser::*)();
    for (const Step step :
         {&SpecParser::names, &SpecParser::data, &SpecParser::instrument, &SpecParser::interval,
          &SpecParser::stamp, &SpecParser::layout, &SpecParser::switches, &SpecParser::columns,
          &SpecParser::scales, &SpecParser::times, &SpecParser::range})
      if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
    return std::move(spec_);
  }

 private:
  [[nodiscard]] std::string_view get(std::string_view name, std::string_view otherwise = {}) const {
    const auto found = options_.find(name);
    return found == options_.end() ? otherwise : std::string_view(found->second);
  }
  [[nodiscard]] bool has(Field field) const {
    return std::ranges::find(spec_.columns, field, &FieldTexts::value_type::first) != spec_.columns.end();
  }

  Status names() {
    for (const auto& [name, value] : options_)
      if (std::ranges::find(kKnownOptions, name) == kKnownOptions.end())
        return usage(
            fmt::format("no option --{} for an import: there are {}", name, fmt::join(kKnownOptions, ", ")));
    for (const auto needed : kNeededOptions)
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
    const auto kind = parseMarketKind(get("kind"));
    if (!kind) return usage(fmt::format("--kind {}: spot or perp is wanted", get("kind")));
    const auto margin = parseMargin(get("margin", "none"));
    if (!margin) return usage(fmt::format("--margin {}: linear or inverse is wanted", get("margin")));
    if (*kind == MarketKind::Spot && spec_.key.data != DataKind::Bars)
      return usage("--kind spot: funding and open interest belong to a perp");
    const auto chosen = chooseInstrument({get("venue"), *kind, *margin, get("asset"), get("symbol")});
    if (!chosen) return std::unexpected(chosen.error());
    spec_.key.instrument = chosen->instrument;
    spec_.contract_known = chosen->contract_known;
    return {};
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
    if (!named) return usage(fmt::format("--interval {}: {}", text, named.error().message));
    if (isBuiltFromDays(*named))
      return usage(fmt::format(
          "--interval {}: nothing longer than 1d is stored, 3d, 1w and 1M are built from 1d by Perpscope",
          text));
    spec_.interval = *named;
    spec_.key.interval = *named;
    return {};
  }

  Status stamp() {
    const auto text = get("stamp", "open");
    if (text != "open" && text != "close")
      return usage(fmt::format("--stamp {}: open or close is wanted", text));
    if (options_.contains("stamp") && !spec_.interval)
      return usage(fmt::format("--stamp {}: only what has an --interval of bars opens and closes", text));
    spec_.stamp_is_close = text == "close";
    return {};
  }

  Status layout() {
    const auto delimiter = get("delimiter", ",");
    const bool is_tab = delimiter == "\\t" || delimiter == "tab";
    if (!is_tab && (delimiter.size() != 1 || delimiter == "\"" || delimiter == "\n"))
      return usage("--delimiter: one character is wanted, or tab");
    spec_.delimiter = is_tab ? '\t' : delimiter.front();
    const auto skip = parseNumber<std::int32_t>(get("skip-lines", "0"));
    if (!skip || *skip < 0)
      return usage(fmt::format("--skip-lines {}: a number of lines is wanted", get("skip-lines")));
    spec_.skip_lines = static_cast<std::size_t>(*skip);
    return {};
  }

  Status switches() {
    const auto no_header = switchedOn(options_, "no-header");
    const auto replace = switchedOn(options_, "replace");
    const auto skip_bad = switchedOn(options_, "skip-bad");
    for (const auto* one : {&no_header, &replace, &skip_bad})
      if (!*one) return std::unexpected(one->error());
    spec_.header = !*no_header;
    spec_.on_equal = *replace ? OnEqualKey::Replace : OnEqualKey::KeepStored;
    spec_.skip_bad = *skip_bad;
    return {};
  }

  Status columns() {
    auto mapped = parseFieldTexts("map", get("map"));
    if (!mapped) return std::unexpected(mapped.error());
    spec_.columns = *std::move(mapped);
    for (const auto& [field, column] : spec_.columns) {
      if (!belongs(field, spec_.key.data))
        return usage(fmt::format("--map {}: no field of {}", label(field), get("data")));
      if (column.empty() || (!spec_.header && parseNumber<std::int32_t>(column).value_or(0) < 1))
        return usage(fmt::format(
            "--map {}={}: {} is wanted", label(field), column,
            spec_.header ? "the name of a column" : "without a header, the number of a column from 1"));
    }
    return enoughColumns();
  }

  [[nodiscard]] Status enoughColumns() const {
    if (!has(Field::Time)) return usage("--map: time is missing");
    const auto is_value = [](const auto& choice) { return carries(choice.first); };
    if (std::ranges::none_of(spec_.columns, is_value))
      return usage("--map: a value is missing (a price, a rate or an open interest)");
    if (spec_.key.data == DataKind::Funding && !has(Field::FundingInterval) && !spec_.settlement_interval)
      return usage("--interval is missing: funding needs its settlement interval, or a column mapped to it");
    if (!spec_.contract_known && has(Field::OiContracts))
      return usage(
          fmt::format("--map oi_contracts: the contract size of {} is not known; map oi_base, with "
                      "--scale oi_base=SIZE",
                      spec_.key.instrument.name()));
    return {};
  }

  Status scales() {
    spec_.scale.fill(1.0);
    const auto factors = parseFieldTexts("scale", get("scale"));
    if (!factors) return std::unexpected(factors.error());
    for (const auto& [field, text] : *factors) {
      if (!isNumber(field) || !has(field))
        return usage(fmt::format("--scale {}: no number of that name is mapped", label(field)));
      const auto factor = parseNumber<double>(text);
      if (!factor || !std::isfinite(*factor) || *factor == 0)
        return usage(fmt::format("--scale {}={}: a number is wanted", label(field), text));
      spec_.scale.at(indexOf(field)) = *factor;
    }
    return {};
  }

  Status times() {
    const auto zone = Zone::named(get("timezone", "+00:00"));
    if (!zone) return std::unexpected(zone.error());
    auto stamps = StampReader::of(get("time"), *zone);
    if (!stamps) return std::unexpected(stamps.error());
    spec_.stamps = *std::move(stamps);
    return {};
  }

  Status range() {
    for (const auto& [name, border] :
         {std::pair{"from", &spec_.range.from}, std::pair{"to", &spec_.range.to}}) {
      if (get(name).empty()) continue;
      const auto time = parseTime(get(name));
      if (!time) return usage(fmt::format("--{}: {}", name, time.error().message));
      *border = *time;
    }
    if (spec_.range.empty()) return usage("--from, --to: no time lies in between");
    return {};
  }

  const ImportOptions& options_;
  ImportSpec spec_;
};

}  // namespace

Result<bool> switchedOn(const ImportOptions& options, std::string_view name) {
  const auto found = options.find(name);
  if (found == options.end() || found->second == "false") return false;
  if (found->second == "true") return true;
  return usage(fmt::format("--{} {}: a switch takes no value but true and false", name, found->second));
}

Result<ImportSpec> parseImportSpec(const ImportOptions& options) { return SpecParser(options).parse(); }

}  // namespace perpscope::store
