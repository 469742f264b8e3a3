// The cache file: one SQLite database in WAL mode, described for analysts in docs/cache.md. One writer, many
// readers; every object here belongs to one thread. All times UTC.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "market/columns.h"
#include "market/instrument.h"
#include "store/types.h"

struct sqlite3;

namespace perpscope::store {

enum class Access : std::uint8_t { ReadOnly, ReadWrite };

struct OpenOptions {
  Access access = Access::ReadOnly;
  Milliseconds busy_timeout{5'000};  // how long to wait for another program's write
};

// A connection. Opening for writing creates the file and its folder, runs migrations, and sets a file that is
// plainly damaged (no database, cut short) aside under a new name after saving what can be read of it, as
// openNotes() then says. A file of a newer schema or of another program is refused and not touched.
class Cache {
 public:
  [[nodiscard]] static Result<Cache> open(const std::filesystem::path& file, OpenOptions options,
                                          const Clock& clock);
  [[nodiscard]] static Result<Cache> open(const std::filesystem::path& file, Access access,
                                          const Clock& clock) {
    return open(file, OpenOptions{access}, clock);
  }

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
