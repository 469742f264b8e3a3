// Rows into a table, with the rule for keys that are there already. For this room only.
#pragma once

#include <span>
#include <vector>

#include "store/sqlite.h"
#include "store/types.h"

namespace perpscope::store {

// Inserts a row, or merges it into the stored one: a value that is missing on one side is taken from the
// other; where both are known and differ, OnEqualKey decides. Known values never become missing.
class Upsert {
 public:
  // All but the last key column are fixed at the start; the last one is the time.
  [[nodiscard]] static Result<Upsert> into(sqlite3* db, std::string_view table, std::vector<std::string> key,
                                           std::vector<std::string> values);

  template <class... Fixed>
  void fix(const Fixed&... fixed) {
    for (auto* statement : {&insert_, &select_, &update_}) {
      int index = firstKey(statement);
      (statement->bind(++index, fixed), ...);
    }
  }
  [[nodiscard]] Status write(Time time, std::span<const double> values, OnEqualKey on_equal,
                             WriteOutcome& outcome);

 private:
  Upsert(sqlite3* db, std::size_t keys, std::size_t values, Statement insert, Statement select,
         Statement update)
      : db_(db),
        keys_(keys),
        values_(values),
        insert_(std::move(insert)),
        select_(std::move(select)),
        update_(std::move(update)) {}
  // UPDATE binds its values first.
  [[nodiscard]] int firstKey(const Statement* statement) const {
    return statement == &update_ ? static_cast<int>(values_) : 0;
  }
  [[nodiscard]] Status merge(Time time, std::span<const double> values, OnEqualKey on_equal,
                             WriteOutcome& outcome);

  sqlite3* db_;
  std::size_t keys_;
  std::size_t values_;
  Statement insert_;
  Statement select_;
  Statement update_;
};

}  // namespace perpscope::store
