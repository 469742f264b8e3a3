#include "venues/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/quantity.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;

TEST(VenueJson, NumbersMayBeText) {
  Reading reading;
  EXPECT_EQ(reading.number(Json("0.0163"), "open"), 0.0163);
  EXPECT_EQ(reading.number(Json(42), "open"), 42.0);
  EXPECT_TRUE(isMissing(reading.optionalNumber(Json(""), "mark")));
  EXPECT_TRUE(isMissing(reading.optionalNumber(Json(nullptr), "mark")));
  EXPECT_TRUE(reading.ok());
}

TEST(VenueJson, RemembersTheFirstFault) {
  Reading reading;
  EXPECT_TRUE(isMissing(reading.number(Json("12x"), "open")));
  EXPECT_TRUE(isMissing(reading.number(Json(true), "close")));
  ASSERT_FALSE(reading.ok());
  EXPECT_EQ(reading.error().error().message, R"(open: "12x" is no number)");
}

TEST(VenueJson, RefusesWhatIsNoFiniteNumber) {
  for (const char* text : {"NaN", "nan", "Infinity", "-inf", "1e999", " 1", ""}) {
    Reading reading;
    EXPECT_TRUE(isMissing(reading.number(Json(text), "open"))) << text;
    EXPECT_FALSE(reading.ok()) << text;
  }
}

TEST(VenueJson, ReadsStampsInAllSpellings) {
  Reading reading;
  const Time expected = utc(2024, 3, 1, 8 * kHour);
  EXPECT_EQ(reading.milliseconds(Json(1709280000000), "t"), expected);
  EXPECT_EQ(reading.milliseconds(Json("1709280000000"), "t"), expected);
  EXPECT_EQ(reading.seconds(Json("1709280000"), "t"), expected);
  EXPECT_EQ(reading.seconds(Json(1709280000.25), "t"), expected + Milliseconds{250});
  EXPECT_EQ(reading.microseconds(Json("1709280000000999"), "t"), expected);
  EXPECT_EQ(reading.iso(Json("2024-03-01T08:00:00.000Z"), "t"), expected);
  EXPECT_TRUE(reading.ok());
}

TEST(VenueJson, RefusesStampsInAnotherUnit) {
  Reading seconds;
  EXPECT_EQ(seconds.seconds(Json(1709280000000), "t"), Time{});
  EXPECT_FALSE(seconds.ok());
  Reading micro;
  EXPECT_EQ(micro.milliseconds(Json(1709280000000000), "t"), Time{});
  EXPECT_FALSE(micro.ok());
}

TEST(VenueJson, MissingMembersAreNull) {
  const Json row = Json::parse(R"({"a": [1, 2]})");
  EXPECT_TRUE(member(row, "b").is_null());
  EXPECT_TRUE(member(Json(3), "b").is_null());
  EXPECT_TRUE(element(member(row, "a"), 2).is_null());
  EXPECT_EQ(element(member(row, "a"), 1), 2);
}

TEST(VenueJson, RefusesWhatIsNotJson) {
  EXPECT_THAT(parseJson("<html>").error().detail, HasSubstr("<html>"));
  EXPECT_FALSE(parseJson("{\"a\": ").has_value());
  EXPECT_FALSE(parseJson("").has_value());
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_EQ(parseJson(deep).error().message, "JSON nested too deep");
}

TEST(VenueJson, BracketsInTextsAndBesideEachOtherAreNotDeep) {
  const std::string text = R"({"why": "\"[[)" + std::string(100, '{') + R"("})";
  ASSERT_TRUE(parseJson(text).has_value());
  std::string beside = "[";
  for (int i = 0; i < 100; ++i) beside += "[],";
  EXPECT_TRUE(parseJson(beside + "[]]").has_value());
}

}  // namespace
}  // namespace perpscope::venues
