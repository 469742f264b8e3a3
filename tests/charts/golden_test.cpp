// Pictures of every kind of drawing against those in tests/data/golden_charts, which are this program's own.
// They carry no text, for fonts differ between machines. PERPSCOPE_UPDATE_GOLDEN=1 draws them anew: look at
// them before you commit them.
#include <QFileInfo>

#include <gtest/gtest.h>

#include "chart_fixture.h"
#include "charts/level_plot.h"

namespace perpscope::ui {
namespace {

using studies::ColourRole;
using test::Chart;
using test::noise;
using test::seriesOf;

// A pixel differs when a channel does by more than this; so many may.
constexpr int kChannel = 24;
constexpr double kShare = 0.005;

constexpr std::size_t kBars = 160;
bool isHole(std::size_t i) { return (i >= 60 && i < 66) || i == 100; }
double wave(std::size_t i) { return std::sin(static_cast<double>(i) * 0.11) + 0.25 * noise(i); }

template <class Formula>
BlockSeries withHoles(Formula formula) {
  return seriesOf(kBars, [&](std::size_t i) { return isHole(i) ? kMissing : formula(i); });
}
Grid grid() { return test::dailyGrid(kBars); }
QColor tinted(const Theme& theme, ColourRole role, int alpha) {
  QColor colour = theme.role(role);
  colour.setAlpha(alpha);
  return colour;
}

void histogram(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<HistogramPlot>();
  plot->setData(grid(), withHoles(wave));
  plot->setColours(theme.role(ColourRole::Positive), theme.role(ColourRole::Negative));
}

void opacity(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<HistogramPlot>();
  plot->setData(grid(), withHoles(wave));
  plot->setOpacity(
      seriesOf(kBars, [](std::size_t i) { return 0.25 + 0.75 * static_cast<double>(i % 20) / 19; }));
  plot->setColours(theme.role(ColourRole::Teal), theme.role(ColourRole::Magenta));
}

void line(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<LinePlot>();
  plot->setData(grid(), withHoles(wave));
  plot->setColour(theme.role(ColourRole::Premium));
}

void band(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<BandPlot>();
  plot->setData(grid(), withHoles([](std::size_t i) { return wave(i) + 0.4; }),
                withHoles([](std::size_t i) { return wave(i) * 0.7 - 0.3; }));
  plot->setColour(tinted(theme, ColourRole::Slow, 60));
}

void signedLine(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<LinePlot>();
  plot->setData(grid(), withHoles(wave));
  plot->setColours(theme.role(ColourRole::Teal), theme.role(ColourRole::Magenta));
}

void ribbon(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<BandPlot>();
  plot->setData(grid(), withHoles(wave), withHoles([](std::size_t i) { return wave(i + 15); }));
  plot->setColours(tinted(theme, ColourRole::Bull, 90), tinted(theme, ColourRole::Bear, 90));
}

void tints(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<HistogramPlot>();
  plot->setData(grid(), withHoles(wave));
  plot->setTintedBy(withHoles([](std::size_t i) { return std::round(2 * wave(i)); }));
  plot->setTints({{2, theme.role(ColourRole::Extreme)},
                  {1, theme.role(ColourRole::Bull)},
                  {0, theme.role(ColourRole::Neutral)},
                  {-1, theme.role(ColourRole::Bear)}});
  plot->setColours(theme.role(ColourRole::Positive), theme.role(ColourRole::Negative));
}

void beyond(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<ShadePlot>();
  plot->setBeyond(0.9);
  plot->setData(grid(), withHoles(wave));
  plot->setColour(tinted(theme, ColourRole::Hot, 40));
}

CandleSeries candleSeries() {
  const auto open = [](std::size_t i) { return wave(i); };
  const auto close = [](std::size_t i) { return wave(i + 1); };
  return {withHoles(open), withHoles([=](std::size_t i) { return std::max(open(i), close(i)) + 0.15; }),
          withHoles([=](std::size_t i) {
            return std::min(open(i), close(i)) - 0.1 - 0.1 * std::abs(noise(i + 7));
          }),
          withHoles(close)};
}

void candles(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<CandlePlot>();
  plot->setData(grid(), candleSeries());
  plot->setColours(theme.role(ColourRole::Up), theme.role(ColourRole::Down));
}

void volume(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<VolumePlot>();
  const auto series = candleSeries();
  plot->setData(grid(), withHoles([](std::size_t i) { return 3 + 2 * noise(i + 3); }), series.open,
                series.close);
  plot->setColours(theme.role(ColourRole::Up), theme.role(ColourRole::Down));
}

void shade(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<ShadePlot>();
  plot->setData(grid(), withHoles([](std::size_t i) { return wave(i) > 0.7 ? 1.0 : 0.0; }));
  plot->setColour(tinted(theme, ColourRole::Hot, 40));
}

void markers(Chart& chart, const Theme& theme) {
  using enum MarkerPlot::Place;
  for (const auto& [place, role, every] : {std::tuple{OnSeries, ColourRole::Positive, 13U},
                                           {Top, ColourRole::Bear, 17U},
                                           {Foot, ColourRole::Bull, 19U}}) {
    auto* plot = chart.add<MarkerPlot>();
    plot->setData(grid(), withHoles([every = every](std::size_t i) { return i % every == 0 ? 1.0 : 0.0; }),
                  withHoles(wave));
    plot->setStyle(place, theme.role(role), {});
  }
}

void strip(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<StripPlot>();
  const auto vote = [](double v) { return v > 0.5 ? 1.0 : v < -0.5 ? -1.0 : 0.0; };
  plot->setData(grid(),
                {{"a", withHoles([=](std::size_t i) { return vote(wave(i)); }), 1},
                 {"b", withHoles([=](std::size_t i) { return vote(wave(i + 20)); }), 1},
                 {"c", withHoles([=](std::size_t i) { return vote(wave(i)) + 2 * vote(wave(i + 20)); }), 3}});
  plot->setColours(theme.role(ColourRole::Bull), theme.role(ColourRole::Bear), theme.dim_text);
}

void levels(Chart& chart, const Theme& theme) {
  auto* plot = chart.add<LevelPlot>();
  plot->setLevels({{0.8, tinted(theme, ColourRole::Hot, 150), tinted(theme, ColourRole::Hot, 28)},
                   {0, theme.level, {}},
                   {-0.8, tinted(theme, ColourRole::Cold, 150), tinted(theme, ColourRole::Cold, 28)}});
}

void combined(Chart& chart, const Theme& theme) {
  shade(chart, theme);
  levels(chart, theme);
  band(chart, theme);
  volume(chart, theme);
  candles(chart, theme);
  line(chart, theme);
  markers(chart, theme);
}

// 30,000 bars: columns of pixels.
void afar(Chart& chart, const Theme& theme) {
  constexpr std::size_t kMany = 30'000;
  const Grid many{Interval::M1, barNumber(utc(2021, 1, 1), Interval::M1), kMany};
  const auto slow = [](std::size_t i) { return std::sin(static_cast<double>(i) * 0.0006) * 0.9; };
  const auto seriesWithHole = [](auto formula) {
    return seriesOf(kMany, [&](std::size_t i) { return i > 11'000 && i < 12'000 ? kMissing : formula(i); });
  };
  auto* bars = chart.add<HistogramPlot>();
  bars->setData(many, seriesWithHole([&](std::size_t i) { return slow(i) + 0.3 * noise(i); }));
  bars->setColours(theme.role(ColourRole::Positive), theme.role(ColourRole::Negative));
  auto* over = chart.add<LinePlot>();
  over->setData(many, seriesWithHole([&](std::size_t i) { return slow(i) + 0.1 * noise(i / 40); }));
  over->setColour(theme.role(ColourRole::Fast));
  chart.showBars(many, 0, kMany, -1.5, 1.5);
}

struct Case {
  const char* name;
  void (*draw)(Chart&, const Theme&);
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

const std::vector<Case> kCases{{"histogram", histogram},
                               {"opacity", opacity},
                               {"line", line},
                               {"band", band},
                               {"candles", candles},
                               {"volume", volume},
                               {"shade", shade},
                               {"markers", markers},
                               {"strip", strip},
                               {"levels", levels},
                               {"combined", combined},
                               {"afar", afar},
                               {"signed_line", signedLine},
                               {"ribbon", ribbon},
                               {"tints", tints},
                               {"beyond", beyond}};

bool updating() { return qEnvironmentVariableIntValue("PERPSCOPE_UPDATE_GOLDEN") == 1; }

double shareThatDiffers(const QImage& a, const QImage& b) {
  int different = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x)
      if (!test::near(a.pixelColor(x, y), b.pixelColor(x, y), kChannel)) ++different;
  return static_cast<double>(different) / (a.width() * a.height());
}

using Golden = testing::TestWithParam<std::tuple<Case, std::string, int>>;

TEST_P(Golden, IsDrawnAsBefore) {
  const auto& [shown, theme_id, scale] = GetParam();
  const Theme& theme = themeNamed(QString::fromStdString(theme_id));
  Chart chart(theme, scale);
  chart.plot.valueAxis()->grid()->setVisible(true);
  chart.showBars(grid(), 0, kBars, -1.6, 1.6);
  shown.draw(chart, theme);
  const QImage image = chart.picture();
  const auto file = QStringLiteral(PERPSCOPE_SOURCE_DIR "/tests/data/golden_charts/%1_%2_%3x.png")
                        .arg(shown.name, theme.id)
                        .arg(scale);
  if (updating()) {
    ASSERT_TRUE(image.save(file, "PNG", 0));
    return;
  }
  QImage golden(file);
  ASSERT_FALSE(golden.isNull()) << "no " << file.toStdString();
  ASSERT_EQ(golden.size(), image.size());
  const double share = shareThatDiffers(golden, image);
  if (share > kShare) {
    const QString seen = QDir::temp().filePath(QFileInfo(file).fileName());
    image.save(seen);
    ADD_FAILURE() << share * 100 << " % of the pixels differ; what was drawn: " << seen.toStdString();
  }
}

INSTANTIATE_TEST_SUITE_P(Charts, Golden,
                         testing::Combine(testing::ValuesIn(kCases), testing::Values("dark", "light"),
                                          testing::Values(1, 2)),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param).name) + "_" + std::get<1>(info.param) +
                                  "_" + std::to_string(std::get<2>(info.param)) + "x";
                         });

TEST(GoldenPictures, AreNeverRedrawnByAMachine) {
  if (!qEnvironmentVariableIsSet("CI")) GTEST_SKIP() << "not in CI";
  EXPECT_FALSE(updating());
}

}  // namespace
}  // namespace perpscope::ui
