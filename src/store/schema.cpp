#include "store/schema.h"

#include <array>

#include <fmt/format.h>

namespace perpscope::store {
namespace {

constexpr const char* kVersion1 = R"sql(
CREATE TABLE instruments (
  id INTEGER PRIMARY KEY,
  venue TEXT NOT NULL CHECK (venue <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('spot', 'perp')),
  symbol TEXT NOT NULL CHECK (symbol <> ''),
  margin TEXT NOT NULL CHECK (margin IN ('none', 'linear', 'inverse')),
  base TEXT NOT NULL,
  quote TEXT NOT NULL,
  contract_size REAL NOT NULL CHECK (contract_size > 0),
  contract_in_quote INTEGER NOT NULL CHECK (contract_in_quote IN (0, 1)),
  UNIQUE (venue, kind, symbol)
);
CREATE TABLE candles (
  instrument_id INTEGER NOT NULL REFERENCES instruments (id),
  interval_s INTEGER NOT NULL CHECK (interval_s BETWEEN 60 AND 86400),
  time INTEGER NOT NULL,
  open REAL, high REAL, low REAL, close REAL,
  volume REAL, volume_quote REAL, volume_contracts REAL,
  PRIMARY KEY (instrument_id, interval_s, time)
) WITHOUT ROWID;
CREATE TABLE mark_index (
  instrument_id INTEGER NOT NULL REFERENCES instruments (id),
  price_kind TEXT NOT NULL CHECK (price_kind IN ('mark', 'index', 'mid')),
  interval_s INTEGER NOT NULL CHECK (interval_s BETWEEN 60 AND 86400),
  time INTEGER NOT NULL,
  open REAL, high REAL, low REAL, close REAL,
  PRIMARY KEY (instrument_id, price_kind, interval_s, time)
) WITHOUT ROWID;
CREATE TABLE premium_index (
  instrument_id INTEGER NOT NULL REFERENCES instruments (id),
  interval_s INTEGER NOT NULL CHECK (interval_s BETWEEN 60 AND 86400),
  time INTEGER NOT NULL,
  open REAL, high REAL, low REAL, close REAL,
  PRIMARY KEY (instrument_id, interval_s, time)
) WITHOUT ROWID;
CREATE TABLE funding (
  instrument_id INTEGER NOT NULL REFERENCES instruments (id),
  kind TEXT NOT NULL CHECK (kind IN ('settled', 'predicted')),
  time INTEGER NOT NULL,
  rate REAL,
  interval_min INTEGER NOT NULL CHECK (interval_min > 0),
  next_time INTEGER,
  PRIMARY KEY (instrument_id, kind, time)
) WITHOUT ROWID;
CREATE TABLE open_interest (
  instrument_id INTEGER NOT NULL REFERENCES instruments (id),
  time INTEGER NOT NULL,
  oi_base REAL, oi_usd REAL, oi_contracts REAL,
  PRIMARY KEY (instrument_id, time)
) WITHOUT ROWID;
CREATE TABLE coverage (
  instrument_id INTEGER NOT NULL REFERENCES instruments (id),
  data TEXT NOT NULL,
  interval_s INTEGER NOT NULL,
  known_empty INTEGER NOT NULL CHECK (known_empty IN (0, 1)),
  source TEXT NOT NULL,
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL CHECK (to_time > from_time),
  PRIMARY KEY (instrument_id, data, interval_s, known_empty, source, from_time)
) WITHOUT ROWID;
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE VIEW candles_utc AS
  SELECT venue, kind, symbol, interval_s, strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000, 'unixepoch') AS utc,
         open, high, low, close, volume, volume_quote, volume_contracts
  FROM candles JOIN instruments ON id = instrument_id;
CREATE VIEW funding_utc AS
  SELECT venue, symbol, strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000, 'unixepoch') AS utc, funding.kind AS rate_kind,
         rate, interval_min, rate * 480.0 / interval_min AS rate_8h,
         strftime('%Y-%m-%dT%H:%M:%SZ', next_time / 1000, 'unixepoch') AS next_utc
  FROM funding JOIN instruments ON id = instrument_id;
CREATE VIEW open_interest_utc AS
  SELECT venue, symbol, strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000, 'unixepoch') AS utc, oi_base, oi_usd, oi_contracts
  FROM open_interest JOIN instruments ON id = instrument_id;
CREATE VIEW mark_index_utc AS
  SELECT venue, kind, symbol, price_kind, interval_s, strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000, 'unixepoch') AS utc,
         open, high, low, close
  FROM mark_index JOIN instruments ON id = instrument_id;
CREATE VIEW premium_index_utc AS
  SELECT venue, kind, symbol, interval_s, strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000, 'unixepoch') AS utc,
         open, high, low, close
  FROM premium_index JOIN instruments ON id = instrument_id;
CREATE VIEW coverage_utc AS
  SELECT venue, kind, symbol, data, interval_s, known_empty,
         strftime('%Y-%m-%dT%H:%M:%SZ', from_time / 1000, 'unixepoch') AS from_utc,
         strftime('%Y-%m-%dT%H:%M:%SZ', to_time / 1000, 'unixepoch') AS to_utc, source
  FROM coverage JOIN instruments ON id = instrument_id;
)sql";

// Entry n brings a file from schema n to n + 1. Entries never change once released; new ones are added at the
// end.
constexpr std::array kSteps{kVersion1};

Status applySteps(sqlite3* db, int from) {
  if (from == newestSchema()) return {};
  for (auto step = static_cast<std::size_t>(from); step < kSteps.size(); ++step)
    if (auto done = execute(db, kSteps[step]); !done) return done;
  return execute(
      db, fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}", kSteps.size(), kApplicationId)
              .c_str());
}

}  // namespace

int newestSchema() { return static_cast<int>(kSteps.size()); }

Result<int> knownSchema(sqlite3* db) {
  const auto version = queryInteger(db, "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  const int has = static_cast<int>(version->value_or(0));
  if (has <= newestSchema()) return has;
  return fail(
      ErrorKind::Unsupported,
      fmt::format("{} was written by a newer Perpscope (schema {}, this one knows {}); it was not touched",
                  sqlite3_db_filename(db, "main"), has, newestSchema()));
}

Status migrate(sqlite3* db) {
  const auto before = knownSchema(db);
  if (!before) return std::unexpected(before.error());
  if (*before == newestSchema()) return {};
  if (auto begun = execute(db, "BEGIN IMMEDIATE"); !begun) return begun;
  // Asked again: another program may have done it while this one waited for the lock.
  Status done;
  if (const auto has = knownSchema(db); has)
    done = applySteps(db, *has);
  else
    done = std::unexpected(has.error());
  if (done) done = execute(db, "COMMIT");
  if (!done) sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

}  // namespace perpscope::store
