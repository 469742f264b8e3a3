#include "store/tables.h"

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

std::optional<Interval> intervalOfSeconds(std::int64_t seconds) {
  for (const Interval interval : kAllIntervals)
    if (secondsOf(interval) == seconds) return interval;
  return std::nullopt;
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

std::string dataName(const SeriesKey& key) {
  switch (key.data) {
    case DataKind::OpenInterest: return "open-interest";
    case DataKind::Funding: return "funding";
    case DataKind::Bars: break;
  }
  return std::string(label(key.price));
}

}  // namespace perpscope::store
