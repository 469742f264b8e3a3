#include "store/series_query.h"

#include <fmt/format.h>

namespace perpscope::store {
namespace {

Result<std::optional<Time>> endOf(Statement& end, const SeriesKey& key, std::int64_t instrument) {
  bindSource(end, key, instrument);
  const auto found = end.step();
  if (!found) return std::unexpected(found.error());
  const auto time = *found ? std::optional(end.time(0)) : std::nullopt;
  end.reset();
  return time;
}

}  // namespace

std::string sourceOf(DataKind data, PriceKind price) {
  switch (data) {
    case DataKind::OpenInterest: return "FROM open_interest WHERE instrument_id = ?";
    case DataKind::Funding: return "FROM funding WHERE instrument_id = ? AND kind = 'settled'";
    case DataKind::Bars: break;
  }
  const auto table = barTable(price);
  return fmt::format("FROM {} WHERE {}instrument_id = ? AND interval_s = ?", table.name, table.narrowing);
}

int bindSource(Statement& statement, const SeriesKey& key, std::int64_t instrument) {
  statement.bind(1, instrument);
  if (key.data != DataKind::Bars) return 1;
  statement.bind(2, secondsOf(key.interval));
  return 2;
}

Result<ExtentQuery> ExtentQuery::of(sqlite3* db, DataKind data, PriceKind price) {
  const auto ask = [&](std::string_view order) {
    return Statement::prepare(
        db, fmt::format("SELECT time {} ORDER BY time {} LIMIT 1", sourceOf(data, price), order));
  };
  auto oldest = ask("ASC");
  if (!oldest) return std::unexpected(oldest.error());
  auto newest = ask("DESC");
  if (!newest) return std::unexpected(newest.error());
  return ExtentQuery(data, price, *std::move(oldest), *std::move(newest));
}

Result<std::optional<SeriesInfo>> ExtentQuery::ask(const SeriesKey& key, std::int64_t instrument) {
  const auto first = endOf(oldest_, key, instrument);
  if (!first) return std::unexpected(first.error());
  if (!*first) return std::nullopt;
  const auto last = endOf(newest_, key, instrument);
  if (!last) return std::unexpected(last.error());
  return SeriesInfo{key, **first, last->value_or(**first)};
}

}  // namespace perpscope::store
