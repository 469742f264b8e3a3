// How many recorded messages a second become lines of events on one core, from a recording's lines to printed
// text: `perpscope decode` without reading the file. One benchmark for each recorded session; design budget
// 200,000 a second. Looks for recordings in $PERPSCOPE_SHARED or ../shared.
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <zlib.h>

#include "app/decoding.h"
#include "venues/recording.h"
#include "venues/wire.h"

namespace {

using namespace perpscope;

std::vector<std::string> linesOf(const std::filesystem::path& file) {
  std::vector<std::string> lines(1);
  auto* opened = gzopen(file.c_str(), "rb");
  std::vector<char> block(1 << 16);
  for (int count = 0; (count = gzread(opened, block.data(), 1 << 16)) > 0;)
    for (int i = 0; i < count; ++i)
      if (const char c = block[static_cast<std::size_t>(i)]; c == '\n')
        lines.emplace_back();
      else
        lines.back() += c;
  gzclose(opened);
  return lines;
}

std::size_t messagesIn(const std::vector<std::string>& lines) {
  std::size_t count = 0;
  venues::RecordingReader reader([&count](const venues::RecordedMessage&) { ++count; });
  for (const auto& line : lines) static_cast<void>(reader.push(line));
  reader.finish();
  return count;
}

// Bytes come from the reader alone, so that the two can be told apart.
void readOnly(benchmark::State& state, const std::vector<std::string>& lines) {
  std::size_t count = 0;
  for (auto _ : state) count += messagesIn(lines);
  state.counters["messages"] = benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate);
}

void decode(benchmark::State& state, const std::string& venue, const std::vector<std::string>& lines) {
  const auto messages = messagesIn(lines);
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto decoder =
        app::RecordingDecoder::of(venue, [&bytes](std::string_view text) { bytes += text.size(); });
    if (!decoder) return state.SkipWithError(decoder.error().message.c_str());
    for (const auto& line : lines) benchmark::DoNotOptimize(decoder->push(line));
    decoder->finish();
  }
  const auto all = static_cast<double>(messages) * static_cast<double>(state.iterations());
  state.counters["messages"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void registerSession(const std::filesystem::path& file) {
  const auto venue = file.parent_path().filename().string();
  const auto lines = linesOf(file);
  const auto name = venue + "/" + file.filename().string();
  benchmark::RegisterBenchmark(("read/" + name).c_str(),
                               [lines](benchmark::State& state) { readOnly(state, lines); });
  benchmark::RegisterBenchmark(("decode/" + name).c_str(),
                               [venue, lines](benchmark::State& state) { decode(state, venue, lines); });
}

}  // namespace

int main(int argc, char** argv) {
  const auto folder = perpscope::test::wireFolder();
  if (folder.empty()) {
    std::fputs("no recorded messages here: set PERPSCOPE_SHARED\n", stderr);
    return 0;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().filename().string().starts_with("cryptofeed__")) registerSession(entry.path());
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
