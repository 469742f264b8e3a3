#include "store/import_csv.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/import_lines.h"
#include "store/import_rows.h"
#include "store/tables.h"
#include "store/writer.h"

namespace perpscope::store {
namespace {

constexpr std::size_t kReportEvery = 4096;
constexpr std::size_t kMostSkippedReported = 1000;

std::string seriesText(const ImportSpec& spec) {
  const auto& leg = spec.key.instrument;
  const auto text = fmt::format("{} {} {} {}", leg.venue, label(leg.kind), leg.symbol, dataName(spec.key));
  return spec.key.data == DataKind::Bars ? fmt::format("{} {}", text, label(spec.key.interval)) : text;
}

// Reads all rows of a file into memory, so that nothing is written before the last one was seen to fit.
class FileReading {
 public:
  FileReading(LineSource& lines, const ImportSpec& spec, std::string name, Time now, const Progress& progress)
      : lines_(lines), cells_(lines, spec.delimiter), spec_(spec), now_(now), progress_(progress) {
    summary_.file = std::move(name);
    summary_.series = seriesText(spec);
  }

  Status run() {
    if (auto skipped = cells_.skipLines(spec_.skip_lines); !skipped) return prefixed(skipped.error());
    CsvRow row;
    if (spec_.header) {
      const auto more = cells_.next(row);
      if (!more) return prefixed(more.error());
      if (!*more) return prefixed({ErrorKind::BadInput, "the file has no header", {}});
    }
    const auto reader = RowReader::over(spec_, row.cells, now_);
    if (!reader) return prefixed(reader.error());
    for (;;) {
      const auto more = cells_.next(row);
      if (!more) return prefixed(more.error());
      if (!*more) return {};
      if (auto taken = take(*reader, row); !taken) return taken;
      if (++summary_.rows % kReportEvery == 0)
        if (auto going = report(); !going) return going;
    }
  }

  // Ascending, one row a key: the first one met in the file, or the last one with --replace.
  std::vector<ImportRow> take() {
    std::ranges::stable_sort(rows_, {}, &ImportRow::time);
    const std::size_t read = rows_.size();
    if (spec_.on_equal == OnEqualKey::Replace) std::ranges::reverse(rows_);
    const auto same = std::ranges::unique(rows_, {}, &ImportRow::time);
    rows_.erase(same.begin(), same.end());
    if (spec_.on_equal == OnEqualKey::Replace) std::ranges::reverse(rows_);
    summary_.repeated = read - rows_.size();
    return std::move(rows_);
  }

  ImportSummary& summary() { return summary_; }

 private:
  Status prefixed(const Error& error) const {
    return fail(error.kind, fmt::format("{}: {}", summary_.file, error.message), error.detail);
  }

  Status take(const RowReader& reader, const CsvRow& cells) {
    auto row = reader.read(cells);
    if (!row) return refuse({summary_.file, cells.line, row.error().column, row.error().reason});
    if (!*row) {
      ++summary_.empty;
    } else if (!spec_.range.contains((*row)->file_time)) {
      ++summary_.out_of_range;
    } else {
      summary_.odd_ohlc += (*row)->odd_ohlc ? 1 : 0;
      rows_.push_back(**row);
    }
    return {};
  }

  Status refuse(Rejected rejected) {
    if (!spec_.skip_bad)
      return fail(ErrorKind::BadInput, fmt::format("{}, line {}, column '{}': {}", rejected.file,
                                                   rejected.line, rejected.column, rejected.reason));
    ++summary_.skipped_count;
    if (summary_.skipped.size() < kMostSkippedReported) summary_.skipped.push_back(std::move(rejected));
    return {};
  }

  Status report() const {
    if (progress_.cancel != nullptr && progress_.cancel->load())
      return fail(ErrorKind::Cancelled, fmt::format("{}: stopped, nothing of it was kept", summary_.file));
    if (progress_.report) progress_.report(lines_.done(), lines_.total());
    return {};
  }

  LineSource& lines_;
  CsvRows cells_;
  const ImportSpec& spec_;
  Time now_;
  const Progress& progress_;
  std::vector<ImportRow> rows_;
  ImportSummary summary_;
};

// Base volume of a row that gives contracts only. Inverse contracts need the bar's price.
double baseVolume(const ImportRow& row, const ContractSpec& contract) {
  const double given = row[Field::Volume];
  if (!isMissing(given)) return given;
  return contract.toBase(Contracts{row[Field::VolumeContracts]}, Price{row[Field::Close]}).value();
}

Candle candleOf(const ImportRow& row, const ContractSpec& contract) {
  return {row.time,
          Price{row[Field::Open]},
          Price{row[Field::High]},
          Price{row[Field::Low]},
          Price{row[Field::Close]},
          BaseQuantity{baseVolume(row, contract)},
          QuoteQuantity{row[Field::VolumeQuote]},
          Contracts{row[Field::VolumeContracts]}};
}

template <class Record, class Make>
std::vector<Record> recordsOf(const std::vector<ImportRow>& rows, Make&& make) {
  std::vector<Record> records;
  records.reserve(rows.size());
  for (const auto& row : rows) records.push_back(make(row));
  return records;
}

Result<WriteOutcome> writeRows(Transaction& out, const ImportSpec& spec, const std::vector<ImportRow>& rows) {
  const auto& leg = spec.key.instrument;
  switch (spec.key.data) {
    case DataKind::Funding:
      return out.funding(
          leg,
          recordsOf<Funding>(rows,
                             [](const ImportRow& row) {
                               return Funding{
                                   row.time, {row[Field::Rate], row.settlement, FundingKind::Settled}, {}};
                             }),
          spec.on_equal);
    case DataKind::OpenInterest:
      return out.openInterest(leg,
                              recordsOf<OpenInterest>(rows,
                                                      [](const ImportRow& row) {
                                                        return OpenInterest{
                                                            row.time, BaseQuantity{row[Field::OiBase]},
                                                            QuoteQuantity{row[Field::OiUsd]},
                                                            Contracts{row[Field::OiContracts]}};
                                                      }),
                              spec.on_equal);
    case DataKind::Bars: break;
  }
  return out.bars(
      leg, spec.key.price, spec.key.interval,
      recordsOf<Candle>(rows, [&leg](const ImportRow& row) { return candleOf(row, leg.contract); }),
      spec.on_equal);
}

Milliseconds stepAfter(const ImportRow& row, const ImportSpec& spec) {
  switch (spec.key.data) {
    case DataKind::Bars: return nominalLength(spec.key.interval);
    case DataKind::Funding: return row.settlement;
    case DataKind::OpenInterest: return spec.interval ? nominalLength(*spec.interval) : Milliseconds{0};
  }
  return Milliseconds{0};
}

// Bars, settlements or samples that are missing between the first and the last.
std::size_t countHoles(const std::vector<ImportRow>& rows, const ImportSpec& spec) {
  std::size_t holes = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto step = stepAfter(rows[i - 1], spec);
    if (step.count() > 0)
      holes +=
          static_cast<std::size_t>(std::max<std::int64_t>(0, (rows[i].time - rows[i - 1].time) / step - 1));
  }
  return holes;
}

Status store(Cache& cache, const ImportSpec& spec, const std::vector<ImportRow>& rows,
             ImportSummary& summary) {
  auto transaction = Transaction::begin(cache);
  if (!transaction) return std::unexpected(transaction.error());
  const auto written = writeRows(*transaction, spec, rows);
  if (!written) return std::unexpected(written.error());
  summary.written = *written;
  const Time end = rows.back().time + std::max(stepAfter(rows.back(), spec), Milliseconds{1});
  const Coverage covered{spec.key,
                         {rows.front().time, end},
                         false,
                         "import " + std::filesystem::path(summary.file).filename().string()};
  if (auto done = transaction->cover(covered); !done) return done;
  return transaction->commit();
}

}  // namespace

Result<ImportSummary> importLines(Cache& cache, LineSource& lines, const ImportSpec& spec,
                                  const std::string& name, const Clock& clock, const Progress& progress) {
  FileReading reading(lines, spec, name, clock.now(), progress);
  if (auto read = reading.run(); !read) return std::unexpected(read.error());
  const auto rows = reading.take();
  auto& summary = reading.summary();
  if (rows.empty()) return std::move(summary);
  summary.range = {rows.front().time, rows.back().time + Milliseconds{1}};
  summary.holes = countHoles(rows, spec);
  if (auto stored = store(cache, spec, rows, summary); !stored) return std::unexpected(stored.error());
  if (progress.report) progress.report(lines.total(), lines.total());
  return std::move(summary);
}

Result<ImportSummary> importCsv(Cache& cache, const std::filesystem::path& file, const ImportOptions& options,
                                const Clock& clock, const Progress& progress) {
  const auto spec = parseImportSpec(options);
  if (!spec) return std::unexpected(spec.error());
  const auto lines = openLines(file);
  if (!lines) return std::unexpected(lines.error());
  return importLines(cache, **lines, *spec, file.string(), clock, progress);
}

std::string describe(const ImportSummary& summary) {
  auto text = fmt::format("{}\n  {}", summary.file, summary.series);
  if (summary.range.empty())
    text += "\n  no row with a value";
  else
    text +=
        fmt::format("\n  {} … {}", isoTime(summary.range.from), isoTime(summary.range.to - Milliseconds{1}));
  text += fmt::format("\n  {} rows read: {} stored, {} equal, {} replaced", summary.rows,
                      summary.written.stored, summary.written.equal, summary.written.replaced);
  const auto add = [&text](std::size_t count, std::string_view what) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  };
  add(summary.written.kept, "kept as stored");
  add(summary.repeated, "repeated in the file");
  add(summary.empty, "without a value");
  add(summary.out_of_range, "outside --from/--to");
  add(summary.skipped_count, "skipped");
  text += fmt::format("; {} missing in between", summary.holes);
  add(summary.odd_ohlc, "bars open or close outside low…high");
  for (const auto& bad : summary.skipped)
    text += fmt::format("\n  skipped line {}, column '{}': {}", bad.line, bad.column, bad.reason);
  return text;
}

}  // namespace perpscope::store
