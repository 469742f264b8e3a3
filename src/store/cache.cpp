#include "store/cache.h"

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/salvage.h"
#include "store/schema.h"

namespace perpscope::store {
namespace {

namespace fs = std::filesystem;

// The header's own word for the file's length, against the real one. Catches a copy that was cut short, at no
// cost.
bool cutShort(const fs::path& file) {
  std::array<unsigned char, 32> header{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(reinterpret_cast<char*>(header.data()), header.size())) return false;
  const std::uint64_t page = header[16] * 256U + header[17] == 1 ? 65'536U : header[16] * 256U + header[17];
  const std::uint64_t pages =
      (std::uint64_t{header[28]} << 24U) | (header[29] << 16U) | (header[30] << 8U) | header[31];
  return !fs::exists(file.string() + "-wal") && pages * page > fs::file_size(file);
}

bool damaged(const fs::path& file, sqlite3* db) {
  if (cutShort(file)) return true;
  const auto tables = queryInteger(db, "SELECT count(*) FROM sqlite_master");
  return !tables && tables.error().kind == ErrorKind::BadInput;
}

// Another program's database is neither damaged nor ours.
Status mustBeOurs(const fs::path& file, sqlite3* db) {
  const auto id = queryInteger(db, "PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  const auto tables = queryInteger(db, "SELECT count(*) FROM sqlite_master");
  if (!tables) return std::unexpected(tables.error());
  if (tables->value_or(0) == 0 || id->value_or(0) == kApplicationId) return {};
  return fail(ErrorKind::BadInput,
              fmt::format("{} is a database of another program; it was not touched", file.string()));
}

Status prepareForWriting(sqlite3* db) {
  // auto_vacuum only takes before the first table is made.
  return execute(db,
                 "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
}

Result<Database> openForWriting(const fs::path& file, const OpenOptions& options) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error)
    return fail(ErrorKind::Io,
                fmt::format("cannot make {}: {}", file.parent_path().string(), error.message()));
  return openDatabase(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      options.busy_timeout);
}

Result<Database> openSound(const fs::path& file, const OpenOptions& options) {
  auto db = openForWriting(file, options);
  if (!db) return db;
  if (auto ours = mustBeOurs(file, db->get()); !ours) return std::unexpected(ours.error());
  if (auto ready = prepareForWriting(db->get()); !ready) return std::unexpected(ready.error());
  if (auto migrated = migrate(db->get()); !migrated) return std::unexpected(migrated.error());
  return db;
}

Result<Database> replaceDamaged(const fs::path& file, const OpenOptions& options, Time now,
                                std::vector<std::string>& notes) {
  const auto aside = setAside(file, now);
  if (!aside) return std::unexpected(aside.error());
  auto fresh = openSound(file, options);
  if (!fresh) return fresh;
  const auto saved = salvageInto(fresh->get(), *aside);
  if (!saved) return std::unexpected(saved.error());
  notes.push_back(
      fmt::format("the cache was damaged: it is kept as {}, and a new one was made", aside->string()));
  notes.push_back(saved->empty() ? "nothing of it could be read"
                                 : fmt::format("{}", fmt::join(*saved, "; ")));
  return fresh;
}

Result<Database> openReadOnly(const fs::path& file, const OpenOptions& options) {
  if (!fs::exists(file))
    return fail(ErrorKind::NotFound,
                fmt::format("there is no cache at {}: import or sync makes one", file.string()));
  auto db = openDatabase(file, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, options.busy_timeout);
  if (!db) return db;
  if (damaged(file, db->get()))
    return fail(ErrorKind::BadInput,
                fmt::format("{} is damaged; `perpscope doctor --repair` sets it aside and saves "
                            "what can be read",
                            file.string()));
  if (auto ours = mustBeOurs(file, db->get()); !ours) return std::unexpected(ours.error());
  const auto version = queryInteger(db->get(), "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (version->value_or(0) != newestSchema())
    return fail(ErrorKind::Unsupported,
                fmt::format("{} has schema {}, this Perpscope reads {}{}", file.string(),
                            version->value_or(0), newestSchema(),
                            version->value_or(0) < newestSchema()
                                ? ": open it once for writing (import, sync or the window)"
                                : ": it was written by a newer one"));
  return db;
}

}  // namespace

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
    return Cache(std::move(connection));
  }
  bool bad = false;
  if (fs::exists(file)) {
    auto probe = openDatabase(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, options.busy_timeout);
    if (!probe) return std::unexpected(probe.error());
    bad = damaged(file, probe->get());
  }
  auto db = bad ? replaceDamaged(file, options, clock.now(), connection->notes) : openSound(file, options);
  if (!db) return std::unexpected(db.error());
  connection->db = *std::move(db);
  return Cache(std::move(connection));
}

fs::path defaultCacheFile() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
    return fs::path(data) / "perpscope" / "cache.db";
  const char* home = std::getenv("HOME");
  return fs::path(home == nullptr ? "." : home) / ".local" / "share" / "perpscope" / "cache.db";
}

}  // namespace perpscope::store
