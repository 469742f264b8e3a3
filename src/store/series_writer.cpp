#include "store/series_writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/tables.h"
#include "store/upsert.h"

namespace perpscope::store {
namespace {

// B-trees fill best in key order. `sorted` holds the rows where they do not come so.
template <class Row>
std::span<const Row> ascending(std::span<const Row> rows, std::vector<Row>& sorted) {
  if (std::ranges::is_sorted(rows, {}, &Row::time)) return rows;
  sorted.assign(rows.begin(), rows.end());
  std::ranges::stable_sort(sorted, {}, &Row::time);
  return sorted;
}

bool holdsAny(std::span<const double> values) {
  return !std::ranges::all_of(values, [](double value) { return isMissing(value); });
}

// An open interest given in contracts, in base coins or USD as far as that needs no price.
OpenInterest completed(OpenInterest oi, const ContractSpec& contract) {
  if (oi.contracts.missing()) return oi;
  if (contract.in_quote && oi.usd.missing()) oi.usd = contract.toQuote(oi.contracts, Price{1});
  if (!contract.in_quote && oi.base.missing()) oi.base = contract.toBase(oi.contracts, Price{1});
  return oi;
}

// mark_index holds three price kinds and says which in its key; the other tables of bars hold one.
Result<Upsert> barUpsert(sqlite3* db, PriceKind price, std::int64_t instrument, Interval interval) {
  const auto table = barTable(price);
  std::vector<std::string> key{"instrument_id", "interval_s", "time"};
  if (table.narrowed()) key.insert(key.begin() + 1, "price_kind");
  std::vector<std::string> values{"open", "high", "low", "close"};
  if (table.has_volume) values.insert(values.end(), {"volume", "volume_quote", "volume_contracts"});
  auto upsert = Upsert::into(db, table.name, key, values);
  if (!upsert) return upsert;
  if (table.narrowed())
    upsert->fix(instrument, label(price), secondsOf(interval));
  else
    upsert->fix(instrument, secondsOf(interval));
  return upsert;
}

Status mustOpenItsBar(const Instrument& instrument, Time time, Interval interval) {
  if (barOpen(barNumber(time, interval), interval) == time) return {};
  return fail(ErrorKind::BadInput, fmt::format("{}: a bar stamped {} is not at the open of a {} bar",
                                               instrument.name(), isoTime(time), label(interval)));
}

}  // namespace

Result<WriteOutcome> writeBars(const Target& target, PriceKind price, Interval interval,
                               std::span<const Candle> rows) {
  if (auto stored = mustBeStored(interval); !stored) return std::unexpected(stored.error());
  const auto id = ensureInstrument(target.db, target.instrument);
  if (!id) return std::unexpected(id.error());
  auto upsert = barUpsert(target.db, price, *id, interval);
  if (!upsert) return std::unexpected(upsert.error());
  const std::size_t width = barTable(price).has_volume ? 7 : 4;
  WriteOutcome outcome;
  std::vector<Candle> sorted;
  for (const auto& row : ascending(rows, sorted)) {
    const std::array all{row.open.value(),
                         row.high.value(),
                         row.low.value(),
                         row.close.value(),
                         row.volume.value(),
                         row.volume_quote.value(),
                         row.volume_contracts.value()};
    const auto values = std::span(all).first(width);
    if (!holdsAny(values)) continue;
    auto done = mustOpenItsBar(target.instrument, row.time, interval);
    if (done) done = upsert->write(row.time, values, target.on_equal, outcome);
    if (!done) return std::unexpected(done.error());
  }
  return outcome;
}

Result<WriteOutcome> writeOpenInterest(const Target& target, std::span<const OpenInterest> rows) {
  const auto id = ensureInstrument(target.db, target.instrument);
  if (!id) return std::unexpected(id.error());
  auto upsert = Upsert::into(target.db, "open_interest", {"instrument_id", "time"},
                             {"oi_base", "oi_usd", "oi_contracts"});
  if (!upsert) return std::unexpected(upsert.error());
  upsert->fix(*id);
  WriteOutcome outcome;
  std::vector<OpenInterest> sorted;
  for (const auto& given : ascending(rows, sorted)) {
    const auto row = completed(given, target.instrument.contract);
    const std::array values{row.base.value(), row.usd.value(), row.contracts.value()};
    if (!holdsAny(values)) continue;
    if (auto done = upsert->write(row.time, values, target.on_equal, outcome); !done)
      return std::unexpected(done.error());
  }
  return outcome;
}

Result<WriteOutcome> writeFunding(const Target& target, std::span<const Funding> rows) {
  const auto id = ensureInstrument(target.db, target.instrument);
  if (!id) return std::unexpected(id.error());
  auto upsert = Upsert::into(target.db, "funding", {"instrument_id", "kind", "time"},
                             {"rate", "interval_min", "next_time"});
  if (!upsert) return std::unexpected(upsert.error());
  WriteOutcome outcome;
  std::vector<Funding> sorted;
  for (const auto& row : ascending(rows, sorted)) {
    if (isMissing(row.rate.fraction)) continue;
    const bool settled = row.rate.kind == FundingKind::Settled;
    upsert->fix(*id, std::string_view(settled ? "settled" : "predicted"));
    const std::array values{row.rate.fraction, static_cast<double>(row.rate.interval.count()),
                            row.next_time ? static_cast<double>(toMs(*row.next_time)) : kMissing};
    const Time stamp = settled ? snappedToMinute(row.time) : row.time;
    if (auto done = upsert->write(stamp, values, target.on_equal, outcome); !done)
      return std::unexpected(done.error());
  }
  return outcome;
}

}  // namespace perpscope::store
