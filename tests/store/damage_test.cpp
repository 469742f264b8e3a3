// What is left of a cache whose file was cut short, overwritten or bit-flipped.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "sample.h"
#include "store/check.h"

namespace perpscope::store::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kAside = ".damaged-20260102T030000Z";
constexpr std::size_t kPage = 4096;

fs::path asideOf(const fs::path& file) { return file.string() + std::string(kAside); }

void overwrite(const fs::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

// Whatever was saved is what was written.
void expectSavedBarsAreTrue(Cache& cache) {
  const auto read = readMinutes(cache);
  for (std::size_t i = 0; i < read.size(); ++i)
    ASSERT_EQ(read[CandleField::Close][i], 100.0 + static_cast<double>((read.time[i] - kStart) / kMinute));
}

TEST(Damage, AFileThatIsNoDatabaseIsSetAsideAndNeverOverwritten) {
  const TempFolder folder;
  const std::string text(10'000, 'x');
  const auto file = folder.write("cache.db", text);
  auto cache = openCache(file);
  EXPECT_THAT(fmt::format("{}", fmt::join(cache.openNotes(), "; ")), HasSubstr(std::string(kAside)));
  EXPECT_THAT(cache.openNotes(), Contains(HasSubstr("nothing of it could be read")));
  EXPECT_TRUE(contentOf(asideOf(file)) == text);
  EXPECT_EQ(writeMinutes(cache, minuteBars(1)).stored, 1U);
}

TEST(Damage, ASecondDamagedFileOfTheSameSecondGetsANameOfItsOwn) {
  const TempFolder folder;
  const auto file = folder.write("cache.db", "first, and no database at all");
  {
    auto cache = openCache(file);
  }
  fs::remove(file.string() + "-wal");
  overwrite(file, "second");
  auto cache = openCache(file);
  EXPECT_TRUE(contentOf(asideOf(file)) == "first, and no database at all");
  EXPECT_TRUE(contentOf(asideOf(file).string() + "-1") == "second");
}

TEST(Damage, ReadingADamagedFileChangesNothing) {
  const TempFolder folder;
  const auto file = folder.write("cache.db", std::string(10'000, 'x'));
  const auto cache = Cache::open(file, Access::ReadOnly, kClock);
  ASSERT_FALSE(cache);
  EXPECT_EQ(cache.error().kind, ErrorKind::BadInput);
  EXPECT_THAT(cache.error().message, HasSubstr("doctor --repair"));
  EXPECT_TRUE(contentOf(file) == std::string(10'000, 'x'));
}

TEST(Damage, OfAFileThatWasCutShortThePartThatIsThereIsSaved) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 60'000);
  const auto whole = fs::file_size(file);
  fs::resize_file(file, whole / kPage / 2 * kPage + 100);
  const auto readonly = Cache::open(file, Access::ReadOnly, kClock);
  ASSERT_FALSE(readonly);
  EXPECT_THAT(readonly.error().message, HasSubstr("damaged"));
  auto cache = openCache(file);
  EXPECT_THAT(cache.openNotes(), Contains(HasSubstr("some lost")));
  EXPECT_TRUE(fs::exists(asideOf(file)));
  EXPECT_GT(readMinutes(cache).size(), 20'000U);
  EXPECT_LT(readMinutes(cache).size(), 40'000U);
  expectSavedBarsAreTrue(cache);
  EXPECT_TRUE(checkIntegrity(cache)->sound);
}

TEST(Damage, AFileCutShortInItsFirstPageIsSetAside) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 100);
  for (const std::size_t size : {50U, 100U, 1'000U}) {
    const auto content = contentOf(file).substr(0, size);
    overwrite(file, content);
    auto cache = openCache(file);
    EXPECT_THAT(cache.openNotes(), Not(IsEmpty())) << size;
    EXPECT_TRUE(contentOf(asideOf(file)) == content);
    fs::remove(asideOf(file));
    writeMinutes(cache, minuteBars(100));
  }
}

// Overwrites the middle of each given page.
void spoilPages(const fs::path& file, const std::vector<std::size_t>& pages) {
  auto content = contentOf(file);
  for (const auto page : pages) content.replace(page * kPage, 64, std::string(64, '\xff'));
  overwrite(file, content);
}

TEST(Damage, RowsOnAllSidesOfBadPagesAreSaved) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 20'000);
  const auto pages = fs::file_size(file) / kPage;
  spoilPages(file, {pages / 4, pages / 2, pages * 3 / 4});
  {
    auto cache = openCache(file, Access::ReadOnly);
    EXPECT_FALSE(checkIntegrity(cache)->sound);
    const auto bars = Reader(cache).bars(perp(), PriceKind::Trade, Interval::M1, {}, CandleFields::all());
    ASSERT_FALSE(bars);
    EXPECT_THAT(bars.error().message, HasSubstr("doctor --repair"));
  }
  const auto lines = repair(file, kClock);
  ASSERT_TRUE(lines) << lines.error().message;
  EXPECT_THAT(*lines, Contains(HasSubstr("some lost")));
  EXPECT_THAT(*lines, Contains("instruments: 1 rows saved"));
  auto cache = openCache(file, Access::ReadOnly);
  EXPECT_TRUE(checkIntegrity(cache)->sound);
  EXPECT_GT(readMinutes(cache).size(), 19'000U);
  EXPECT_LT(readMinutes(cache).size(), 20'000U);
  expectSavedBarsAreTrue(cache);
  // What was lost is seen as holes and may be fetched again.
  EXPECT_EQ(Reader(cache).holes(minutes())->size(), 3U);
}

TEST(Damage, AnyFlippedByteLeavesTrueRowsOrAnError) {
  const TempFolder folder;
  const auto sound = contentOf(cacheWith(folder, 3'000));
  const auto file = folder / "flipped.db";
  // A step that shares no factor with the page size, so that all offsets in a page are met.
  for (std::size_t at = 0; at < sound.size(); at += sound.size() / 31 + 1) {
    auto content = sound;
    content[at] = static_cast<char>(content[at] ^ 0x5a);
    overwrite(file, content);
    const auto lines = repair(file, kClock);
    if (lines) {
      auto cache = openCache(file);
      EXPECT_TRUE(checkIntegrity(cache)->sound) << "byte " << at;
      EXPECT_TRUE(contentOf(asideOf(file)) == content) << "byte " << at;
    } else {
      EXPECT_TRUE(contentOf(file) == content) << "byte " << at;
    }
    for (const auto& entry : fs::directory_iterator(folder.path()))
      if (entry.path().filename().string().starts_with("flipped")) fs::remove(entry.path());
  }
}

TEST(Damage, EveryTableIsSavedAndCoverageIsForgotten) {
  const TempFolder folder;
  const auto file = folder / "cache.db";
  const FundingRate rate{0.0001};
  {
    auto cache = openCache(file);
    auto transaction = begin(cache);
    for (const auto price : {PriceKind::Trade, PriceKind::Mark, PriceKind::PremiumIndex})
      ASSERT_TRUE(transaction.bars(perp(), price, Interval::H1, std::vector{bar(kStart, 5)}, {}));
    ASSERT_TRUE(transaction.funding(perp(), std::vector{Funding{kStart, rate, {}}}, {}));
    ASSERT_TRUE(
        transaction.openInterest(perp(), std::vector{OpenInterest{kStart, BaseQuantity{3}, {}, {}}}, {}));
    ASSERT_TRUE(transaction.note("market", "simulated"));
    ASSERT_TRUE(transaction.cover({minutes(), {kStart, kStart + kHour}, true, "venue"}));
    ASSERT_TRUE(transaction.commit());
  }
  const auto lines = repair(file, kClock);
  ASSERT_TRUE(lines);
  EXPECT_THAT(*lines, Not(Contains(HasSubstr("lost"))));
  auto cache = openCache(file, Access::ReadOnly);
  const Reader reader(cache);
  EXPECT_EQ(reader.inventory()->size(), 5U);
  EXPECT_EQ(reader.note("market"), "simulated");
  EXPECT_EQ(reader.openInterest(perp(), {})->base.at(0), 3);
  EXPECT_EQ(reader.settledFunding(perp(), {})->fraction.at(0), 0.0001);
  EXPECT_TRUE(reader.coverage(minutes())->empty());
}

TEST(Damage, WhatIsStillInTheWalIsSavedToo) {
  const TempFolder folder;
  const auto file = folder / "cache.db";
  auto writer = openCache(file);
  writeMinutes(writer, minuteBars(500));
  // As a killed program leaves it: file and WAL, nobody at work.
  const auto left = folder / "left.db";
  fs::copy_file(file, left);
  fs::copy_file(file.string() + "-wal", left.string() + "-wal");
  ASSERT_TRUE(repair(left, kClock));
  auto cache = openCache(left, Access::ReadOnly);
  EXPECT_EQ(readMinutes(cache).size(), 500U);
}

TEST(Damage, AnEmptiedFileBesideItsWalIsSetAsideWithIt) {
  const TempFolder folder;
  auto writer = openCache(folder / "cache.db");
  writeMinutes(writer, minuteBars(500));
  const auto left = folder.write("left.db", "");
  fs::copy_file((folder / "cache.db").string() + "-wal", left.string() + "-wal");
  const auto wal = contentOf(left.string() + "-wal");
  auto cache = openCache(left);
  EXPECT_THAT(cache.openNotes(), Not(IsEmpty()));
  EXPECT_TRUE(contentOf(asideOf(left).string() + "-wal") == wal);
  EXPECT_EQ(writeMinutes(cache, minuteBars(5)).stored, 5U);
}

TEST(Damage, AFileThatAnotherProgramWritesIsNotSetAside) {
  const TempFolder folder;
  const auto file = cacheWith(folder, 10);
  auto writer = openCache(file);
  const auto transaction = begin(writer);
  const auto lines = repair(file, kClock);
  ASSERT_FALSE(lines);
  EXPECT_THAT(lines.error().message, HasSubstr("another program is writing"));
  EXPECT_FALSE(fs::exists(asideOf(file)));
}

TEST(Damage, RepairingWhatIsNotThereSaysSo) {
  const TempFolder folder;
  EXPECT_EQ(repair(folder / "none.db", kClock).error().kind, ErrorKind::NotFound);
}

}  // namespace
}  // namespace perpscope::store::test
