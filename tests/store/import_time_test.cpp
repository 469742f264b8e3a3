#include "store/import_time.h"

#include <gtest/gtest.h>

namespace perpscope::store {
namespace {

std::string read(std::string_view format, std::string_view cell, std::string_view zone = "+00:00") {
  const auto where = Zone::named(zone);
  if (!where) return where.error().message;
  const auto reader = StampReader::of(format, *where);
  if (!reader) return reader.error().message;
  const auto time = reader->read(cell);
  return time ? isoTime(*time) : "bad: " + time.error();
}

bool isBad(std::string_view format, std::string_view cell, std::string_view zone = "+00:00") {
  return read(format, cell, zone).starts_with("bad: ");
}

TEST(ImportTime, NumbersOfAKnownUnit) {
  EXPECT_EQ(read("s", "1381017600"), "2013-10-06T00:00:00Z");
  EXPECT_EQ(read("s", "1603522800.0"), "2020-10-24T07:00:00Z");
  EXPECT_EQ(read("s", "1603522800.123"), "2020-10-24T07:00:00.123Z");
  EXPECT_EQ(read("ms", "1723075200000"), "2024-08-08T00:00:00Z");
  EXPECT_EQ(read("us", "1735689600000000"), "2025-01-01T00:00:00Z");
}

TEST(ImportTime, EpochIsToldBySizeRowByRow) {
  EXPECT_EQ(read("epoch", "1503273600.0"), "2017-08-21T00:00:00Z");
  EXPECT_EQ(read("epoch", "1618700400000"), "2021-04-17T23:00:00Z");
  EXPECT_EQ(read("epoch", "1735689600000000"), "2025-01-01T00:00:00Z");
}

TEST(ImportTime, WholeMillisecondsStayExact) {
  for (std::int64_t ms = 1735689600001; ms < 1735689600001 + 5000; ms += 7) {
    EXPECT_EQ(read("ms", std::to_string(ms)), isoTime(timeFromMs(ms)));
    EXPECT_EQ(read("epoch", std::to_string(ms)), isoTime(timeFromMs(ms)));
    EXPECT_EQ(read("us", std::to_string(ms) + "000"), isoTime(timeFromMs(ms)));
  }
  EXPECT_EQ(read("us", "1735689659999999"), "2025-01-01T00:00:59.999Z");
}

TEST(ImportTime, NumbersThatAreNone) {
  for (const auto* bad : {"", "2024-01-01", "nan", "inf", "1e300", "12:00"})
    EXPECT_TRUE(isBad("epoch", bad)) << bad;
}

TEST(ImportTime, IsoForms) {
  const std::string stamp = "2025-03-08T16:00:00Z";
  for (const auto* cell : {"2025-03-08T16:00:00Z", "2025-03-08 16:00:00", "2025-03-08 16:00",
                           "2025-03-08 16:00:00+00", "2025-03-08T18:00:00+02:00", "2025-03-08T16:00:00.000Z"})
    EXPECT_EQ(read("iso", cell), stamp) << cell;
  EXPECT_EQ(read("iso", "2025-03-08 16:00:00.001+00"), "2025-03-08T16:00:00.001Z");
  EXPECT_EQ(read("iso", "2020-04-15"), "2020-04-15T00:00:00Z");
  for (const auto* bad : {"", "2020-13-01", "2020-02-30", "15/04/2020", "2020-04-15 25:00:00", "1586908800"})
    EXPECT_TRUE(isBad("iso", bad)) << bad;
}

TEST(ImportTime, Patterns) {
  EXPECT_EQ(read("%Y-%m-%d %I-%p", "2020-10-24 07-AM"), "2020-10-24T07:00:00Z");
  EXPECT_EQ(read("%Y-%m-%d %I-%p", "2020-10-24 12-AM"), "2020-10-24T00:00:00Z");
  EXPECT_EQ(read("%Y-%m-%d %I-%p", "2020-10-24 12-PM"), "2020-10-24T12:00:00Z");
  EXPECT_EQ(read("%d/%m/%Y %H:%M", "31/12/2021 23:59"), "2021-12-31T23:59:00Z");
  EXPECT_EQ(read("%Y%m%d", "20211231"), "2021-12-31T00:00:00Z");
  EXPECT_EQ(read("%Y-%m-%d %H:%M %z", "2021-12-31 23:59 +0300"), "2021-12-31T20:59:00Z");
  EXPECT_TRUE(isBad("%Y-%m-%d", "2021-12-31 23:59"));
  EXPECT_TRUE(isBad("%Y-%m-%d", "2021-02-30"));
  EXPECT_TRUE(isBad("%Y-%m-%d", ""));
}

TEST(ImportTime, ZonesApplyToTimesWithoutAnOffset) {
  EXPECT_EQ(read("iso", "2024-08-09 09:00:00", "Europe/London"), "2024-08-09T08:00:00Z");
  EXPECT_EQ(read("iso", "2024-01-09 08:00:00", "Europe/London"), "2024-01-09T08:00:00Z");
  EXPECT_EQ(read("iso", "2021-01-01 03:00:00", "+03:00"), "2021-01-01T00:00:00Z");
  EXPECT_EQ(read("iso", "2021-01-01 00:00:00", "-05:30"), "2021-01-01T05:30:00Z");
  EXPECT_EQ(read("iso", "2024-08-09 09:00:00Z", "Europe/London"), "2024-08-09T09:00:00Z");
  EXPECT_EQ(read("%d.%m.%Y %H:%M", "09.08.2024 09:00", "Europe/London"), "2024-08-09T08:00:00Z");
  EXPECT_EQ(read("s", "1381017600", "Europe/London"), "2013-10-06T00:00:00Z");
}

TEST(ImportTime, ClockChanges) {
  // Clocks went back at 02:00 summer time of 2023-10-29: 01:30 came twice.
  EXPECT_EQ(read("iso", "2023-10-29 01:30:00", "Europe/London"), "2023-10-29T00:30:00Z");
  EXPECT_EQ(read("iso", "2023-10-29 02:00:00", "Europe/London"), "2023-10-29T02:00:00Z");
  // They went forward at 01:00 of 2023-03-26: 01:30 never was.
  EXPECT_TRUE(isBad("iso", "2023-03-26 01:30:00", "Europe/London"));
  EXPECT_NE(read("iso", "2023-03-26 01:30:00", "Europe/London").find("does not exist"), std::string::npos);
  EXPECT_EQ(read("iso", "2023-03-26 02:00:00", "Europe/London"), "2023-03-26T01:00:00Z");
}

TEST(ImportTime, UnknownFormatsAndZonesAreNamed) {
  EXPECT_NE(read("seconds", "1").find("--time seconds"), std::string::npos);
  EXPECT_NE(read("iso", "2024-01-01", "Mars/Olympus").find("--timezone Mars/Olympus"), std::string::npos);
  EXPECT_NE(read("iso", "2024-01-01", "").find("--timezone"), std::string::npos);
}

}  // namespace
}  // namespace perpscope::store
