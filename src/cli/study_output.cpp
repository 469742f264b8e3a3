#include "cli/study_output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace perpscope::cli {
namespace {

constexpr std::size_t kFlushAt = 1 << 20;

void flush(std::FILE* out, fmt::memory_buffer& text) {
  std::fwrite(text.data(), 1, text.size(), out);
  text.clear();
}

void appendCsvRow(fmt::memory_buffer& text, const app::Snapshot& snapshot, std::size_t bar) {
  text.append(isoTime(snapshot.grid.open(bar)));
  for (const auto& column : snapshot.columns) {
    text.push_back(',');
    text.append(exactNumber(column[bar]));
  }
  text.push_back('\n');
}

void appendJsonRow(fmt::memory_buffer& text, const app::Snapshot& snapshot,
                   const std::vector<std::string>& keys, std::size_t bar) {
  fmt::format_to(std::back_inserter(text), R"({{"time":"{}")", isoTime(snapshot.grid.open(bar)));
  for (std::size_t c = 0; c < keys.size(); ++c) {
    const auto number = exactNumber(snapshot.columns[c][bar]);
    fmt::format_to(std::back_inserter(text), R"(,"{}":{})", keys[c], number.empty() ? "null" : number);
  }
  text.append(std::string_view("}\n"));
}

}  // namespace

void writeStudy(std::FILE* out, const app::Snapshot& snapshot, TimeRange range, StudyFormat format) {
  const auto keys = snapshot.declaration->columns();
  fmt::memory_buffer text;
  if (format == StudyFormat::Csv) fmt::format_to(std::back_inserter(text), "time,{}\n", fmt::join(keys, ","));
  for (std::size_t bar = 0; bar < snapshot.grid.size; ++bar) {
    if (!range.contains(snapshot.grid.open(bar))) continue;
    if (format == StudyFormat::Csv)
      appendCsvRow(text, snapshot, bar);
    else
      appendJsonRow(text, snapshot, keys, bar);
    if (text.size() > kFlushAt) flush(out, text);
  }
  flush(out, text);
}

}  // namespace perpscope::cli
