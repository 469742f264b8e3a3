#include "store/cache.h"

#include <cstdlib>

#include "store/opening.h"

namespace perpscope::store {

namespace fs = std::filesystem;

struct Cache::Connection {
  fs::path file;
  std::vector<std::string> notes;
  Database db;
};

Cache::Cache(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Cache::Cache(Cache&&) noexcept = default;
Cache& Cache::operator=(Cache&&) noexcept = default;
Cache::~Cache() = default;

const fs::path& Cache::file() const { return connection_->file; }
const std::vector<std::string>& Cache::openNotes() const { return connection_->notes; }
sqlite3* Cache::handle() const { return connection_->db.get(); }

Result<Cache> Cache::open(const fs::path& file, OpenOptions options, const Clock& clock) {
  auto connection = std::make_unique<Connection>();
  connection->file = file;
  if (options.access == Access::ReadOnly) {
    auto db = openReadOnly(file, options);
    if (!db) return std::unexpected(db.error());
    connection->db = *std::move(db);
  } else {
    auto opened = openForWriting(file, options, clock);
    if (!opened) return std::unexpected(opened.error());
    connection->db = std::move(opened->db);
    connection->notes = std::move(opened->notes);
  }
  return Cache(std::move(connection));
}

fs::path defaultCacheFile() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
    return fs::path(data) / "perpscope" / "cache.db";
  const char* home = std::getenv("HOME");
  return fs::path(home == nullptr ? "." : home) / ".local" / "share" / "perpscope" / "cache.db";
}

}  // namespace perpscope::store
