#include "store/check.h"

#include <fmt/format.h>

#include "store/opening.h"
#include "store/sqlite.h"

namespace perpscope::store {

Result<Integrity> checkIntegrity(Cache& cache) {
  Integrity integrity;
  auto rows = Statement::prepare(cache.handle(), "PRAGMA integrity_check(20)");
  if (!rows) return Integrity{false, {rows.error().detail}};
  for (;;) {
    const auto row = rows->step();
    if (!row) return Integrity{false, {row.error().detail}};
    if (!*row) break;
    if (const auto line = rows->text(0); line != "ok") integrity.problems.push_back(line);
  }
  integrity.sound = integrity.problems.empty();
  return integrity;
}

Result<FileFacts> fileFacts(Cache& cache) {
  FileFacts facts;
  facts.sqlite = sqlite3_libversion();
  std::array<std::int64_t, 3> numbers{};
  constexpr std::array kQuestions{"PRAGMA page_size", "PRAGMA freelist_count", "PRAGMA user_version"};
  for (std::size_t i = 0; i < kQuestions.size(); ++i) {
    const auto answer = queryInteger(cache.handle(), kQuestions[i]);
    if (!answer) return std::unexpected(answer.error());
    numbers[i] = answer->value_or(0);
  }
  facts.free_bytes = numbers[0] * numbers[1];
  facts.schema = static_cast<int>(numbers[2]);
  for (const auto* suffix : {"", "-wal"}) {
    std::error_code error;
    const auto size = std::filesystem::file_size(cache.file().string() + suffix, error);
    if (!error) facts.bytes += static_cast<std::int64_t>(size);
  }
  return facts;
}

Result<std::vector<std::string>> repair(const std::filesystem::path& file, const Clock& clock) {
  if (!std::filesystem::exists(file))
    return fail(ErrorKind::NotFound, fmt::format("there is no cache at {}", file.string()));
  const OpenOptions options{.access = Access::ReadWrite};
  if (const auto ours = isDamaged(file, options); !ours) return std::unexpected(ours.error());
  auto opened = replaceFile(file, options, clock);
  if (!opened) return std::unexpected(opened.error());
  return std::move(opened->notes);
}

}  // namespace perpscope::store
