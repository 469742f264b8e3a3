#include "windows/window_settings.h"

#include <QFile>
#include <fstream>

#include <gmock/gmock.h>

#include "temp_folder.h"

namespace perpscope::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WindowSettingsTest : public testing::Test {
 protected:
  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }
  [[nodiscard]] std::string read(const std::filesystem::path& path) const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] WindowSettings settings() const {
    return WindowSettings(QString::fromStdString(path_.string()));
  }
  [[nodiscard]] static std::vector<std::string> ids(const Layout& layout) {
    std::vector<std::string> ids;
    for (const auto& study : layout.studies) ids.push_back(study.id);
    return ids;
  }

  test::TempFolder folder_;
  std::filesystem::path path_ = folder_.path() / "some" / "window.ini";
};

TEST_F(WindowSettingsTest, WithoutAFileThereAreDefaults) {
  auto settings = this->settings();
  const auto state = settings.load();
  EXPECT_EQ(state.theme, "dark");
  EXPECT_EQ(state.interval, Interval::D1);
  EXPECT_THAT(ids(state.layout), ElementsAre("price", "flow_dashboard", "perp_spot_premium"));
  EXPECT_TRUE(settings.notices().isEmpty());
}

TEST_F(WindowSettingsTest, ReadsBackWhatItWrote) {
  WindowState state;
  state.theme = "light";
  state.asset = "ETH";
  state.interval = Interval::Mo1;
  state.tables = false;
  state.geometry = QByteArray("\x00\x01geometry;=[", 12);
  state.layout = {"own", {{"perp_spot_premium", {{"spot_legs", "binance,okx:BTC-USDT"}, {"min_legs", "2"}}}}};
  state.hidden["price"] = {{"style", "heikin_ashi"}};
  const PaneLine trend{PaneLine::Kind::Trend, {1.7e9, 50'000.25}, {1.71e9, 60'000}};
  state.lines["ETH"]["price/price"] = {{PaneLine::Kind::Horizontal, {0, 0.1}, {}}, trend};
  EXPECT_EQ(settings().save(state), "");
  auto again = settings();
  const auto read = again.load();
  EXPECT_EQ(read.lines, state.lines);
  EXPECT_EQ(read.theme, "light");
  EXPECT_EQ(read.asset, "ETH");
  EXPECT_EQ(read.interval, Interval::Mo1);
  EXPECT_FALSE(read.tables);
  EXPECT_EQ(read.geometry, state.geometry);
  EXPECT_THAT(ids(read.layout), ElementsAre("perp_spot_premium"));
  EXPECT_EQ(read.layout.studies[0].overrides, state.layout.studies[0].overrides);
  EXPECT_EQ(read.hidden, state.hidden);
  EXPECT_TRUE(again.notices().isEmpty()) << again.notices().join(' ').toStdString();
}

TEST_F(WindowSettingsTest, DefaultsAreNotWritten) {
  WindowState state;
  state.theme = "light";
  state.layout.studies[0].overrides = {{"style", "heikin_ashi"}};
  EXPECT_EQ(settings().save(state), "");
  EXPECT_NE(read(path_).find("theme=light"), std::string::npos);
  EXPECT_EQ(settings().save({}), "");
  EXPECT_EQ(read(path_).find('='), std::string::npos) << read(path_);
}

TEST_F(WindowSettingsTest, NoStudyAtAllIsAChoiceToo) {
  WindowState state;
  state.layout.studies.clear();
  EXPECT_EQ(settings().save(state), "");
  EXPECT_THAT(ids(settings().load().layout), IsEmpty());
}

TEST_F(WindowSettingsTest, AGarbledFileIsSetAsideUnderAFreeName) {
  std::filesystem::create_directories(path_.parent_path());
  for (const std::string& rubbish :
       {std::string("\x7f\x45LF\0\0\0", 7), std::string("theme=light\nhalf a li")}) {
    write(rubbish);
    auto settings = this->settings();
    EXPECT_EQ(settings.load().theme, "dark");
    ASSERT_EQ(settings.notices().size(), 1);
    EXPECT_FALSE(std::filesystem::exists(path_));
  }
  EXPECT_EQ(read(path_.string() + ".damaged-1"), std::string("\x7f\x45LF\0\0\0", 7));
  EXPECT_EQ(read(path_.string() + ".damaged-2"), "theme=light\nhalf a li");
}

TEST_F(WindowSettingsTest, ValuesThatMeanNothingAreLeftOutAndSaid) {
  std::filesystem::create_directories(path_.parent_path());
  write(
      "[General]\ninterval=7m\nstudies=price, gone, "
      "price\n[study_price]\nstyle=heikin_ashi\nrsi_length=-4\nold=1\n");
  auto settings = this->settings();
  const auto state = settings.load();
  EXPECT_EQ(state.interval, Interval::D1);
  EXPECT_THAT(ids(state.layout), ElementsAre("price"));
  EXPECT_EQ(state.layout.studies[0].overrides, (studies::Overrides{{"style", "heikin_ashi"}}));
  ASSERT_EQ(settings.notices().size(), 2);
  EXPECT_TRUE(settings.notices()[0].contains("old"));
  EXPECT_TRUE(settings.notices()[1].contains("rsi_length"));
}

TEST_F(WindowSettingsTest, AListTypedByHandIsOneValue) {
  std::filesystem::create_directories(path_.parent_path());
  write("[study_perp_spot_premium]\nspot_legs=binance,okx\n");
  EXPECT_EQ(settings().load().layout.studies[2].overrides.at("spot_legs"), "binance,okx");
}

TEST_F(WindowSettingsTest, WhatCannotBeWrittenIsSaid) {
  std::ofstream(folder_.path() / "file") << "x";
  const WindowSettings blocked(QString::fromStdString((folder_.path() / "file" / "window.ini").string()));
  WindowState state;
  state.theme = "light";
  EXPECT_FALSE(blocked.save(state).isEmpty());
}

TEST_F(WindowSettingsTest, WithoutAFileNameNothingIsKept) {
  WindowSettings none{QString()};
  WindowState state;
  state.theme = "light";
  EXPECT_EQ(none.save(state), "");
  EXPECT_EQ(none.load().theme, "dark");
}

TEST(Layouts, AreKnownByName) {
  EXPECT_EQ(layoutNamed("default").value().studies.size(), 3U);
  EXPECT_EQ(layoutNamed("price").value().studies.at(0).id, "price");
  const auto none = layoutNamed("nothing");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::Usage);
}

}  // namespace
}  // namespace perpscope::ui
