// The tables of the cache file, and the steps that bring an older file to them. docs/cache.md explains each
// column.
#pragma once

#include "store/sqlite.h"

namespace perpscope::store {

// The newest schema this program knows; `PRAGMA user_version` of a file says which one it has.
[[nodiscard]] int newestSchema();

// The file's schema. One that this program does not know yet is an error.
[[nodiscard]] Result<int> knownSchema(sqlite3* db);

// "PSCP": tells a cache of ours from another program's database.
inline constexpr int kApplicationId = 0x50534350;

// Brings the file to the newest schema, all steps in one transaction. A newer file is refused and not
// touched.
[[nodiscard]] Status migrate(sqlite3* db);

}  // namespace perpscope::store
