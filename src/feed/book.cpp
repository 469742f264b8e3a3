#include "feed/book.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ranges.h"
#include "store/reader.h"
#include "store/writer.h"

namespace perpscope::feed {
namespace {

constexpr std::string_view kImport = "import ";

bool imported(const store::Coverage& coverage) { return coverage.source.starts_with(kImport); }

// Whether what this coverage says holds for the step that is needed.
bool answersFor(const store::Coverage& coverage, const Need& need) {
  if (need.offer->data != DataKind::OpenInterest) return true;
  const auto blank = coverage.source.rfind(' ');
  if (blank == std::string::npos) return false;
  const auto step = parseInterval(std::string_view(coverage.source).substr(blank + 1));
  return step && (*step == need.step || divides(*step, need.step));
}

template <class Row>
std::vector<Row> ended(const std::vector<Row>& rows, Time before) {
  std::vector<Row> kept;
  std::ranges::copy_if(rows, std::back_inserter(kept),
                       [before](const Row& row) { return row.time < before; });
  std::ranges::sort(kept, {}, &Row::time);
  return kept;
}

template <class Row>
std::vector<Time> stampsOf(const std::vector<Row>& rows) {
  std::vector<Time> stamps;
  stamps.reserve(rows.size());
  for (const auto& row : rows) stamps.push_back(row.time);
  return stamps;
}

// One kind of rows of an answer: how it is written and covered.
class Writing {
 public:
  Writing(store::Transaction& out, const Answer& answer, Time now) : out_(out), answer_(answer), now_(now) {}

  Status bars(const std::vector<Candle>& rows) {
    const auto kept = ended(rows, closedBefore(answer_.need, now_));
    if (auto done = add(out_.bars(answer_.instrument, answer_.need.offer->price, answer_.need.step, kept,
                                  store::OnEqualKey::Replace));
        !done)
      return done;
    return cover(DataKind::Bars, stampsOf(kept), nominalLength(answer_.need.step));
  }

  Status samples(const std::vector<OpenInterest>& rows) {
    const auto kept = ended(rows, now_ + Milliseconds{1});
    if (auto done = add(out_.openInterest(answer_.instrument, kept, store::OnEqualKey::Replace)); !done)
      return done;
    return cover(DataKind::OpenInterest, stampsOf(kept), nominalLength(answer_.need.step));
  }

  Status settlements(const std::vector<Funding>& rows) {
    const auto kept = ended(rows, now_ + Milliseconds{1});
    if (auto done = add(out_.funding(answer_.instrument, kept, store::OnEqualKey::Replace)); !done)
      return done;
    const Milliseconds step =
        kept.empty() ? Milliseconds(8 * kHour) : Milliseconds(kept.back().rate.interval);
    return cover(DataKind::Funding, stampsOf(kept), step);
  }

  [[nodiscard]] store::WriteOutcome outcome() const { return outcome_; }

 private:
  Status add(const Result<store::WriteOutcome>& written) {
    if (!written) return std::unexpected(written.error());
    outcome_ += *written;
    return {};
  }

  Status cover(DataKind data, const std::vector<Time>& stamps, Milliseconds step) {
    const SeriesKey key{answer_.instrument, data, answer_.need.offer->price, answer_.need.step};
    const TimeRange answered{answer_.range.from,
                             std::min(answer_.range.to, closedBefore(answer_.need, now_))};
    if (answered.empty()) return {};
    const auto source = sourceOf(answer_.need);
    for (const auto& hole : emptyIn(answered, stamps, step))
      if (auto done = out_.cover({key, hole, true, source}); !done) return done;
    return out_.cover({key, answered, false, source});
  }

  store::Transaction& out_;
  const Answer& answer_;
  Time now_;
  store::WriteOutcome outcome_;
};

Status writeAll(Writing& writing, const Answer& answer) {
  const auto& offer = *answer.need.offer;
  const auto carries = [&offer](DataKind data) {
    return offer.data == data || std::ranges::find(offer.also, data) != offer.also.end();
  };
  if (carries(DataKind::Bars))
    if (auto done = writing.bars(answer.rows.candles); !done) return done;
  if (carries(DataKind::OpenInterest))
    if (auto done = writing.samples(answer.rows.open_interest); !done) return done;
  return carries(DataKind::Funding) ? writing.settlements(answer.rows.funding) : Status{};
}

}  // namespace

std::string sourceOf(const Need& need) {
  if (need.offer->data != DataKind::OpenInterest) return std::string(need.offer->source);
  return fmt::format("{} {}", need.offer->source, perpscope::label(need.step));
}

Result<Known> knownOf(store::Cache& cache, const Need& need, const Instrument& instrument) {
  const store::Reader reader(cache);
  const auto key = seriesOf(need, instrument);
  const auto coverage = reader.coverage(key);
  if (!coverage) return std::unexpected(coverage.error());
  Known known;
  for (const auto& part : *coverage)
    if (answersFor(part, need)) known.covered.push_back(part.range);
  known.covered = merged(std::move(known.covered));
  // What we asked for has its empty stretches noted. What was imported may have holes that a venue can fill.
  if (need.offer->data == DataKind::OpenInterest || std::ranges::none_of(*coverage, imported)) return known;
  auto holes = reader.holes(key);
  if (!holes) return std::unexpected(holes.error());
  known.holes = *std::move(holes);
  return known;
}

Result<store::WriteOutcome> record(store::Cache& cache, const Answer& answer, Time now) {
  auto transaction = store::Transaction::begin(cache);
  if (!transaction) return std::unexpected(transaction.error());
  Writing writing(*transaction, answer, now);
  if (auto done = writeAll(writing, answer); !done) return std::unexpected(done.error());
  if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  return writing.outcome();
}

Status recordEmpty(store::Cache& cache, const Need& need, const Instrument& instrument, TimeRange range) {
  auto transaction = store::Transaction::begin(cache);
  if (!transaction) return std::unexpected(transaction.error());
  if (auto done = transaction->cover({seriesOf(need, instrument), range, true, sourceOf(need)}); !done)
    return done;
  return transaction->commit();
}

}  // namespace perpscope::feed
