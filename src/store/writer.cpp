#include "store/writer.h"

#include <fmt/format.h>

#include "store/tables.h"
#include "store/upsert.h"

namespace perpscope::store {
namespace {

// An open interest given in contracts, in base coins or USD as far as that needs no price.
OpenInterest completed(OpenInterest oi, const ContractSpec& contract) {
  if (oi.contracts.missing()) return oi;
  if (contract.in_quote && oi.usd.missing()) oi.usd = contract.toQuote(oi.contracts, Price{1});
  if (!contract.in_quote && oi.base.missing()) oi.base = contract.toBase(oi.contracts, Price{1});
  return oi;
}

Result<std::int64_t> ensureInstrument(sqlite3* db, const Instrument& instrument) {
  auto insert =
      Statement::prepare(db,
                         "INSERT OR IGNORE INTO instruments (venue, kind, symbol, margin, base, quote, "
                         "contract_size, contract_in_quote) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(insert.error());
  insert->bindAll(std::string_view(instrument.venue), label(instrument.kind),
                  std::string_view(instrument.symbol), label(instrument.margin),
                  std::string_view(instrument.base), std::string_view(instrument.quote),
                  instrument.contract.size, static_cast<int>(instrument.contract.in_quote));
  if (auto done = insert->run(); !done) return std::unexpected(done.error());
  const auto id = instrumentId(db, instrument);
  if (!id) return std::unexpected(id.error());
  return id->value();
}

Result<Upsert> barUpsert(sqlite3* db, PriceKind price, std::int64_t instrument, Interval interval) {
  const auto table = barTable(price);
  if (table.has_volume) {
    auto upsert =
        Upsert::into(db, table.name, {"instrument_id", "interval_s", "time"},
                     {"open", "high", "low", "close", "volume", "volume_quote", "volume_contracts"});
    if (upsert) upsert->fix(instrument, secondsOf(interval));
    return upsert;
  }
  const bool premium = price == PriceKind::PremiumIndex;
  const std::vector<std::string> key =
      premium ? std::vector<std::string>{"instrument_id", "interval_s", "time"}
              : std::vector<std::string>{"instrument_id", "price_kind", "interval_s", "time"};
  auto upsert = Upsert::into(db, table.name, key, {"open", "high", "low", "close"});
  if (upsert && premium) upsert->fix(instrument, secondsOf(interval));
  if (upsert && !premium) upsert->fix(instrument, label(price), secondsOf(interval));
  return upsert;
}

}  // namespace

struct Transaction::Statements {
  bool open = true;
};

Transaction::Transaction(Cache& cache) : cache_(&cache), statements_(std::make_unique<Statements>()) {}
Transaction::Transaction(Transaction&& other) noexcept = default;

Transaction::~Transaction() {
  if (statements_ && statements_->open) sqlite3_exec(cache_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<Transaction> Transaction::begin(Cache& cache) {
  if (auto begun = execute(cache.handle(), "BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  return Transaction(cache);
}

Result<WriteOutcome> Transaction::bars(const Instrument& instrument, PriceKind price, Interval interval,
                                       std::span<const Candle> rows, OnEqualKey on_equal) {
  if (isBuiltFromDays(interval))
    return fail(ErrorKind::Unsupported,
                fmt::format("bars of {} are not stored: Perpscope builds them from 1d", label(interval)));
  const auto id = ensureInstrument(cache_->handle(), instrument);
  if (!id) return std::unexpected(id.error());
  auto upsert = barUpsert(cache_->handle(), price, *id, interval);
  if (!upsert) return std::unexpected(upsert.error());
  const std::size_t width = barTable(price).has_volume ? 7 : 4;
  WriteOutcome outcome;
  for (const auto& row : rows) {
    const std::array values{row.open.value(),
                            row.high.value(),
                            row.low.value(),
                            row.close.value(),
                            row.volume.value(),
                            row.volume_quote.value(),
                            row.volume_contracts.value()};
    if (auto done = upsert->write(row.time, std::span(values).first(width), on_equal, outcome); !done)
      return std::unexpected(done.error());
  }
  return outcome;
}

Result<WriteOutcome> Transaction::openInterest(const Instrument& instrument,
                                               std::span<const OpenInterest> rows, OnEqualKey on_equal) {
  const auto id = ensureInstrument(cache_->handle(), instrument);
  if (!id) return std::unexpected(id.error());
  auto upsert = Upsert::into(cache_->handle(), "open_interest", {"instrument_id", "time"},
                             {"oi_base", "oi_usd", "oi_contracts"});
  if (!upsert) return std::unexpected(upsert.error());
  upsert->fix(*id);
  WriteOutcome outcome;
  for (const auto& given : rows) {
    const auto row = completed(given, instrument.contract);
    const std::array values{row.base.value(), row.usd.value(), row.contracts.value()};
    if (auto done = upsert->write(row.time, values, on_equal, outcome); !done)
      return std::unexpected(done.error());
  }
  return outcome;
}

Result<WriteOutcome> Transaction::funding(const Instrument& instrument, std::span<const Funding> rows,
                                          OnEqualKey on_equal) {
  const auto id = ensureInstrument(cache_->handle(), instrument);
  if (!id) return std::unexpected(id.error());
  auto upsert = Upsert::into(cache_->handle(), "funding", {"instrument_id", "kind", "time"},
                             {"rate", "interval_min", "next_time"});
  if (!upsert) return std::unexpected(upsert.error());
  WriteOutcome outcome;
  for (const auto& row : rows) {
    const bool settled = row.rate.kind == FundingKind::Settled;
    upsert->fix(*id, std::string_view(settled ? "settled" : "predicted"));
    const std::array values{row.rate.fraction, static_cast<double>(row.rate.interval.count()),
                            row.next_time ? static_cast<double>(toMs(*row.next_time)) : kMissing};
    const Time stamp = settled ? snappedToMinute(row.time) : row.time;
    if (auto done = upsert->write(stamp, values, on_equal, outcome); !done)
      return std::unexpected(done.error());
  }
  return outcome;
}

Status Transaction::note(std::string_view key, std::string_view value) {
  auto statement =
      Statement::prepare(cache_->handle(), "INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)");
  if (!statement) return std::unexpected(statement.error());
  return statement->bindAll(key, value).run();
}

Status Transaction::cover(const Coverage& coverage) {
  if (coverage.range.empty()) return {};
  sqlite3* db = cache_->handle();
  const auto id = ensureInstrument(db, coverage.key.instrument);
  if (!id) return std::unexpected(id.error());
  const auto data = dataName(coverage.key);
  const std::int64_t interval = coverage.key.data == DataKind::Bars ? secondsOf(coverage.key.interval) : 0;
  constexpr std::string_view kTouching =
      " FROM coverage WHERE instrument_id = ? AND data = ? AND interval_s = ? AND known_empty = ? AND source "
      "= ?"
      " AND from_time <= ? AND to_time >= ?";
  auto find = Statement::prepare(db, fmt::format("SELECT min(from_time), max(to_time){}", kTouching));
  auto remove = Statement::prepare(db, fmt::format("DELETE{}", kTouching));
  auto insert = Statement::prepare(
      db,
      "INSERT OR REPLACE INTO coverage (instrument_id, data, interval_s, known_empty, source, "
      "from_time, to_time) VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (auto* statement : {&find, &remove, &insert}) {
    if (!*statement) return std::unexpected(statement->error());
    (*statement)
        ->bindAll(*id, std::string_view(data), interval, static_cast<int>(coverage.known_empty),
                  std::string_view(coverage.source));
  }
  std::int64_t from = toMs(coverage.range.from);
  std::int64_t to = toMs(coverage.range.to);
  find->bind(6, to).bind(7, from);
  remove->bind(6, to).bind(7, from);
  const auto row = find->step();
  if (!row) return std::unexpected(row.error());
  if (*row && !find->isNull(0)) {
    from = std::min(from, find->integer(0));
    to = std::max(to, find->integer(1));
  }
  find->reset();
  if (auto done = remove->run(); !done) return done;
  return insert->bind(6, from).bind(7, to).run();
}

Status Transaction::commit() {
  auto done = execute(cache_->handle(), "COMMIT");
  if (done) statements_->open = false;
  return done;
}

}  // namespace perpscope::store
