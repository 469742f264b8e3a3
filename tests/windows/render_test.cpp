#include "windows/render.h"

#include <set>

#include <gtest/gtest.h>

#include "charts/theme.h"
#include "windows/describe.h"
#include "windows/fake_session.h"

namespace perpscope::ui {
namespace {

std::vector<app::SnapshotPtr> snapshots(Interval interval = Interval::D1) {
  test::FakeSession session;
  std::vector<app::SnapshotPtr> made;
  for (const auto* id : {"price", "flow_dashboard", "perp_spot_premium"})
    made.push_back(session.compute({id, "BTC", interval, {}, {}}).value());
  return made;
}

// The columns of the picture where a colour is, from left to right.
std::set<int> columnsOf(const QImage& image, const QColor& colour) {
  std::set<int> columns;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (image.pixel(x, y) == colour.rgb()) columns.insert(x);
  return columns;
}

TEST(Render, HasTheSizeAndScaleAskedFor) {
  const auto plain = renderSnapshots(snapshots(), {{900, 600}, "dark", {}, 1});
  EXPECT_EQ(plain.size(), QSize(900, 600));
  const auto sharp = renderSnapshots(snapshots(), {{900, 600}, "dark", {}, 2});
  EXPECT_EQ(sharp.size(), QSize(1800, 1200));
  EXPECT_EQ(sharp.devicePixelRatio(), 2);
}

TEST(Render, IsTheSameTwice) {
  const RenderOptions options{{900, 600}, "light", {}, 1};
  EXPECT_EQ(renderSnapshots(snapshots(), options), renderSnapshots(snapshots(), options));
}

TEST(Render, UsesTheThemesColours) {
  for (const auto* theme : {&darkTheme(), &lightTheme()}) {
    const auto image = renderSnapshots(snapshots(), {{900, 600}, theme->id, {}, 1});
    EXPECT_GT(columnsOf(image, theme->plot).size(), 700U) << theme->id.toStdString();
    EXPECT_GT(columnsOf(image, theme->role(studies::ColourRole::Up)).size(), 100U) << theme->id.toStdString();
  }
}

TEST(Render, ShowsTheRangeAskedFor) {
  const auto wide =
      renderSnapshots(snapshots(), {{900, 600}, "dark", TimeRange{utc(2022, 1, 1), utc(2023, 2, 5)}, 1});
  const auto narrow =
      renderSnapshots(snapshots(), {{900, 600}, "dark", TimeRange{utc(2022, 1, 1), utc(2022, 2, 1)}, 1});
  EXPECT_NE(wide, narrow);
}

TEST(Describe, SaysWhatIsInViewCutToTheData) {
  const auto all = snapshots();
  EXPECT_EQ(describeView(all, {utc(2020, 1, 1), utc(2022, 2, 1)}),
            "BTC  ·  1d  ·  Sat 1 Jan 2022 – Mon 31 Jan 2022 UTC");
  EXPECT_EQ(describeView(all, {utc(2010, 1, 1), utc(2011, 1, 1)}), "BTC  ·  1d");
  EXPECT_EQ(describeView({}, {}), "");
}

TEST(Describe, CountsBarsAndTellsAges) {
  const auto all = snapshots();
  EXPECT_EQ(describeData(all), "400 bars  ·  newest Sat 4 Feb 2023 UTC");
  EXPECT_EQ(describeAge(all, utc(2023, 2, 4, kHour)), "still open");
  EXPECT_EQ(describeAge(all, utc(2023, 2, 5, 40 * kMinute)), "40 min old");
  EXPECT_EQ(describeAge(all, utc(2023, 2, 6, 3 * kHour)), "27 h old");
  EXPECT_EQ(describeAge(all, utc(2023, 2, 12)), "7 days old");
  EXPECT_EQ(describeData({}), "");
  EXPECT_EQ(describeAge({}, utc(2023, 1, 1)), "");
}

TEST(Describe, TellsWhichLegsAreMissing) {
  auto snapshot = std::make_shared<app::Snapshot>(*snapshots().front());
  snapshot->notes = {"Without kraken:XBTUSD (spot)"};
  snapshot->legs = {{"kraken:XBTUSD", "spot", {}, {}, "none stored"}, {"okx:BTC-USDT", "spot", {}, {}, ""}};
  EXPECT_EQ(describeNotes({snapshot}),
            "Price: Without kraken:XBTUSD (spot)\nPrice: kraken:XBTUSD – none stored");
}

}  // namespace
}  // namespace perpscope::ui
