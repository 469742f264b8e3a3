#include "store/reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/tables.h"

namespace perpscope::store {
namespace {

constexpr std::array<std::string_view, kCandleFields> kFieldColumns{"open", "high", "low", "close", "volume"};
constexpr std::array kPriceKinds{PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::Mid,
                                 PriceKind::PremiumIndex};

Instrument instrumentFrom(const Statement& row, int first) {
  return {row.text(first),
          row.text(first + 1),
          *parseMarketKind(row.text(first + 2)),
          *parseMargin(row.text(first + 3)),
          row.text(first + 4),
          row.text(first + 5),
          {row.number(first + 6), row.integer(first + 7) != 0}};
}

struct KnownInstrument {
  std::int64_t id;
  Instrument instrument;
};

Result<std::vector<KnownInstrument>> knownInstruments(sqlite3* db) {
  auto rows = Statement::prepare(
      db,
      "SELECT id, venue, symbol, kind, margin, base, quote, contract_size, contract_in_quote "
      "FROM instruments ORDER BY venue, kind, symbol");
  if (!rows) return std::unexpected(rows.error());
  std::vector<KnownInstrument> known;
  for (;;) {
    const auto row = rows->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return known;
    known.push_back({rows->integer(0), instrumentFrom(*rows, 1)});
  }
}

// FROM … WHERE of a series: binds the instrument first, then the interval of bars.
std::string source(const SeriesKey& key) {
  switch (key.data) {
    case DataKind::OpenInterest: return "FROM open_interest WHERE instrument_id = ?";
    case DataKind::Funding: return "FROM funding WHERE instrument_id = ? AND kind = 'settled'";
    case DataKind::Bars: break;
  }
  const auto table = barTable(key.price);
  return fmt::format("FROM {} WHERE {}instrument_id = ? AND interval_s = ?", table.name, table.narrowing);
}

int bindSource(Statement& statement, const SeriesKey& key, std::int64_t instrument) {
  statement.bind(1, instrument);
  if (key.data != DataKind::Bars) return 1;
  statement.bind(2, secondsOf(key.interval));
  return 2;
}

// The two ends are asked for apart, so that each is one step into the index.
Result<std::optional<SeriesInfo>> extentOf(sqlite3* db, const SeriesKey& key, std::int64_t instrument) {
  SeriesInfo info{key, {}, {}};
  for (const auto& [order, end] : {std::pair{"ASC", &info.first}, std::pair{"DESC", &info.last}}) {
    auto row =
        Statement::prepare(db, fmt::format("SELECT time {} ORDER BY time {} LIMIT 1", source(key), order));
    if (!row) return std::unexpected(row.error());
    bindSource(*row, key, instrument);
    const auto found = row->step();
    if (!found) return std::unexpected(found.error());
    if (!*found) return std::nullopt;
    *end = row->time(0);
  }
  return info;
}

// Steps over `read`'s rows of a series within a range.
template <class OnRow>
Status eachRow(sqlite3* db, const std::string& columns, const SeriesKey& key, TimeRange range,
               OnRow&& on_row) {
  const auto id = instrumentId(db, key.instrument);
  if (!id) return std::unexpected(id.error());
  if (!*id) return {};
  auto rows = Statement::prepare(
      db, fmt::format("SELECT {} {} AND time >= ? AND time < ? ORDER BY time", columns, source(key)));
  if (!rows) return std::unexpected(rows.error());
  const int bound = bindSource(*rows, key, **id);
  rows->bind(bound + 1, toMs(range.from)).bind(bound + 2, toMs(range.to));
  for (;;) {
    const auto row = rows->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    on_row(*rows);
  }
}

// What is missing between stamps that should lie `step` apart.
class HoleFinder {
 public:
  void visit(Time t, Milliseconds step) {
    if (expected_ && t > *expected_) holes_.push_back({*expected_, t});
    expected_ = t + step;
  }
  [[nodiscard]] std::vector<TimeRange> take() { return std::move(holes_); }

 private:
  std::optional<Time> expected_;
  std::vector<TimeRange> holes_;
};

// A range less the known-empty ones.
std::vector<TimeRange> without(const std::vector<TimeRange>& holes, const std::vector<Coverage>& coverage) {
  std::vector<TimeRange> left = holes;
  for (const auto& known : coverage) {
    if (!known.known_empty) continue;
    std::vector<TimeRange> next;
    for (const auto& hole : left) {
      const TimeRange before{hole.from, std::min(hole.to, known.range.from)};
      const TimeRange after{std::max(hole.from, known.range.to), hole.to};
      for (const auto& part : {before, after})
        if (!part.empty()) next.push_back(part);
    }
    left = std::move(next);
  }
  return left;
}

}  // namespace

Result<std::vector<Instrument>> Reader::instruments() const {
  const auto known = knownInstruments(cache_->handle());
  if (!known) return std::unexpected(known.error());
  std::vector<Instrument> instruments;
  for (const auto& entry : *known) instruments.push_back(entry.instrument);
  return instruments;
}

Result<std::vector<SeriesInfo>> Reader::inventory() const {
  const auto known = knownInstruments(cache_->handle());
  if (!known) return std::unexpected(known.error());
  std::vector<SeriesInfo> inventory;
  const auto add = [&](const SeriesKey& key, std::int64_t id) -> Status {
    const auto info = extentOf(cache_->handle(), key, id);
    if (!info) return std::unexpected(info.error());
    if (*info) inventory.push_back(**info);
    return {};
  };
  for (const auto& [id, instrument] : *known) {
    for (const auto price : kPriceKinds)
      for (const auto interval : kAllIntervals)
        if (!isBuiltFromDays(interval))
          if (auto added = add({instrument, DataKind::Bars, price, interval}, id); !added)
            return std::unexpected(added.error());
    for (const auto data : {DataKind::OpenInterest, DataKind::Funding})
      if (auto added = add({instrument, data, {}, {}}, id); !added) return std::unexpected(added.error());
  }
  return inventory;
}

Result<std::size_t> Reader::rows(const SeriesKey& key) const {
  std::size_t count = 0;
  const auto done = eachRow(cache_->handle(), "count(*)", key, {}, [&count](const Statement& row) {
    count = static_cast<std::size_t>(row.integer(0));
  });
  if (!done) return std::unexpected(done.error());
  return count;
}

Result<CandleColumns> Reader::bars(const Instrument& instrument, PriceKind price, Interval interval,
                                   TimeRange range, CandleFields fields) const {
  std::string columns = "time";
  std::vector<std::vector<double>*> targets;
  CandleColumns out;
  for (std::size_t f = 0; f < kCandleFields; ++f) {
    const auto field = static_cast<CandleField>(f);
    if (!fields.has(field)) continue;
    const bool stored = field != CandleField::Volume || barTable(price).has_volume;
    columns += fmt::format(", {}", stored ? kFieldColumns[f] : "NULL");
    targets.push_back(&out[field]);
  }
  const auto done = eachRow(cache_->handle(), columns, {instrument, DataKind::Bars, price, interval}, range,
                            [&](const Statement& row) {
                              out.time.push_back(row.time(0));
                              for (std::size_t t = 0; t < targets.size(); ++t)
                                targets[t]->push_back(row.number(static_cast<int>(t) + 1));
                            });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<OpenInterestColumns> Reader::openInterest(const Instrument& instrument, TimeRange range) const {
  OpenInterestColumns out;
  const auto done =
      eachRow(cache_->handle(), "time, oi_base, oi_usd", {instrument, DataKind::OpenInterest, {}, {}}, range,
              [&out](const Statement& row) {
                out.time.push_back(row.time(0));
                out.base.push_back(row.number(1));
                out.usd.push_back(row.number(2));
              });
  if (!done) return std::unexpected(done.error());
  return out;
}

Result<FundingColumns> Reader::settledFunding(const Instrument& instrument, TimeRange range) const {
  FundingColumns out;
  const auto done = eachRow(cache_->handle(), "time, rate, interval_min",
                            {instrument, DataKind::Funding, {}, {}}, range, [&out](const Statement& row) {
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
  for (;;) {
    const auto row = rows->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return out;
    const FundingRate rate{rows->number(1), std::chrono::minutes{rows->integer(2)}, FundingKind::Predicted};
    out.push_back({rows->time(0), rate, rows->isNull(3) ? std::nullopt : std::optional(rows->time(3))});
  }
}

Result<std::vector<Coverage>> Reader::coverage(const SeriesKey& key) const {
  sqlite3* db = cache_->handle();
  const auto id = instrumentId(db, key.instrument);
  if (!id) return std::unexpected(id.error());
  std::vector<Coverage> out;
  if (!*id) return out;
  auto rows = Statement::prepare(
      db,
      "SELECT from_time, to_time, known_empty, source FROM coverage WHERE instrument_id = ? AND "
      "data = ? AND interval_s = ? ORDER BY from_time");
  if (!rows) return std::unexpected(rows.error());
  const auto data = dataName(key);
  rows->bindAll(**id, std::string_view(data),
                key.data == DataKind::Bars ? secondsOf(key.interval) : std::int64_t{0});
  for (;;) {
    const auto row = rows->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return out;
    out.push_back({key, {rows->time(0), rows->time(1)}, rows->integer(2) != 0, rows->text(3)});
  }
}

Result<std::vector<TimeRange>> Reader::holes(const SeriesKey& key) const {
  HoleFinder finder;
  Status done;
  if (key.data == DataKind::Bars)
    done = eachRow(cache_->handle(), "time", key, {},
                   [&](const Statement& row) { finder.visit(row.time(0), nominalLength(key.interval)); });
  else if (key.data == DataKind::Funding)
    done = eachRow(cache_->handle(), "time, interval_min", key, {}, [&](const Statement& row) {
      finder.visit(row.time(0), std::chrono::minutes{row.integer(1)});
    });
  if (!done) return std::unexpected(done.error());
  const auto covered = coverage(key);
  if (!covered) return std::unexpected(covered.error());
  return without(finder.take(), *covered);
}

Result<std::string> Reader::note(std::string_view key) const {
  auto row = Statement::prepare(cache_->handle(), "SELECT value FROM notes WHERE key = ?");
  if (!row) return std::unexpected(row.error());
  const auto found = row->bindAll(key).step();
  if (!found) return std::unexpected(found.error());
  return *found ? row->text(0) : std::string{};
}

}  // namespace perpscope::store
