#include "store/upsert.h"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perpscope::store {
namespace {

std::string equalities(const std::vector<std::string>& columns, std::string_view between) {
  std::vector<std::string> parts;
  for (const auto& column : columns) parts.push_back(column + " = ?");
  return fmt::format("{}", fmt::join(parts, between));
}

}  // namespace

Result<Upsert> Upsert::into(sqlite3* db, std::string_view table, std::vector<std::string> key,
                            std::vector<std::string> values) {
  const std::vector<std::string> marks(key.size() + values.size(), "?");
  auto insert = Statement::prepare(
      db, fmt::format("INSERT INTO {} ({}, {}) VALUES ({}) ON CONFLICT DO NOTHING", table,
                      fmt::join(key, ", "), fmt::join(values, ", "), fmt::join(marks, ", ")));
  if (!insert) return std::unexpected(insert.error());
  auto select = Statement::prepare(db, fmt::format("SELECT {} FROM {} WHERE {}", fmt::join(values, ", "),
                                                   table, equalities(key, " AND ")));
  if (!select) return std::unexpected(select.error());
  auto update = Statement::prepare(db, fmt::format("UPDATE {} SET {} WHERE {}", table,
                                                   equalities(values, ", "), equalities(key, " AND ")));
  if (!update) return std::unexpected(update.error());
  return Upsert(db, key.size(), values.size(), *std::move(insert), *std::move(select), *std::move(update));
}

Status Upsert::write(Time time, std::span<const double> values, OnEqualKey on_equal, WriteOutcome& outcome) {
  int index = static_cast<int>(keys_);
  insert_.bind(index, toMs(time));
  for (const double value : values) insert_.bind(++index, value);
  if (auto done = insert_.run(); !done) return done;
  if (sqlite3_changes(db_) == 0) return merge(time, values, on_equal, outcome);
  ++outcome.stored;
  return {};
}

Status Upsert::merge(Time time, std::span<const double> values, OnEqualKey on_equal, WriteOutcome& outcome) {
  select_.bind(static_cast<int>(keys_), toMs(time));
  const auto row = select_.step();
  if (!row) return std::unexpected(row.error());
  bool differs = false;
  bool changes = false;
  for (std::size_t i = 0; i < values_; ++i) {
    const double stored = select_.number(static_cast<int>(i));
    const bool both = !std::isnan(stored) && !std::isnan(values[i]);
    const bool conflict = both && stored != values[i];
    const bool take = std::isnan(stored) || (conflict && on_equal == OnEqualKey::Replace);
    const double merged = take ? values[i] : stored;
    differs = differs || conflict;
    changes = changes || (take && !std::isnan(values[i]));
    update_.bind(static_cast<int>(i) + 1, merged);
  }
  select_.reset();
  if (!changes) {
    ++(differs ? outcome.kept : outcome.equal);
    return {};
  }
  ++outcome.replaced;
  update_.bind(static_cast<int>(values_ + keys_), toMs(time));
  return update_.run();
}

}  // namespace perpscope::store
