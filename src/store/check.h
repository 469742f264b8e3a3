// Is the file sound, and what does it hold: for `doctor` and the health pane.
#pragma once

#include "store/cache.h"

namespace perpscope::store {

struct Integrity {
  bool sound = true;
  std::vector<std::string> problems;  // as SQLite words them
};

// Reads the whole file: seconds for gigabytes.
[[nodiscard]] Result<Integrity> checkIntegrity(Cache& cache);

struct FileFacts {
  std::int64_t bytes = 0;       // the file, its WAL included
  std::int64_t free_bytes = 0;  // pages that hold nothing any more
  int schema = 0;
  std::string sqlite;  // library version
};

[[nodiscard]] Result<FileFacts> fileFacts(Cache& cache);

// Sets the file aside and makes a new one of all rows that can be read. Says what it did, line by line.
[[nodiscard]] Result<std::vector<std::string>> repair(const std::filesystem::path& file, const Clock& clock);

}  // namespace perpscope::store
