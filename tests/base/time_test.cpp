#include "base/time.h"

#include <gtest/gtest.h>

namespace perpscope {
namespace {

using std::chrono::seconds;

TEST(IsoTime, PrintsMillisecondsOnlyWhereThereAreSome) {
  EXPECT_EQ(isoTime(utc(2024, 3, 1, 8 * kHour)), "2024-03-01T08:00:00Z");
  EXPECT_EQ(isoTime(utc(2024, 3, 1) + Milliseconds{7}), "2024-03-01T00:00:00.007Z");
  EXPECT_EQ(isoTime(utc(1969, 12, 31, 23 * kHour)), "1969-12-31T23:00:00Z");
  EXPECT_EQ(isoDate(utc(2020, 2, 29)), "2020-02-29");
}

struct Reading {
  const char* text;
  Time time;
};

class ParseTime : public testing::TestWithParam<Reading> {};

TEST_P(ParseTime, ReadsWhatIso8601Allows) {
  const auto time = parseTime(GetParam().text);
  ASSERT_TRUE(time) << time.error().message;
  EXPECT_EQ(*time, GetParam().time);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, ParseTime,
    testing::Values(Reading{"2024-03-01", utc(2024, 3, 1)},
                    Reading{"2024-03-01T08:00", utc(2024, 3, 1, 8 * kHour)},
                    Reading{"2024-03-01 08:00:30", utc(2024, 3, 1, 8 * kHour + seconds{30})},
                    Reading{"2024-03-01T08:00:00Z", utc(2024, 3, 1, 8 * kHour)},
                    Reading{"2024-03-01T08:00:00.25Z", utc(2024, 3, 1, 8 * kHour) + Milliseconds{250}},
                    Reading{"2024-03-01 08:00:00.001+00", utc(2024, 3, 1, 8 * kHour) + Milliseconds{1}},
                    Reading{"2024-03-01T08:00:00+03:30", utc(2024, 3, 1, 4 * kHour + 30 * kMinute)},
                    Reading{"2024-03-01T08:00:00-0500", utc(2024, 3, 1, 13 * kHour)},
                    Reading{"2024-03-01T24:00:00Z", utc(2024, 3, 2)}));

class RefuseTime : public testing::TestWithParam<const char*> {};

TEST_P(RefuseTime, SaysWhatIsWanted) {
  const auto time = parseTime(GetParam());
  ASSERT_FALSE(time);
  EXPECT_EQ(time.error().kind, ErrorKind::BadInput);
  EXPECT_NE(time.error().message.find(GetParam()), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Forms, RefuseTime,
                         testing::Values("", "yesterday", "2024-3-1", "2024-02-30", "2024-13-01",
                                         "2024-03-01T", "2024-03-01T25:00", "2024-03-01T08:61",
                                         "2024-03-01T08:00:00+", "2024-03-01T08:00:00X",
                                         "2024-03-01T08:00:00.Z", "2024-03-01Z8"));

TEST(WallTime, KeepsTheOffsetOfTheTextApart) {
  EXPECT_FALSE(parseWallTime("2024-03-31 01:30:00")->offset);
  EXPECT_EQ(parseWallTime("2024-03-31T01:30:00+01:00")->offset, seconds{3600});
}

TEST(TimeRange, IsHalfOpen) {
  const TimeRange day{utc(2024, 3, 1), utc(2024, 3, 2)};
  EXPECT_TRUE(day.contains(utc(2024, 3, 1)));
  EXPECT_FALSE(day.contains(utc(2024, 3, 2)));
  EXPECT_TRUE((TimeRange{utc(2024, 3, 2), utc(2024, 3, 2)}.empty()));
}

}  // namespace
}  // namespace perpscope
