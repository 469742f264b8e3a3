#include "store/import_lines.h"

#include <fmt/format.h>

#include "store/import_batch.h"
#include "store/tables.h"

namespace perpscope::store {
namespace {

constexpr std::size_t kReportEvery = 8192;
constexpr std::size_t kMostSkippedReported = 1000;

std::string seriesText(const SeriesKey& key) {
  const auto& leg = key.instrument;
  const auto text = fmt::format("{} {} {} {}", leg.venue, label(leg.kind), leg.symbol, dataName(key));
  return key.data == DataKind::Bars ? fmt::format("{} {}", text, label(key.interval)) : text;
}

// Reads all rows of a file into memory, so that nothing is written before the last one was seen to fit.
class FileReading {
 public:
  FileReading(LineSource& lines, const ImportSpec& spec, std::string name, Time now, const Progress& progress)
      : lines_(lines),
        cells_(lines, spec.delimiter),
        spec_(spec),
        now_(now),
        progress_(progress),
        batch_(spec) {
    summary_.file = std::move(name);
    summary_.series = seriesText(spec.key);
  }

  Result<ImportBatch> run() {
    if (auto skipped = cells_.skipLines(spec_.skip_lines); !skipped) return named(skipped.error());
    CsvRow row;
    if (spec_.header) {
      const auto more = cells_.next(row);
      if (!more) return named(more.error());
      if (!*more) return named({ErrorKind::BadInput, "the file has no header", {}});
    }
    const auto reader = RowReader::over(spec_, spec_.header ? &row : nullptr, now_);
    if (!reader) return named(reader.error());
    if (auto read = readRows(*reader, row); !read) return std::unexpected(read.error());
    summary_.repeated = batch_.arrange();
    return std::move(batch_);
  }

  // Asked now and then: tells how far it is, and whether it shall go on.
  Status report() const {
    if (progress_.cancel != nullptr && progress_.cancel->load())
      return fail(ErrorKind::Cancelled, fmt::format("{}: stopped, nothing of it was kept", summary_.file));
    if (progress_.report) progress_.report(lines_.done(), lines_.total());
    return {};
  }

  ImportSummary& summary() { return summary_; }

 private:
  std::unexpected<Error> named(const Error& error) const {
    return fail(error.kind, fmt::format("{}: {}", summary_.file, error.message), error.detail);
  }

  Status readRows(const RowReader& reader, CsvRow& row) {
    for (;;) {
      const auto more = cells_.next(row);
      if (!more) return named(more.error());
      if (!*more) return {};
      if (auto taken = take(reader, row); !taken) return taken;
      if (++summary_.rows % kReportEvery == 0)
        if (auto going = report(); !going) return going;
    }
  }

  Status take(const RowReader& reader, const CsvRow& cells) {
    const auto row = reader.read(cells);
    if (!row) return refuse({summary_.file, cells.line(), row.error().column, row.error().reason});
    if (!*row) {
      ++summary_.empty;
    } else if (!spec_.range.contains((*row)->file_time)) {
      ++summary_.out_of_range;
    } else {
      summary_.odd_ohlc += (*row)->odd_ohlc ? 1 : 0;
      batch_.add(**row);
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

  LineSource& lines_;
  CsvRows cells_;
  const ImportSpec& spec_;
  Time now_;
  const Progress& progress_;
  ImportBatch batch_;
  ImportSummary summary_;
};

Result<WriteOutcome> store(Cache& cache, const ImportSpec& spec, const ImportBatch& batch,
                           const FileReading& reading, const std::string& name) {
  auto transaction = Transaction::begin(cache);
  if (!transaction) return std::unexpected(transaction.error());
  const auto written = batch.write(*transaction, [&reading] { return reading.report(); });
  if (!written) return written;
  const Coverage covered{spec.key, batch.covered(), false,
                         "import " + std::filesystem::path(name).filename().string()};
  if (auto done = transaction->cover(covered); !done) return std::unexpected(done.error());
  if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  return written;
}

}  // namespace

Result<ImportSummary> importLines(Cache& cache, LineSource& lines, const ImportSpec& spec,
                                  const std::string& name, const Clock& clock, const Progress& progress) {
  FileReading reading(lines, spec, name, clock.now(), progress);
  const auto batch = reading.run();
  if (!batch) return std::unexpected(batch.error());
  auto& summary = reading.summary();
  if (batch->empty()) return std::move(summary);
  const auto [first, last] = batch->ends();
  summary.range = {first, last + Milliseconds{1}};
  summary.holes = batch->holes();
  const auto written = store(cache, spec, *batch, reading, name);
  if (!written) return std::unexpected(written.error());
  summary.written = *written;
  if (progress.report) progress.report(lines.total(), lines.total());
  return std::move(summary);
}

}  // namespace perpscope::store
