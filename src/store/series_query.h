// Questions to the rows of one series. For this room only.
#pragma once

#include <string>

#include "store/sqlite.h"
#include "store/tables.h"

namespace perpscope::store {

// FROM … WHERE of a series. Binds the instrument first, then the interval of bars.
[[nodiscard]] std::string sourceOf(DataKind data, PriceKind price);
// Returns the index of the last value bound.
int bindSource(Statement& statement, const SeriesKey& key, std::int64_t instrument);

// Calls on_row(statement) for each row of a series within a range, oldest first. An instrument that is not
// stored has none.
template <class OnRow>
Status eachSeriesRow(sqlite3* db, std::string_view columns, const SeriesKey& key, TimeRange range,
                     OnRow&& on_row) {
  const auto id = instrumentId(db, key.instrument);
  if (!id) return std::unexpected(id.error());
  if (!*id) return {};
  std::string sql = "SELECT ";
  sql.append(columns).append(" ").append(sourceOf(key.data, key.price));
  auto rows = Statement::prepare(db, sql + " AND time >= ? AND time < ? ORDER BY time");
  if (!rows) return std::unexpected(rows.error());
  const int bound = bindSource(*rows, key, **id);
  rows->bind(bound + 1, toMs(range.from)).bind(bound + 2, toMs(range.to));
  return rows->eachRow(on_row);
}

// The oldest and newest row of any series of one kind of data: two steps into the index each, however long
// the series is.
class ExtentQuery {
 public:
  [[nodiscard]] static Result<ExtentQuery> of(sqlite3* db, DataKind data, PriceKind price);
  // Nothing where the series has no row.
  [[nodiscard]] Result<std::optional<SeriesInfo>> ask(const SeriesKey& key, std::int64_t instrument);

  [[nodiscard]] DataKind data() const { return data_; }
  [[nodiscard]] PriceKind price() const { return price_; }

 private:
  ExtentQuery(DataKind data, PriceKind price, Statement oldest, Statement newest)
      : data_(data), price_(price), oldest_(std::move(oldest)), newest_(std::move(newest)) {}

  DataKind data_;
  PriceKind price_;
  Statement oldest_;
  Statement newest_;
};

}  // namespace perpscope::store
