#include "store/opening.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include <fmt/format.h>

#include "store/salvage.h"
#include "store/schema.h"

namespace perpscope::store {
namespace {

namespace fs = std::filesystem;

// An empty file is a new one, unless it has a WAL that belongs to more. SQLite would delete that at once.
bool emptied(const fs::path& file) {
  std::error_code error;
  if (fs::file_size(file, error) != 0 || error) return false;
  const auto wal = fs::file_size(file.string() + "-wal", error);
  return !error && wal > 0;
}

// SQLite cannot read even the schema: no database, or shorter than its header says.
bool unreadable(sqlite3* db) {
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
  const auto schema = knownSchema(db);
  if (!schema) return std::unexpected(schema.error());
  // auto_vacuum only takes before the first table is made, and takes a lock even when it is set already.
  if (*schema == 0)
    if (auto made = execute(db, "PRAGMA auto_vacuum = INCREMENTAL"); !made) return made;
  return execute(db,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                 "PRAGMA journal_size_limit = 67108864");
}

Status makeFolder(const fs::path& file) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (!error) return {};
  return fail(ErrorKind::Io, fmt::format("cannot make {}: {}", file.parent_path().string(), error.message()));
}

Result<Database> openSound(const fs::path& file, const OpenOptions& options) {
  if (auto made = makeFolder(file); !made) return std::unexpected(made.error());
  auto db = openDatabase(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                         options.busy_timeout);
  if (!db) return db;
  if (auto ready = prepareForWriting(db->get()); !ready) return std::unexpected(ready.error());
  if (auto migrated = migrate(db->get()); !migrated) return std::unexpected(migrated.error());
  return db;
}

std::string immutableUri(const fs::path& file) {
  std::string uri = "file:";
  for (const unsigned char c : fs::absolute(file).string()) {
    const bool plain = std::isalnum(c) != 0 || c == '/' || c == '-' || c == '_' || c == '.';
    uri += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return uri + "?immutable=1";
}

// WAL needs to write beside the file even for reading. Where that is not allowed and no WAL is there, nobody
// is changing the cache: it can be read as it lies there.
Result<Database> openForReading(const fs::path& file, const OpenOptions& options) {
  auto db = openDatabase(file, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, options.busy_timeout);
  if (!db) return db;
  if (queryInteger(db->get(), "PRAGMA schema_version")) return db;
  const int code = sqlite3_errcode(db->get()) & 0xff;
  const bool no_wal = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
  if (!no_wal || fs::exists(file.string() + "-wal")) return db;
  return openDatabase(immutableUri(file), SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                      options.busy_timeout);
}

Error damagedError(const fs::path& file) {
  return {ErrorKind::BadInput,
          fmt::format("{} is damaged; `perpscope doctor --repair` sets it aside and saves what can be read",
                      file.string()),
          {}};
}

Status mustBeCurrent(const fs::path& file, sqlite3* db) {
  const auto schema = knownSchema(db);
  if (!schema) return std::unexpected(schema.error());
  if (*schema == newestSchema()) return {};
  return fail(ErrorKind::Unsupported,
              fmt::format("{} has schema {}, this Perpscope reads {}: open it once for writing (import or "
                          "the window)",
                          file.string(), *schema, newestSchema()));
}

std::unexpected<Error> withNote(Error error, std::string_view note) {
  error.message += fmt::format(" ({})", note);
  return std::unexpected(std::move(error));
}

}  // namespace

Result<Database> openReadOnly(const fs::path& file, const OpenOptions& options) {
  if (!fs::exists(file))
    return fail(ErrorKind::NotFound,
                fmt::format("there is no cache at {}: an import makes one", file.string()));
  if (emptied(file)) return std::unexpected(damagedError(file));
  auto db = openForReading(file, options);
  if (!db) return db;
  if (unreadable(db->get())) return std::unexpected(damagedError(file));
  if (auto ours = mustBeOurs(file, db->get()); !ours) return std::unexpected(ours.error());
  if (auto current = mustBeCurrent(file, db->get()); !current) return std::unexpected(current.error());
  return db;
}

Result<bool> isDamaged(const fs::path& file, const OpenOptions& options) {
  if (!fs::exists(file)) return false;
  if (emptied(file)) return true;
  const auto probe = openDatabase(file, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, options.busy_timeout);
  if (!probe) return std::unexpected(probe.error());
  if (unreadable(probe->get())) return true;
  if (auto ours = mustBeOurs(file, probe->get()); !ours && ours.error().kind == ErrorKind::BadInput)
    return std::unexpected(ours.error());
  if (auto schema = knownSchema(probe->get()); !schema && schema.error().kind == ErrorKind::Unsupported)
    return std::unexpected(schema.error());
  return false;
}

Result<Opened> openForWriting(const fs::path& file, const OpenOptions& options, const Clock& clock) {
  const auto bad = isDamaged(file, options);
  if (!bad) return std::unexpected(bad.error());
  if (*bad) return replaceFile(file, options, clock);
  auto db = openSound(file, options);
  if (!db) return std::unexpected(db.error());
  return Opened{*std::move(db), {}};
}

Result<Opened> replaceFile(const fs::path& file, const OpenOptions& options, const Clock& clock) {
  const auto aside = setAside(file, clock.now());
  if (!aside) return std::unexpected(aside.error());
  const auto kept = fmt::format("the old file is kept as {}", aside->string());
  auto db = openSound(file, options);
  if (!db) return withNote(db.error(), kept);
  auto saved = salvageInto(db->get(), *aside);
  if (!saved) return withNote(saved.error(), kept);
  Opened opened{*std::move(db), {kept}};
  if (saved->empty()) saved->push_back("nothing of it could be read");
  std::ranges::move(*saved, std::back_inserter(opened.notes));
  return opened;
}

}  // namespace perpscope::store
