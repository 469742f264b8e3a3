#include "store/import_rows.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "store/import_cells.h"

namespace perpscope::store {
namespace {

constexpr double kRounding = 1e-9;
constexpr Time kFirstMarket = utc(2009, 1, 1);
// Some sources write a close as the bar's last millisecond, some as its last second.
constexpr Milliseconds kCloseEarly = std::chrono::seconds{1};

std::unexpected<Misfit> misfit(std::string column, std::string reason) {
  return std::unexpected(Misfit{std::move(column), std::move(reason)});
}

// a is above b by more than rounding of their sizes.
bool clearlyAbove(double a, double b) { return a - b > kRounding * std::max(std::abs(a), std::abs(b)); }

Result<std::size_t> findColumn(const CsvRow& header, std::string_view wanted) {
  std::vector<std::string> names;
  names.reserve(header.size());
  for (std::size_t i = 0; i < header.size(); ++i) names.emplace_back(trimmed(header[i]));
  const auto found = std::ranges::find(names, wanted);
  if (found == names.end())
    return fail(ErrorKind::BadInput, fmt::format("line {}, column '{}': there is none; the header says: {}",
                                                 header.line(), wanted, joined(names, ", ")));
  if (std::ranges::count(names, wanted) > 1)
    return fail(
        ErrorKind::BadInput,
        fmt::format("line {}, column '{}': the header has it twice, so it cannot be told which is meant; "
                    "map by numbers with --no-header and --skip-lines",
                    header.line(), wanted));
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

Result<RowReader> RowReader::over(const ImportSpec& spec, const CsvRow* header, Time now) {
  RowReader reader(spec, now);
  for (const auto& [field, wanted] : spec.columns) {
    const auto index = header != nullptr
                           ? findColumn(*header, wanted)
                           : Result<std::size_t>(parseNumber<std::size_t>(wanted).value_or(1) - 1);
    if (!index) return std::unexpected(index.error());
    Column column{field, *index, wanted};
    if (isNumber(field))
      reader.numbers_.push_back(std::move(column));
    else if (field == Field::Time)
      reader.time_ = std::move(column);
    else
      reader.settlement_ = std::move(column);
  }
  return reader;
}

std::string RowReader::nameOf(Field field) const {
  if (field == Field::Time) return time_.name;
  const auto column = std::ranges::find(numbers_, field, &Column::field);
  return column == numbers_.end() ? std::string(label(field)) : column->name;
}

std::expected<std::optional<ImportRow>, Misfit> RowReader::read(const CsvRow& cells) const {
  ImportRow row;
  const auto timed = readTime(cells, row);
  if (timed && !spec_->range.contains(row.file_time)) return row;
  const auto has_value = readNumbers(cells, row);
  if (!has_value) return std::unexpected(has_value.error());
  if (!*has_value) return std::nullopt;
  if (!timed) return std::unexpected(timed.error());
  if (auto done = checkTime(row); !done) return std::unexpected(done.error());
  if (auto done = readSettlement(cells, row); !done) return std::unexpected(done.error());
  if (auto done = check(row); !done) return std::unexpected(done.error());
  if (auto done = placeInTime(row); !done) return std::unexpected(done.error());
  return row;
}

std::expected<std::string_view, Misfit> RowReader::cellOf(const Column& column, const CsvRow& cells) const {
  if (column.index < cells.size()) return trimmed(cells[column.index]);
  return misfit(column.name, fmt::format("the row has only {} cells", cells.size()));
}

std::expected<bool, Misfit> RowReader::readNumbers(const CsvRow& cells, ImportRow& row) const {
  row.numbers.fill(kMissing);
  bool has_value = false;
  for (const auto& column : numbers_) {
    const auto cell = cellOf(column, cells);
    if (!cell) return std::unexpected(cell.error());
    const auto value = parseCell(*cell);
    if (!value) return misfit(column.name, fmt::format("'{}' is not a number", *cell));
    const auto at = indexOf(column.field);
    const bool is_missing = isMissing(*value) || (spec_->zero_is_missing && *value == 0);
    if (!is_missing) row.numbers[at] = *value * spec_->scale[at];
    if (std::isinf(row.numbers[at])) return misfit(column.name, fmt::format("'{}' is too large", *cell));
    has_value = has_value || (!is_missing && carries(column.field));
  }
  return has_value;
}

Fits RowReader::readTime(const CsvRow& cells, ImportRow& row) const {
  const auto cell = cellOf(time_, cells);
  if (!cell) return std::unexpected(cell.error());
  const auto time = spec_->stamps.read(*cell);
  if (!time) return misfit(time_.name, time.error());
  row.file_time = *time;
  return {};
}

Fits RowReader::checkTime(const ImportRow& row) const {
  if (row.file_time >= kFirstMarket && row.file_time <= now_ + kDay) return {};
  return misfit(time_.name, fmt::format("{} lies outside 2009 … tomorrow", isoTime(row.file_time)));
}

Fits RowReader::readSettlement(const CsvRow& cells, ImportRow& row) const {
  if (spec_->key.data != DataKind::Funding) return {};
  if (settlement_) {
    const auto cell = cellOf(*settlement_, cells);
    if (!cell) return std::unexpected(cell.error());
    if (const auto interval = parseSettlementInterval(*cell)) {
      row.settlement = *interval;
      return {};
    }
    if (!cell->empty() || !spec_->settlement_interval)
      return misfit(settlement_->name, fmt::format("'{}' is not a settlement interval", *cell));
  }
  row.settlement = *spec_->settlement_interval;
  return {};
}

Fits RowReader::check(ImportRow& row) const {
  switch (spec_->key.data) {
    case DataKind::Bars: return checkBar(row);
    case DataKind::OpenInterest: return notNegative(row, kOpenInterestFields);
    case DataKind::Funding: break;
  }
  if (std::abs(row[Field::Rate]) <= 1) return {};
  return misfit(nameOf(Field::Rate), fmt::format("{} is more than the whole position: a fraction is wanted, "
                                                 "--scale rate=0.01 makes one of per cent",
                                                 row[Field::Rate]));
}

Fits RowReader::checkBar(ImportRow& row) const {
  if (spec_->key.price != PriceKind::PremiumIndex)
    for (const auto field : kPriceFields)
      if (row[field] <= 0) return misfit(nameOf(field), fmt::format("{} is no price", row[field]));
  if (auto done = notNegative(row, kVolumeFields); !done) return done;
  if (clearlyAbove(row[Field::Low], row[Field::High]))
    return misfit(nameOf(Field::High),
                  fmt::format("high {} is below low {}", row[Field::High], row[Field::Low]));
  for (const auto field : {Field::Open, Field::Close})
    row.odd_ohlc = row.odd_ohlc || clearlyAbove(row[field], row[Field::High]) ||
                   clearlyAbove(row[Field::Low], row[field]);
  return {};
}

Fits RowReader::notNegative(const ImportRow& row, std::span<const Field> fields) const {
  for (const auto field : fields)
    if (row[field] < 0) return misfit(nameOf(field), fmt::format("{} is negative", row[field]));
  return {};
}

Fits RowReader::placeInTime(ImportRow& row) const {
  switch (spec_->key.data) {
    case DataKind::Bars: return placeBar(row);
    case DataKind::Funding: row.time = snappedToMinute(row.file_time); return {};
    case DataKind::OpenInterest: break;
  }
  // A period's value is of its end.
  const bool is_start = spec_->interval && !spec_->stamp_is_close;
  row.time = row.file_time + (is_start ? nominalLength(*spec_->interval) : Milliseconds{0});
  return {};
}

Fits RowReader::placeBar(ImportRow& row) const {
  const Interval interval = *spec_->interval;
  const Milliseconds early = spec_->stamp_is_close ? kCloseEarly : Milliseconds{0};
  const std::int64_t number = barNumber(row.file_time + early, interval);
  if (barOpen(number, interval) < row.file_time)
    return misfit(time_.name, fmt::format("{} is not the {} of a {} bar: is --interval right, and --stamp?",
                                          isoTime(row.file_time), spec_->stamp_is_close ? "close" : "open",
                                          label(interval)));
  row.time = barOpen(spec_->stamp_is_close ? number - 1 : number, interval);
  return {};
}

}  // namespace perpscope::store
