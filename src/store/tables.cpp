#include "store/tables.h"

#include <fmt/format.h>

namespace perpscope::store {

BarTable barTable(PriceKind price) {
  switch (price) {
    case PriceKind::Mark: return {"mark_index", "price_kind = 'mark' AND ", false};
    case PriceKind::Index: return {"mark_index", "price_kind = 'index' AND ", false};
    case PriceKind::Mid: return {"mark_index", "price_kind = 'mid' AND ", false};
    case PriceKind::PremiumIndex: return {"premium_index", "", false};
    case PriceKind::Trade: break;
  }
  return {"candles", "", true};
}

Status mustBeStored(Interval interval) {
  if (!isBuiltFromDays(interval)) return {};
  return fail(ErrorKind::Unsupported,
              fmt::format("bars of {} are not stored: Perpscope builds them from 1d", label(interval)));
}

Result<std::optional<std::int64_t>> instrumentId(sqlite3* db, const Instrument& instrument) {
  auto find =
      Statement::prepare(db, "SELECT id FROM instruments WHERE venue = ? AND kind = ? AND symbol = ?");
  if (!find) return std::unexpected(find.error());
  find->bindAll(std::string_view(instrument.venue), label(instrument.kind),
                std::string_view(instrument.symbol));
  const auto row = find->step();
  if (!row) return std::unexpected(row.error());
  return *row ? std::optional(find->integer(0)) : std::nullopt;
}

Result<std::int64_t> ensureInstrument(sqlite3* db, const Instrument& instrument) {
  const auto known = instrumentId(db, instrument);
  if (!known) return std::unexpected(known.error());
  if (*known) return **known;
  auto insert = Statement::prepare(db,
                                   "INSERT INTO instruments (venue, kind, symbol, margin, base, quote, "
                                   "contract_size, contract_in_quote) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(insert.error());
  insert->bindAll(std::string_view(instrument.venue), label(instrument.kind),
                  std::string_view(instrument.symbol), label(instrument.margin),
                  std::string_view(instrument.base), std::string_view(instrument.quote),
                  instrument.contract.size, static_cast<int>(instrument.contract.in_quote));
  if (auto done = insert->run(); !done) return std::unexpected(done.error());
  return sqlite3_last_insert_rowid(db);
}

std::string dataName(const SeriesKey& key) {
  switch (key.data) {
    case DataKind::OpenInterest: return "open-interest";
    case DataKind::Funding: return "funding";
    case DataKind::Bars: break;
  }
  return std::string(label(key.price));
}

}  // namespace perpscope::store
