#include "store/import_rows.h"

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::store {
namespace {

constexpr double kRounding = 1e-9;
constexpr Time kFirstMarket = utc(2009, 1, 1);

std::unexpected<Misfit> misfit(std::string column, std::string reason) {
  return std::unexpected(Misfit{std::move(column), std::move(reason)});
}

// a is above b by more than rounding of their sizes.
bool clearlyAbove(double a, double b) { return a - b > kRounding * std::max(std::abs(a), std::abs(b)); }

}  // namespace

std::optional<double> parseCell(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.empty()) return kMissing;
  if (const auto word = lowered(cell.substr(0, 5)); word == "null" || word == "nan") return kMissing;
  const bool percent = cell.ends_with('%');
  if (percent) cell = trimmed(cell.substr(0, cell.size() - 1));
  const auto value = parseNumber<double>(cell);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return percent ? *value / 100 : *value;
}

Result<RowReader> RowReader::over(const ImportSpec& spec, const std::vector<std::string>& header, Time now) {
  RowReader reader(spec, now);
  for (const auto& [field, wanted] : spec.columns) {
    if (!spec.header) {
      reader.columns_.push_back({field, static_cast<std::size_t>(*parseNumber<int>(wanted)) - 1, wanted});
      continue;
    }
    const auto found = std::ranges::find(header, wanted);
    if (found == header.end())
      return fail(ErrorKind::BadInput, fmt::format("column '{}': there is none; the header says {}", wanted,
                                                   joined(header, ", ")));
    if (std::ranges::count(header, wanted) > 1)
      return fail(
          ErrorKind::BadInput,
          fmt::format("column '{}': the header has it twice, so it cannot be told which is meant", wanted));
    reader.columns_.push_back({field, static_cast<std::size_t>(found - header.begin()), wanted});
  }
  return reader;
}

std::string RowReader::nameOf(Field field) const {
  const auto column = std::ranges::find(columns_, field, &Column::field);
  return column == columns_.end() ? std::string(label(field)) : column->name;
}

std::expected<std::optional<ImportRow>, Misfit> RowReader::read(const CsvRow& cells) const {
  ImportRow row;
  row.line = cells.line;
  row.values.fill(kMissing);
  for (const auto& column : columns_) {
    if (column.index >= cells.cells.size())
      return misfit(column.name, fmt::format("the row has only {} cells", cells.cells.size()));
    if (auto done = readCell(column, cells.cells[column.index], row); !done)
      return std::unexpected(done.error());
  }
  const auto known = [&row](double value) { return !isMissing(value); };
  if (std::ranges::none_of(row.values, known)) return std::nullopt;
  if (auto done = check(row); !done) return std::unexpected(done.error());
  if (auto done = placeInTime(row); !done) return std::unexpected(done.error());
  return row;
}

std::expected<void, Misfit> RowReader::readCell(const Column& column, std::string_view cell,
                                                ImportRow& row) const {
  if (column.field == Field::Time) {
    const auto time = spec_->stamps.read(trimmed(cell));
    if (!time) return misfit(column.name, time.error());
    row.file_time = *time;
    return {};
  }
  if (column.field == Field::FundingInterval) {
    const auto interval = parseSettlementInterval(trimmed(cell));
    if (!interval) return misfit(column.name, fmt::format("'{}' is not a settlement interval", cell));
    row.settlement = *interval;
    return {};
  }
  const auto value = parseCell(cell);
  if (!value) return misfit(column.name, fmt::format("'{}' is not a number", cell));
  const auto at = static_cast<std::size_t>(column.field);
  row.values[at] = *value * spec_->scale[at];
  if (spec_->zero_is_missing && row.values[at] == 0) row.values[at] = kMissing;
  return {};
}

std::expected<void, Misfit> RowReader::check(ImportRow& row) const {
  if (row.file_time < kFirstMarket || row.file_time > now_ + kDay)
    return misfit(nameOf(Field::Time),
                  fmt::format("{} lies outside 2009 … tomorrow", isoTime(row.file_time)));
  if (spec_->key.data == DataKind::Bars) return checkBar(row);
  if (spec_->key.data == DataKind::Funding && std::abs(row[Field::Rate]) > 1)
    return misfit(nameOf(Field::Rate),
                  fmt::format("{} is no rate: fractions are wanted (--scale rate=0.01 for per cent)",
                              row[Field::Rate]));
  for (const auto field : {Field::OiBase, Field::OiUsd, Field::OiContracts})
    if (row[field] < 0) return misfit(nameOf(field), fmt::format("{} is negative", row[field]));
  return {};
}

std::expected<void, Misfit> RowReader::checkBar(ImportRow& row) const {
  const bool is_price = spec_->key.price != PriceKind::PremiumIndex;
  for (const auto field : {Field::Open, Field::High, Field::Low, Field::Close})
    if (is_price && row[field] <= 0) return misfit(nameOf(field), fmt::format("{} is no price", row[field]));
  for (const auto field : {Field::Volume, Field::VolumeQuote, Field::VolumeContracts})
    if (row[field] < 0) return misfit(nameOf(field), fmt::format("{} is negative", row[field]));
  if (clearlyAbove(row[Field::Low], row[Field::High]))
    return misfit(nameOf(Field::High),
                  fmt::format("high {} is below low {}", row[Field::High], row[Field::Low]));
  for (const auto field : {Field::Open, Field::Close})
    row.odd_ohlc = row.odd_ohlc || clearlyAbove(row[field], row[Field::High]) ||
                   clearlyAbove(row[Field::Low], row[field]);
  return {};
}

std::expected<void, Misfit> RowReader::placeInTime(ImportRow& row) const {
  row.time = row.file_time;
  if (spec_->key.data == DataKind::Funding) {
    row.time = snappedToMinute(row.file_time);
    if (row.settlement.count() == 0) row.settlement = *spec_->settlement_interval;
    return {};
  }
  if (!spec_->interval) return {};
  const Interval interval = *spec_->interval;
  const Milliseconds length = nominalLength(interval);
  if (spec_->key.data == DataKind::OpenInterest) {
    if (!spec_->stamp_is_close) row.time += length;
    return {};
  }
  // A close is often written as the last millisecond, or second, of the bar.
  if (spec_->stamp_is_close)
    row.time = barOpen(barNumber(row.file_time + std::chrono::seconds{1}, interval), interval) - length;
  const Milliseconds off = spec_->stamp_is_close
                               ? row.file_time - (row.time + length)
                               : row.time - barOpen(barNumber(row.time, interval), interval);
  if (off > Milliseconds{0} || off < -std::chrono::seconds{1})
    return misfit(
        nameOf(Field::Time),
        fmt::format("{} is not {} of a {} bar: is --interval right, or --stamp?", isoTime(row.file_time),
                    spec_->stamp_is_close ? "the close" : "the open", label(interval)));
  return {};
}

}  // namespace perpscope::store
