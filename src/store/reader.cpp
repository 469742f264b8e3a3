#include "store/reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/coverage.h"
#include "store/holes.h"
#include "store/series_query.h"

namespace perpscope::store {
namespace {

constexpr std::array<std::string_view, kCandleFields> kFieldColumns{"open", "high", "low", "close", "volume"};
constexpr std::array kPriceKinds{PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::Mid,
                                 PriceKind::PremiumIndex};

struct KnownInstrument {
  std::int64_t id;
  Instrument instrument;
};

KnownInstrument instrumentFrom(const Statement& row) {
  return {row.integer(0),
          {row.text(1),
           row.text(2),
           parseMarketKind(row.text(3)).value_or(MarketKind::Spot),
           parseMargin(row.text(4)).value_or(Margin::None),
           row.text(5),
           row.text(6),
           {row.number(7), row.integer(8) != 0}}};
}

Result<std::vector<KnownInstrument>> knownInstruments(sqlite3* db) {
  auto rows = Statement::prepare(
      db,
      "SELECT id, venue, symbol, kind, margin, base, quote, contract_size, contract_in_quote "
      "FROM instruments ORDER BY venue, kind, symbol");
  if (!rows) return std::unexpected(rows.error());
  std::vector<KnownInstrument> known;
  const auto done = rows->eachRow([&](const Statement& row) { known.push_back(instrumentFrom(row)); });
  if (!done) return std::unexpected(done.error());
  return known;
}

Result<std::vector<ExtentQuery>> extentQueries(sqlite3* db) {
  std::vector<std::pair<DataKind, PriceKind>> kinds;
  for (const auto price : kPriceKinds) kinds.emplace_back(DataKind::Bars, price);
  for (const auto data : {DataKind::OpenInterest, DataKind::Funding}) kinds.emplace_back(data, PriceKind{});
  std::vector<ExtentQuery> queries;
  for (const auto& [data, price] : kinds) {
    auto query = ExtentQuery::of(db, data, price);
    if (!query) return std::unexpected(query.error());
    queries.push_back(*std::move(query));
  }
  return queries;
}

// The series that one instrument may have of one kind of data.
std::vector<SeriesKey> possibleSeries(const Instrument& instrument, DataKind data, PriceKind price) {
  if (data != DataKind::Bars) return {{instrument, data, {}, {}}};
  std::vector<SeriesKey> keys;
  for (const auto interval : kAllIntervals)
    if (!isBuiltFromDays(interval)) keys.push_back({instrument, data, price, interval});
  return keys;
}

constexpr std::int64_t kMostReserved = 8'000'000;

// How many bars a range may hold at most: memory that is only touched where there are bars.
Result<std::size_t> mostBars(sqlite3* db, const SeriesKey& key, TimeRange range) {
  const auto id = instrumentId(db, key.instrument);
  if (!id) return std::unexpected(id.error());
  if (!*id) return 0;
  auto query = ExtentQuery::of(db, key.data, key.price);
  if (!query) return std::unexpected(query.error());
  const auto extent = query->ask(key, **id);
  if (!extent) return std::unexpected(extent.error());
  if (!*extent) return 0;
  const auto from = std::max(range.from, (*extent)->first);
  const auto to = std::min(range.to, (*extent)->last + Milliseconds{1});
  const auto bars = from < to ? (to - from) / nominalLength(key.interval) + 1 : 0;
  return static_cast<std::size_t>(std::min(bars, kMostReserved));
}

// "time, open, NULL": what to read, and where to put each value behind the time.
struct BarSelection {
  std::string columns = "time";
  std::vector<std::vector<double>*> targets;

  BarSelection(CandleColumns& out, PriceKind price, CandleFields fields) {
    for (std::size_t f = 0; f < kCandleFields; ++f) {
      const auto field = static_cast<CandleField>(f);
      if (!fields.has(field)) continue;
      const bool stored = field != CandleField::Volume || barTable(price).has_volume;
      columns += fmt::format(", {}", stored ? kFieldColumns[f] : "NULL");
      targets.push_back(&out[field]);
    }
  }

  void reserve(std::size_t rows) const {
    for (auto* target : targets) target->reserve(rows);
  }
};

}  // namespace

Result<std::vector<Instrument>> Reader::instruments() const {
  auto known = knownInstruments(cache_->handle());
  if (!known) return std::unexpected(known.error());
  std::vector<Instrument> instruments;
  for (auto& entry : *known) instruments.push_back(std::move(entry.instrument));
  return instruments;
}

Result<std::vector<SeriesInfo>> Reader::inventory() const {
  const auto known = knownInstruments(cache_->handle());
  if (!known) return std::unexpected(known.error());
  auto queries = extentQueries(cache_->handle());
  if (!queries) return std::unexpected(queries.error());
  std::vector<SeriesInfo> inventory;
  for (const auto& [id, instrument] : *known)
    for (auto& query : *queries)
      for (const auto& key : possibleSeries(instrument, query.data(), query.price())) {
        auto info = query.ask(key, id);
        if (!info) return std::unexpected(info.error());
        if (*info) inventory.push_back(**std::move(info));
      }
  return inventory;
}

Result<std::size_t> Reader::rows(const SeriesKey& key) const {
  std::size_t count = 0;
  const auto done = eachSeriesRow(cache_->handle(), "count(*)", key, {}, [&count](const Statement& row) {
    count = static_cast<std::size_t>(row.integer(0));
  });
  if (!done) return std::unexpected(done.error());
  return count;
}

Result<CandleColumns> Reader::bars(const Instrument& instrument, PriceKind price, Interval interval,
                                   TimeRange range, CandleFields fields) const {
  const SeriesKey key{instrument, DataKind::Bars, price, interval};
  const auto most = mostBars(cache_->handle(), key, range);
  if (!most) return std::unexpected(most.error());
  CandleColumns out;
  const BarSelection selection(out, price, fields);
  out.time.reserve(*most);
  selection.reserve(*most);
  const auto done = eachSeriesRow(cache_->handle(), selection.columns, key, range, [&](const Statement& row) {
    out.time.push_back(row.time(0));
    int column = 0;
    for (auto* target : selection.targets) target->push_back(row.number(++column));
  });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<std::vector<Candle>> Reader::candles(const Instrument& instrument, PriceKind price, Interval interval,
                                            TimeRange range) const {
  std::vector<Candle> out;
  const std::string_view columns =
      barTable(price).has_volume ? "time, open, high, low, close, volume, volume_quote, volume_contracts"
                                 : "time, open, high, low, close, NULL, NULL, NULL";
  const auto done =
      eachSeriesRow(cache_->handle(), columns, {instrument, DataKind::Bars, price, interval}, range,
                    [&out](const Statement& row) {
                      out.push_back({row.time(0), Price{row.number(1)}, Price{row.number(2)},
                                     Price{row.number(3)}, Price{row.number(4)}, BaseQuantity{row.number(5)},
                                     QuoteQuantity{row.number(6)}, Contracts{row.number(7)}});
                    });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<std::vector<OpenInterest>> Reader::openInterestSamples(const Instrument& instrument,
                                                              TimeRange range) const {
  std::vector<OpenInterest> out;
  const auto done =
      eachSeriesRow(cache_->handle(), "time, oi_base, oi_usd, oi_contracts",
                    {instrument, DataKind::OpenInterest, {}, {}}, range, [&out](const Statement& row) {
                      out.push_back({row.time(0), BaseQuantity{row.number(1)}, QuoteQuantity{row.number(2)},
                                     Contracts{row.number(3)}});
                    });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<OpenInterestColumns> Reader::openInterest(const Instrument& instrument, TimeRange range) const {
  OpenInterestColumns out;
  const auto done =
      eachSeriesRow(cache_->handle(), "time, oi_base, oi_usd", {instrument, DataKind::OpenInterest, {}, {}},
                    range, [&out](const Statement& row) {
                      out.time.push_back(row.time(0));
                      out.base.push_back(row.number(1));
                      out.usd.push_back(row.number(2));
                    });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<FundingColumns> Reader::settledFunding(const Instrument& instrument, TimeRange range) const {
  FundingColumns out;
  const auto done =
      eachSeriesRow(cache_->handle(), "time, rate, interval_min", {instrument, DataKind::Funding, {}, {}},
                    range, [&out](const Statement& row) {
                      if (row.isNull(1)) return;
                      out.time.push_back(row.time(0));
                      out.fraction.push_back(row.number(1));
                      out.interval_min.push_back(static_cast<std::int32_t>(row.integer(2)));
                    });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<std::vector<Funding>> Reader::predictedFunding(const Instrument& instrument, TimeRange range) const {
  sqlite3* db = cache_->handle();
  const auto id = instrumentId(db, instrument);
  if (!id) return std::unexpected(id.error());
  std::vector<Funding> out;
  if (!*id) return out;
  auto rows = Statement::prepare(
      db,
      "SELECT time, rate, interval_min, next_time FROM funding WHERE instrument_id = ? AND "
      "kind = 'predicted' AND time >= ? AND time < ? ORDER BY time");
  if (!rows) return std::unexpected(rows.error());
  rows->bindAll(**id, toMs(range.from), toMs(range.to));
  const auto done = rows->eachRow([&out](const Statement& row) {
    const FundingRate rate{row.number(1), std::chrono::minutes{row.integer(2)}, FundingKind::Predicted};
    out.push_back({row.time(0), rate, row.isNull(3) ? std::nullopt : std::optional(row.time(3))});
  });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<std::vector<Coverage>> Reader::coverage(const SeriesKey& key) const {
  return readCoverage(cache_->handle(), key);
}

Result<std::vector<TimeRange>> Reader::holes(const SeriesKey& key) const {
  HoleFinder finder;
  Status done;
  if (key.data == DataKind::Bars)
    done = eachSeriesRow(cache_->handle(), "time", key, {}, [&](const Statement& row) {
      finder.visit(row.time(0), nominalLength(key.interval));
    });
  else if (key.data == DataKind::Funding)
    done = eachSeriesRow(cache_->handle(), "time, interval_min", key, {}, [&](const Statement& row) {
      finder.visit(row.time(0), std::chrono::minutes{row.integer(1)});
    });
  if (!done) return std::unexpected(done.error());
  const auto covered = readCoverage(cache_->handle(), key);
  if (!covered) return std::unexpected(covered.error());
  return withoutKnownEmpty(finder.take(), *covered);
}

Result<std::string> Reader::note(std::string_view key) const {
  auto row = Statement::prepare(cache_->handle(), "SELECT value FROM notes WHERE key = ?");
  if (!row) return std::unexpected(row.error());
  const auto found = row->bindAll(key).step();
  if (!found) return std::unexpected(found.error());
  return *found ? row->text(0) : std::string{};
}

}  // namespace perpscope::store
