// What a frame of six panes costs at 1920x1080 by software raster, from 2,000 to 5,000,000 bars in view, and
// what the same content costs with the plottables that QCustomPlot brings. A frame is: new ranges, value axes
// scaled to what is in view, all panes drawn into their buffers and composed into the window's backing store.
//
//   bench_frame [--frames N] [--bars N]... [--no-stock]

#include <algorithm>
#include <ctime>
#include <random>

#include <fmt/format.h>

#include "charts/chart_plot.h"
#include "charts/level_plot.h"
#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr int kWidth = 1920;
constexpr int kPaneHeight = 180;
constexpr int kPanes = 6;

struct Data {
  Grid grid{Interval::M1, barNumber(utc(2014, 1, 1), Interval::M1), 0};
  std::vector<double> open, high, low, close, volume, premium, fast, slow, oi, funding, z, vote, hot, cross;
};

// The same as blocks: one series each, shared by the drawings that use it.
struct Series {
  explicit Series(const Data& d)
      : open(of(d.open)),
        high(of(d.high)),
        low(of(d.low)),
        close(of(d.close)),
        volume(of(d.volume)),
        premium(of(d.premium)),
        fast(of(d.fast)),
        slow(of(d.slow)),
        oi(of(d.oi)),
        funding(of(d.funding)),
        z(of(d.z)),
        vote(of(d.vote)),
        hot(of(d.hot)),
        cross(of(d.cross)) {}
  static BlockSeries of(const std::vector<double>& values) { return BlockSeries::of(values); }

  BlockSeries open, high, low, close, volume, premium, fast, slow, oi, funding, z, vote, hot, cross;
};

// A walk with holes, rare conditions and a spike here and there.
Data makeData(std::size_t bars) {
  Data d;
  d.grid.size = bars;
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> unit(-1, 1);
  double price = 20'000;
  double premium = 0;
  double fast = 0;
  double slow = 0;
  for (std::size_t i = 0; i < bars; ++i) {
    const double before = price;
    price *= 1 + 0.0008 * unit(random);
    premium = 0.98 * premium + 0.02 * unit(random);
    fast += 0.1 * (premium - fast);
    slow += 0.02 * (premium - slow);
    const bool hole = i % 9973 < 12;
    const auto put = [hole](std::vector<double>& to, double value) { to.push_back(hole ? kMissing : value); };
    put(d.open, before);
    put(d.close, price);
    put(d.high, std::max(before, price) * (1 + 0.0004 * (1 + unit(random))));
    put(d.low, std::min(before, price) * (1 - 0.0004 * (1 + unit(random))));
    put(d.volume, 50 + 40 * unit(random));
    put(d.premium, premium + 0.02 * unit(random));
    put(d.fast, fast);
    put(d.slow, slow);
    put(d.oi, 1e9 * (1 + 0.2 * slow));
    put(d.funding, 0.01 + slow / 4);
    put(d.z, (premium - slow) * 12);
    put(d.vote, premium > 0.05 ? 1 : premium < -0.05 ? -1 : 0);
    put(d.hot, premium > 0.12 ? 1 : 0);
    put(d.cross, i % 37 == 0 ? 1 : 0);
  }
  return d;
}

struct Pane {
  QCustomPlot* plot = nullptr;
  QCPAxis* value = nullptr;
  std::vector<BarPlottable*> own;
};

// One frame's panes with our plottables.
class OwnPanes {
 public:
  OwnPanes(QWidget& host, const Grid& grid, const Series& data) : theme_(darkTheme()), grid_(grid) {
    for (int i = 0; i < kPanes; ++i) {
      auto* plot = new ChartPlot(&host);
      plot->setGeometry(0, i * kPaneHeight, kWidth, kPaneHeight);
      plot->setTheme(theme_);
      plot->setMargins(1, ChartPlot::valueLabelWidth(plot->fontMetrics()), i == kPanes - 1);
      plots_.push_back(plot);
      panes_.push_back({plot, plot->valueAxis(), {}});
    }
    price(panes_[0], data);
    premium(panes_[1], data);
    openInterest(panes_[2], data);
    funding(panes_[3], data);
    strip(panes_[4], data);
    zScore(panes_[5], data);
  }

  void frame(double lower, double upper) {
    const auto clamped = [this](double s) {
      return static_cast<std::size_t>(std::clamp<std::int64_t>(grid_.indexOf(timeOfSeconds(s)), 0,
                                                               static_cast<std::int64_t>(grid_.size)));
    };
    for (auto& pane : panes_) {
      pane.plot->xAxis->setRange(lower, upper);
      Summary range;
      for (const auto* plot : pane.own) range.add(plot->extent(clamped(lower), clamped(upper)));
      if (!range.empty()) pane.value->setRange(range.min, range.max + 1e-9);
    }
    for (auto* plot : plots_) plot->redraw();
  }

  void cursor(double seconds, int over) {
    for (int i = 0; i < kPanes; ++i)
      plots_[static_cast<std::size_t>(i)]->setCursor(
          ChartPlot::Cursor{seconds, timeReadout(timeOfSeconds(seconds), Interval::M1),
                            i == over ? std::optional(60.0) : std::nullopt});
  }

 private:
  template <class Plot>
  Plot* add(Pane& pane) {
    auto* plot = new Plot(pane.plot->xAxis, pane.value);
    pane.own.push_back(plot);
    return plot;
  }
  QColor role(studies::ColourRole role, int alpha = 255) const {
    QColor colour = theme_.role(role);
    colour.setAlpha(alpha);
    return colour;
  }
  void line(Pane& pane, const BlockSeries& values, studies::ColourRole colour) {
    auto* plot = add<LinePlot>(pane);
    plot->setData(grid_, values);
    plot->setColour(role(colour));
  }
  void histogram(Pane& pane, const BlockSeries& values) {
    auto* plot = add<HistogramPlot>(pane);
    plot->setData(grid_, values);
    plot->setColours(role(studies::ColourRole::Positive), role(studies::ColourRole::Negative));
  }
  void band(Pane& pane, const BlockSeries& a, const BlockSeries& b) {
    auto* plot = add<BandPlot>(pane);
    plot->setData(grid_, a, b);
    plot->setColour(role(studies::ColourRole::Slow, 45));
  }
  void shade(Pane& pane, const BlockSeries& condition) {
    auto* plot = add<ShadePlot>(pane);
    plot->setData(grid_, condition);
    plot->setColour(role(studies::ColourRole::Hot, 40));
  }
  void markers(Pane& pane, const Series& data, MarkerPlot::Place place, const QString& text) {
    auto* plot = add<MarkerPlot>(pane);
    plot->setData(grid_, place == MarkerPlot::Place::OnSeries ? data.cross : data.hot, data.fast);
    plot->setStyle(place, role(studies::ColourRole::Bear), text);
  }

  void price(Pane& pane, const Series& data) {
    shade(pane, data.hot);
    auto* volume = add<VolumePlot>(pane);
    volume->setData(grid_, data.volume, data.open, data.close);
    volume->setColours(role(studies::ColourRole::Up), role(studies::ColourRole::Down));
    auto* candles = add<CandlePlot>(pane);
    candles->setData(grid_, {data.open, data.high, data.low, data.close});
    candles->setColours(role(studies::ColourRole::Up), role(studies::ColourRole::Down));
  }
  void premium(Pane& pane, const Series& data) {
    band(pane, data.fast, data.slow);
    histogram(pane, data.premium);
    line(pane, data.fast, studies::ColourRole::Fast);
    line(pane, data.slow, studies::ColourRole::Slow);
    markers(pane, data, MarkerPlot::Place::OnSeries, {});
  }
  void openInterest(Pane& pane, const Series& data) {
    shade(pane, data.hot);
    line(pane, data.oi, studies::ColourRole::OpenInterest);
  }
  void funding(Pane& pane, const Series& data) {
    histogram(pane, data.funding);
    line(pane, data.slow, studies::ColourRole::Neutral);
  }
  void strip(Pane& pane, const Series& data) {
    auto* plot = add<StripPlot>(pane);
    plot->setData(grid_, {{"a", data.vote, 1}, {"b", data.z, 3}, {"c", data.fast, 1}});
    plot->setColours(role(studies::ColourRole::Bull), role(studies::ColourRole::Bear), theme_.dim_text);
    markers(pane, data, MarkerPlot::Place::Top, "top");
  }
  void zScore(Pane& pane, const Series& data) {
    auto* levels = add<LevelPlot>(pane);
    levels->setLevels({{2, theme_.level, role(studies::ColourRole::Hot, 28)}, {0, theme_.level, {}}});
    line(pane, data.z, studies::ColourRole::Premium);
    line(pane, data.premium, studies::ColourRole::Neutral);
  }

  const Theme& theme_;
  Grid grid_;
  std::vector<ChartPlot*> plots_;
  std::vector<Pane> panes_;
};

// The same with what QCustomPlot brings, set up as its examples do.
class StockPanes {
 public:
  StockPanes(QWidget& host, const Data& data, std::size_t bars) : data_(data), bars_(bars) {
    for (std::size_t i = 0; i < bars; ++i) keys_.push_back(secondsOf(data.grid.open(i)));
    for (int i = 0; i < kPanes; ++i) {
      auto* plot = new QCustomPlot(&host);
      plot->setGeometry(0, i * kPaneHeight, kWidth, kPaneHeight);
      plot->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTickerDateTime));
      plots_.push_back(plot);
    }
    bars_of(0, data.hot, 60);
    bars_of(0, data.volume, 60);
    candles(0);
    bars_of(1, data.premium, 60);
    graph(1, data.fast);
    band(1, data.slow);
    graph(1, data.cross)->setLineStyle(QCPGraph::lsNone);
    bars_of(2, data.hot, 60);
    graph(2, data.oi);
    bars_of(3, data.funding, 60);
    graph(3, data.slow);
    for (const auto* lane : {&data.vote, &data.z, &data.fast}) bars_of(4, *lane, 60);
    graph(4, data.hot)->setLineStyle(QCPGraph::lsNone);
    graph(5, data.z);
    graph(5, data.premium);
  }

  void frame(double lower, double upper) {
    for (auto* plot : plots_) {
      plot->xAxis->setRange(lower, upper);
      plot->yAxis->rescale(true);
      plot->replot(QCustomPlot::rpQueuedRefresh);
    }
  }

 private:
  QVector<double> column(const std::vector<double>& values) const {
    return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(bars_)};
  }
  QCPGraph* graph(std::size_t pane, const std::vector<double>& values) {
    auto* graph = plots_[pane]->addGraph();
    graph->setData(keys_, column(values), true);
    return graph;
  }
  void band(std::size_t pane, const std::vector<double>& values) {
    auto* lower = graph(pane, values);
    plots_[pane]->graph(0)->setBrush(QColor(120, 120, 255, 45));
    plots_[pane]->graph(0)->setChannelFillGraph(lower);
  }
  void bars_of(std::size_t pane, const std::vector<double>& values, double width) {
    auto* bars = new QCPBars(plots_[pane]->xAxis, plots_[pane]->yAxis);
    bars->setWidth(width);
    bars->setData(keys_, column(values), true);
  }
  void candles(std::size_t pane) {
    auto* plot = new QCPFinancial(plots_[pane]->xAxis, plots_[pane]->yAxis);
    plot->setWidth(50);
    plot->setTwoColored(true);
    plot->setData(keys_, column(data_.open), column(data_.high), column(data_.low), column(data_.close),
                  true);
  }

  const Data& data_;
  std::size_t bars_;
  QVector<double> keys_;
  std::vector<QCustomPlot*> plots_;
};

// Milliseconds. On a machine that is busy with other things the processor's time is what tells.
struct Figures {
  double median = 0;
  double p99 = 0;
  double cpu_median = 0;
  double cpu_p99 = 0;
};

double cpuMs() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
}

template <class Step>
Figures measure(int count, Step step) {
  step(0);
  std::vector<double> ms;
  std::vector<double> cpu;
  for (int i = 0; i < count; ++i) {
    QElapsedTimer timer;
    timer.start();
    const double before = cpuMs();
    step(i);
    cpu.push_back(cpuMs() - before);
    ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }
  std::ranges::sort(ms);
  std::ranges::sort(cpu);
  return {ms[ms.size() / 2], ms[ms.size() * 99 / 100], cpu[cpu.size() / 2], cpu[cpu.size() * 99 / 100]};
}

// A hand that pans with small steps and zooms a little in and out.
template <class Panes>
Figures panAndZoom(QWidget& host, Panes& panes, const Data& data, std::size_t bars, std::size_t start,
                   int frames) {
  const double bar = 60;
  const double from = secondsOf(data.grid.open(start));
  return measure(frames, [&, offset = 0.0](int i) mutable {
    const double length = static_cast<double>(bars) * bar;
    const double zoomed = i % 4 < 2 ? length : length * (1 - 0.002 * (i % 20));
    offset += (i / 25 % 2 == 0 ? 1 : -1) * length * 0.004;
    panes.frame(from + offset, from + offset + zoomed);
    host.repaint();
  });
}

void show(QWidget& host) {
  host.resize(kWidth, kPanes * kPaneHeight);
  host.show();
  QCoreApplication::processEvents();
}

Figures ownFrames(const Data& data, const Series& series, std::size_t bars, int frames) {
  QWidget host;
  OwnPanes panes(host, data.grid, series);
  show(host);
  return panAndZoom(host, panes, data, bars, (data.grid.size - bars) / 2, frames);
}

Figures stockFrames(const Data& data, std::size_t bars, int frames) {
  QWidget host;
  StockPanes panes(host, data, bars + bars / 5);
  show(host);
  return panAndZoom(host, panes, data, bars, bars / 10, frames);
}

Figures cursorMoves(const Data& data, const Series& series, int moves) {
  QWidget host;
  OwnPanes panes(host, data.grid, series);
  show(host);
  const double from = secondsOf(data.grid.open(0));
  panes.frame(from, from + 2'000 * 60.0);
  host.repaint();
  return measure(moves, [&](int i) {
    panes.cursor(from + i % 2'000 * 60.0, i % kPanes);
    host.repaint();
  });
}

}  // namespace

int run(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.addHelpOption();
  parser.addOptions({{"frames", "Frames measured per row.", "count", "400"},
                     {"bars", "Bars in view; may be given again.", "count"},
                     {"no-stock", "Without the baseline."}});
  parser.process(arguments);
  const int frames = parser.value("frames").toInt();
  auto counts = parser.values("bars");
  if (counts.isEmpty()) counts = {"500", "2000", "20000", "200000", "5000000"};

  std::vector<std::size_t> in_view;
  for (const auto& count : counts) in_view.push_back(std::min<std::size_t>(count.toULongLong(), 5'000'000));
  const Data data = makeData(std::ranges::max(in_view) * 5 / 4 + 2'000);
  const Series series(data);
  fmt::print("{:>9} {:>9} {:>7} {:>11} {:>8} {:>13} {:>6}\n", "bars", "median", "p99", "cpu median",
             "cpu p99", "stock median", "ratio");
  for (const auto bars : in_view) {
    const auto own = ownFrames(data, series, bars, frames);
    fmt::print("{:>9} {:>9.2f} {:>7.2f} {:>11.2f} {:>8.2f}", bars, own.median, own.p99, own.cpu_median,
               own.cpu_p99);
    if (bars <= 200'000 && !parser.isSet("no-stock")) {
      const auto stock = stockFrames(data, bars, bars > 20'000 ? 5 : 40);
      fmt::print(" {:>13.2f} {:>6.1f}", stock.median, stock.cpu_median / own.cpu_median);
    }
    fmt::print("\n");
    std::fflush(stdout);
  }
  const auto cursor = cursorMoves(data, series, frames);
  fmt::print("crosshair, six panes: median {:.2f}, p99 {:.2f}, cpu median {:.2f} ms\n", cursor.median,
             cursor.p99, cursor.cpu_median);
  return 0;
}

}  // namespace perpscope::ui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  return perpscope::ui::run(QApplication::arguments());
}
