#include <fmt/format.h>

#include "store/import_csv.h"

namespace perpscope::store {

std::string describe(const ImportSummary& summary) {
  if (!summary.left_out.empty()) return fmt::format("{}\n  left out: {}", summary.file, summary.left_out);
  auto text = fmt::format("{}\n  {}\n  ", summary.file, summary.series);
  if (summary.range.empty())
    text += "no row with a value";
  else
    text += fmt::format("{} … {}, {} missing in between", isoTime(summary.range.from),
                        isoTime(summary.range.to - Milliseconds{1}), summary.holes);
  text += fmt::format("\n  {} rows read: {} stored, {} equal, {} replaced", summary.rows,
                      summary.written.stored, summary.written.equal, summary.written.replaced);
  const auto add = [&text](std::size_t count, std::string_view what) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  };
  add(summary.written.kept, "kept as stored before");
  add(summary.repeated, "repeated in the file");
  add(summary.empty, "without a value");
  add(summary.out_of_range, "outside --from/--to");
  add(summary.skipped_count, "skipped");
  if (summary.odd_ohlc > 0)
    text += fmt::format("\n  {} bars open or close outside low…high", summary.odd_ohlc);
  for (const auto& bad : summary.skipped)
    text += fmt::format("\n  skipped line {}, column '{}': {}", bad.line, bad.column, bad.reason);
  if (summary.skipped_count > summary.skipped.size())
    text += fmt::format("\n  … and {} more", summary.skipped_count - summary.skipped.size());
  return text;
}

}  // namespace perpscope::store
