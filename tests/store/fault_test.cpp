// Kills, full disks and second writers.
#include <csignal>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample.h"
#include "store/check.h"

namespace perpscope::store::test {
namespace {

using testing::HasSubstr;

// Runs a job in a child that does not live to see its end.
void killedWhile(const std::function<void()>& job) {
  const pid_t child = fork();
  if (child == 0) {
    job();
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
}

TEST(Fault, AKillLosesWhatWasNotCommittedAndNothingElse) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 1'000);
  killedWhile([&] {
    auto cache = openCache(file);
    writeMinutes(cache, minuteBars(2'000));
    auto transaction = begin(cache);
    // Larger than SQLite's page cache, so that uncommitted pages are in the WAL already.
    (void)transaction.bars(perp(), PriceKind::Trade, Interval::M1, minuteBars(60'000), OnEqualKey::Replace);
    (void)transaction.note("never", "committed");
  });
  auto cache = openCache(file);
  EXPECT_EQ(cache.openNotes().size(), 0U);
  EXPECT_EQ(readMinutes(cache).size(), 2'000U);
  EXPECT_EQ(Reader(cache).note("never"), "");
  EXPECT_TRUE(checkIntegrity(cache)->sound);
  EXPECT_EQ(writeMinutes(cache, minuteBars(3'000)).stored, 1'000U);
}

TEST(Fault, AKillWhileTheCacheIsMadeLeavesOneThatOpens) {
  const TempFolder folder;
  killedWhile([&] { auto cache = openCache(folder / "cache.db"); });
  auto cache = openCache(folder / "cache.db");
  EXPECT_EQ(writeMinutes(cache, minuteBars(3)).stored, 3U);
}

TEST(Fault, AFullDiskIsAnErrorAndKeepsWhatWasThere) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 1'000);
  {
    auto cache = openCache(file);
    ASSERT_EQ(sqlite3_exec(cache.handle(), "PRAGMA max_page_count = 100", nullptr, nullptr, nullptr),
              SQLITE_OK);
    auto transaction = begin(cache);
    const auto outcome =
        transaction.bars(perp(), PriceKind::Trade, Interval::M1, minuteBars(60'000), OnEqualKey::KeepStored);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::Io);
    EXPECT_THAT(outcome.error().message, HasSubstr("disk is full"));
    EXPECT_FALSE(transaction.note("after", "the error"));
    EXPECT_FALSE(transaction.commit());
  }
  auto cache = openCache(file);
  EXPECT_EQ(readMinutes(cache).size(), 1'000U);
  EXPECT_EQ(Reader(cache).note("after"), "");
  EXPECT_TRUE(checkIntegrity(cache)->sound);
}

TEST(Fault, AReaderSeesTheOldStateWhileAWriterIsAtWork) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 10);
  auto writer = openCache(file);
  auto reader = openCache(file, Access::ReadOnly);
  auto transaction = begin(writer);
  ASSERT_TRUE(transaction.bars(perp(), PriceKind::Trade, Interval::M1, minuteBars(20), OnEqualKey::Replace));
  EXPECT_EQ(readMinutes(reader).size(), 10U);
  ASSERT_TRUE(transaction.commit());
  EXPECT_EQ(readMinutes(reader).size(), 20U);
}

TEST(Fault, ASecondWriterWaitsAndIsThenTold) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 10);
  auto first = openCache(file);
  const auto transaction = begin(first);
  auto second = Cache::open(file, {.access = Access::ReadWrite, .busy_timeout = Milliseconds{20}}, kClock);
  ASSERT_TRUE(second);
  const auto refused = Transaction::begin(*second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Io);
  EXPECT_THAT(refused.error().message, HasSubstr("another program is writing"));
}

TEST(Fault, OneCacheHasOneTransactionAtATime) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto first = begin(cache);
  EXPECT_FALSE(Transaction::begin(cache));
  ASSERT_TRUE(first.note("a", "b"));
  EXPECT_TRUE(first.commit());
  EXPECT_EQ(Reader(cache).note("a"), "b");
}

TEST(Fault, OpeningAndClosingASecondConnectionLeavesTheLocksOfTheFirst) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 10);
  auto first = openCache(file);
  writeMinutes(first, minuteBars(20));
  {
    auto second = openCache(file, Access::ReadOnly);
  }
  // Another process that opens and closes the file must not take itself for the last one and drop the WAL.
  killedWhile([&] { auto other = openCache(file); });
  const pid_t child = fork();
  if (child == 0) {
    {
      auto other = openCache(file);
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(std::filesystem::exists(file.string() + "-wal"));
  writeMinutes(first, minuteBars(30));
  auto reader = openCache(file, Access::ReadOnly);
  EXPECT_EQ(readMinutes(reader).size(), 30U);
}

}  // namespace
}  // namespace perpscope::store::test
