#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample.h"
#include "store/check.h"

namespace perpscope::store::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Open, ReadingAFileThatIsNotThereSaysSo) {
  const TempFolder folder;
  const auto cache = Cache::open(folder / "none.db", Access::ReadOnly, kClock);
  ASSERT_FALSE(cache);
  EXPECT_EQ(cache.error().kind, ErrorKind::NotFound);
  EXPECT_THAT(cache.error().message, HasSubstr("none.db"));
  EXPECT_FALSE(fs::exists(folder / "none.db"));
}

TEST(Open, WritingMakesFileAndFolder) {
  const TempFolder folder;
  const auto file = folder.path() / "a" / "b" / "cache.db";
  {
    auto cache = openCache(file);
    EXPECT_EQ(cache.file(), file);
    EXPECT_THAT(cache.openNotes(), IsEmpty());
    writeMinutes(cache, minuteBars(3));
    const auto facts = fileFacts(cache);
    EXPECT_EQ(facts->schema, 1);
    EXPECT_GT(facts->bytes, 0);
    EXPECT_TRUE(checkIntegrity(cache)->sound);
  }
  auto reopened = openCache(file, Access::ReadOnly);
  EXPECT_EQ(readMinutes(reopened).size(), 3U);
}

TEST(Open, AFolderThatCannotBeMadeIsAnError) {
  const TempFolder folder;
  folder.write("file", "text");
  const auto cache = Cache::open(folder.path() / "file" / "cache.db", Access::ReadWrite, kClock);
  ASSERT_FALSE(cache);
  EXPECT_EQ(cache.error().kind, ErrorKind::Io);
}

TEST(Open, AReadOnlyCacheRefusesWriting) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 3);
  auto cache = openCache(file, Access::ReadOnly);
  const auto transaction = Transaction::begin(cache);
  ASSERT_FALSE(transaction);
  EXPECT_THAT(transaction.error().message, HasSubstr("only be read"));
}

TEST(Open, ANewerSchemaIsRefusedAndNotTouched) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 3);
  runSql(file, "PRAGMA user_version = 99");
  const auto before = contentOf(file);
  for (const auto access : {Access::ReadOnly, Access::ReadWrite}) {
    const auto cache = Cache::open(file, access, kClock);
    ASSERT_FALSE(cache);
    EXPECT_EQ(cache.error().kind, ErrorKind::Unsupported);
    EXPECT_THAT(cache.error().message, HasSubstr("newer Perpscope (schema 99, this one knows 1)"));
  }
  EXPECT_FALSE(repair(file, kClock));
  EXPECT_TRUE(contentOf(file) == before);
}

TEST(Open, AnotherProgramsDatabaseIsRefusedAndNotTouched) {
  const TempFolder folder;
  const auto file = folder / "places.sqlite";
  runSql(file, "CREATE TABLE bookmarks (url TEXT)");
  const auto before = contentOf(file);
  for (const auto access : {Access::ReadOnly, Access::ReadWrite}) {
    const auto cache = Cache::open(file, access, kClock);
    ASSERT_FALSE(cache);
    EXPECT_THAT(cache.error().message, HasSubstr("another program"));
  }
  EXPECT_FALSE(repair(file, kClock));
  EXPECT_TRUE(contentOf(file) == before);
}

TEST(Open, AnEmptyFileIsANewCache) {
  const TempFolder folder;
  const auto file = folder.write("cache.db", "");
  const auto unwritten = Cache::open(file, Access::ReadOnly, kClock);
  ASSERT_FALSE(unwritten);
  EXPECT_THAT(unwritten.error().message, HasSubstr("open it once for writing"));
  auto cache = openCache(file);
  EXPECT_THAT(cache.openNotes(), IsEmpty());
  EXPECT_EQ(writeMinutes(cache, minuteBars(1)).stored, 1U);
}

TEST(Open, MigratingTwiceAtOnceLeavesOneSchema) {
  const TempFolder folder;
  auto first = openCache(folder / "cache.db");
  auto second = openCache(folder / "cache.db");
  writeMinutes(first, minuteBars(2));
  EXPECT_EQ(readMinutes(second).size(), 2U);
}

// Runs a check as a user who may not write: in a child, since the tests may run as root, who may.
int asNobody(const std::function<int()>& check) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(65'534) != 0) _exit(100);
    _exit(check());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Open, AFolderThatMayNotBeWrittenCanBeRead) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 3);
  fs::permissions(file, fs::perms{0444});
  fs::permissions(folder.path(), fs::perms{0555});
  const auto before = contentOf(file);
  EXPECT_EQ(asNobody([&] {
              auto cache = Cache::open(file, Access::ReadOnly, kClock);
              return cache && readMinutes(*cache).size() == 3 ? 0 : 1;
            }),
            0);
  EXPECT_EQ(asNobody([&] {
              auto cache = Cache::open(file, Access::ReadWrite, kClock);
              if (!cache) return cache.error().kind == ErrorKind::Io ? 0 : 1;
              return Transaction::begin(*cache) ? 2 : 0;
            }),
            0);
  fs::permissions(folder.path(), fs::perms{0755});
  EXPECT_TRUE(contentOf(file) == before);
}

TEST(Open, AFolderThatMayNotBeWrittenGetsNoCache) {
  const TempFolder folder;
  fs::permissions(folder.path(), fs::perms{0555});
  EXPECT_EQ(asNobody([&] {
              const auto cache = Cache::open(folder / "cache.db", Access::ReadWrite, kClock);
              return !cache && cache.error().kind == ErrorKind::Io ? 0 : 1;
            }),
            0);
  fs::permissions(folder.path(), fs::perms{0755});
}

}  // namespace
}  // namespace perpscope::store::test
