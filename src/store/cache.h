// The cache file: one SQLite database in WAL mode, described for analysts in docs/cache.md. One writer, many readers;
// every object here belongs to one thread. All times UTC.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "market/columns.h"
#include "market/instrument.h"
#include "store/types.h"

struct sqlite3;

namespace perpscope::store {

enum class Access { ReadOnly, ReadWrite };

// A connection. Opening for writing creates the file and its folder, runs migrations, and sets a damaged file aside
// under a new name after salvaging what can be read from it (said in openNotes). A file of a newer schema is refused.
class Cache {
 public:
  [[nodiscard]] static Result<Cache> open(const std::filesystem::path& file, Access access, const Clock& clock);

  Cache(Cache&&) noexcept;
  Cache& operator=(Cache&&) noexcept;
  ~Cache();

  [[nodiscard]] const std::filesystem::path& file() const;
  [[nodiscard]] const std::vector<std::string>& openNotes() const;
  [[nodiscard]] sqlite3* handle() const;  // for this room only

 private:
  struct Connection;
  explicit Cache(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// $XDG_DATA_HOME/perpscope/cache.db, or ~/.local/share/perpscope/cache.db.
[[nodiscard]] std::filesystem::path defaultCacheFile();

}  // namespace perpscope::store
