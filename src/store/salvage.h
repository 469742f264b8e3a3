// What to do with a damaged cache file: set it aside, save what can be read.
#pragma once

#include "base/clock.h"
#include "store/sqlite.h"

namespace perpscope::store {

// Renames the file and its WAL to FILE.damaged-YYYYMMDDTHHMMSSZ; never overwrites. Returns the new name.
// Refused while another program writes.
[[nodiscard]] Result<std::filesystem::path> setAside(const std::filesystem::path& file, Time now);

// Copies every readable row of `damaged` into the fresh cache `into`, in one transaction. The damaged file
// stays as it is. Coverage is left out on purpose: rows may have been lost inside what it calls answered.
// Returns one line per table for people.
[[nodiscard]] Result<std::vector<std::string>> salvageInto(sqlite3* into,
                                                           const std::filesystem::path& damaged);

}  // namespace perpscope::store
