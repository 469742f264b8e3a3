#include "panes/pane_items.h"

#include "charts/level_plot.h"

namespace perpscope::ui {
namespace {

using app::Snapshot;
using studies::ColourRole;
using studies::DrawingDecl;
using studies::DrawingKind;

BlockSeries seriesOf(const Snapshot& snapshot, const std::string& key) {
  const auto* series = snapshot.series(key);
  return series == nullptr ? BlockSeries{} : *series;
}

QColor translucent(QColor colour, int alpha) {
  colour.setAlpha(alpha);
  return colour;
}

ColourRole roleAt(const DrawingDecl& drawing, std::size_t at) {
  if (drawing.roles.empty()) return ColourRole::Accent;
  return drawing.roles[std::min(at, drawing.roles.size() - 1)];
}

std::vector<Tint> tintsOf(const DrawingDecl& drawing, const Theme& theme) {
  std::vector<Tint> tints;
  for (const auto& colour : drawing.colours)
    tints.push_back({colour.value, translucent(theme.role(colour.role), qRound(colour.strength * 255))});
  return tints;
}

// Where a study wants its values drawn other than as they are.
BarPlottable::Placement placementOf(const DrawingDecl& drawing, const studies::Settings& settings) {
  return {drawing.origin, drawing.factor.empty() ? 1.0 : settings.number(drawing.factor),
          drawing.shift.empty() ? 0 : settings.integer(drawing.shift)};
}

// A lane is in full colour at the largest size its series ever has: 1 for votes, 3 for their sum.
double largest(const BlockSeries& series) {
  const auto all = series.summary(0, series.size());
  return all.empty() ? 1.0 : std::max({1.0, std::abs(all.min), std::abs(all.max)});
}

class ItemMaker {
 public:
  ItemMaker(ChartPlot& plot, const DrawingDecl& drawing) : plot_(plot), drawing_(drawing) {}

  PaneItem make() {
    switch (drawing_.kind) {
      case DrawingKind::Histogram: return histogram();
      case DrawingKind::Line: return line();
      case DrawingKind::Band: return band();
      case DrawingKind::Candles: return candles();
      case DrawingKind::Columns: return columns();
      case DrawingKind::Shade: return shade();
      case DrawingKind::MarkersAt: return markers(MarkerPlot::Place::OnSeries);
      case DrawingKind::MarkersTop: return markers(MarkerPlot::Place::Top);
      case DrawingKind::MarkersFoot: return markers(MarkerPlot::Place::Foot);
      case DrawingKind::Strip: return strip();
      case DrawingKind::ShadeBeyond: return shadeBeyond();
      case DrawingKind::Labels: return labels();
    }
    return {};
  }

 private:
  template <class Plot>
  Plot* add() const {
    return new Plot(plot_.timeAxis(),
                    drawing_.axis == studies::AxisSide::Main ? plot_.valueAxis() : plot_.secondAxis());
  }

  template <class Plot, class Bind, class Paint>
  PaneItem item(Plot* plot, Bind bind, Paint paint) const {
    return {plot, drawing_.axis,
            [plot, bind, drawing = drawing_](const Snapshot& s) {
              plot->setPlacement(placementOf(drawing, s.settings));
              bind(*plot, s, drawing.series);
            },
            [plot, paint, drawing = drawing_](const Theme& t) { paint(*plot, t, drawing); }};
  }

  using Keys = std::vector<std::string>;

  // Two colours, by sign or by direction.
  template <class Plot>
  static void paintTwo(Plot& plot, const Theme& theme, const DrawingDecl& drawing) {
    plot.setColours(theme.role(roleAt(drawing, 0)), theme.role(roleAt(drawing, 1)));
  }

  PaneItem histogram() const {
    return item(
        add<HistogramPlot>(),
        [opacity = drawing_.opacity, by = drawing_.coloured_by](HistogramPlot& p, const Snapshot& s,
                                                                const Keys& k) {
          p.setData(s.grid, seriesOf(s, k[0]));
          p.setOpacity(seriesOf(s, opacity));
          p.setTintedBy(seriesOf(s, by));
        },
        [](HistogramPlot& p, const Theme& t, const DrawingDecl& d) {
          paintTwo(p, t, d);
          p.setTints(tintsOf(d, t));
        });
  }

  PaneItem line() const {
    return item(
        add<LinePlot>(),
        [](LinePlot& p, const Snapshot& s, const Keys& k) { p.setData(s.grid, seriesOf(s, k[0])); },
        paintTwo<LinePlot>);
  }

  PaneItem band() const {
    return item(
        add<BandPlot>(),
        [](BandPlot& p, const Snapshot& s, const Keys& k) {
          p.setData(s.grid, seriesOf(s, k[0]), seriesOf(s, k[1]));
        },
        [](BandPlot& p, const Theme& t, const DrawingDecl& d) {
          p.setColours(translucent(t.role(roleAt(d, 0)), 45), translucent(t.role(roleAt(d, 1)), 45));
        });
  }

  PaneItem candles() const {
    return item(
        add<CandlePlot>(),
        [](CandlePlot& p, const Snapshot& s, const Keys& k) {
          p.setData(s.grid, {seriesOf(s, k[0]), seriesOf(s, k[1]), seriesOf(s, k[2]), seriesOf(s, k[3])});
        },
        paintTwo<CandlePlot>);
  }

  PaneItem columns() const {
    return item(
        add<VolumePlot>(),
        [](VolumePlot& p, const Snapshot& s, const Keys& k) {
          p.setData(s.grid, seriesOf(s, k[0]), seriesOf(s, k[1]), seriesOf(s, k[2]));
        },
        paintTwo<VolumePlot>);
  }

  PaneItem shade() const { return shadeWith(add<ShadePlot>()); }

  PaneItem shadeBeyond() const {
    auto* plot = add<ShadePlot>();
    plot->setBeyond(drawing_.beyond);
    return shadeWith(plot);
  }

  PaneItem shadeWith(ShadePlot* plot) const {
    return item(
        plot, [](ShadePlot& p, const Snapshot& s, const Keys& k) { p.setData(s.grid, seriesOf(s, k[0])); },
        [](ShadePlot& p, const Theme& t, const DrawingDecl& d) {
          p.setColour(translucent(t.role(roleAt(d, 0)), 40));
        });
  }

  PaneItem labels() const {
    return item(
        add<LabelPlot>(),
        [labels = drawing_.labels](LabelPlot& p, const Snapshot& s, const Keys&) {
          std::vector<BlockSeries> conditions;
          for (const auto& label : labels) conditions.push_back(seriesOf(s, label.condition));
          p.setData(s.grid, std::move(conditions));
        },
        [](LabelPlot& p, const Theme& t, const DrawingDecl& d) {
          std::vector<LabelPlot::Style> styles;
          for (const auto& label : d.labels)
            styles.push_back({QString::fromStdString(label.text), t.role(label.role), label.at_foot});
          p.setStyles(std::move(styles));
        });
  }

  PaneItem markers(MarkerPlot::Place place) const {
    return item(
        add<MarkerPlot>(),
        [](MarkerPlot& p, const Snapshot& s, const Keys& k) {
          p.setData(s.grid, seriesOf(s, k[0]), k.size() > 1 ? seriesOf(s, k[1]) : BlockSeries{});
        },
        [place](MarkerPlot& p, const Theme& t, const DrawingDecl& d) {
          p.setStyle(place, t.role(roleAt(d, 0)), QString::fromStdString(d.text));
        });
  }

  PaneItem strip() const {
    return item(
        add<StripPlot>(),
        [](StripPlot& p, const Snapshot& s, const Keys& keys) {
          std::vector<StripPlot::Lane> lanes;
          for (const auto& key : keys) {
            const auto* output = s.declaration->output(key);
            auto series = seriesOf(s, key);
            const double full = largest(series);
            lanes.push_back(
                {QString::fromStdString(output == nullptr ? key : output->label), std::move(series), full});
          }
          p.setData(s.grid, std::move(lanes));
        },
        [](StripPlot& p, const Theme& t, const DrawingDecl& d) {
          p.setColours(t.role(roleAt(d, 0)), t.role(roleAt(d, 1)), t.dim_text);
          p.setTints(tintsOf(d, t));
        });
  }

  ChartPlot& plot_;
  const DrawingDecl& drawing_;
};

PaneItem levels(ChartPlot& plot, const studies::PaneDecl& pane, const studies::Settings& settings,
                studies::AxisSide side) {
  auto* lines =
      new LevelPlot(plot.timeAxis(), side == studies::AxisSide::Main ? plot.valueAxis() : plot.secondAxis());
  std::vector<studies::LevelDecl> decls;
  std::ranges::copy_if(pane.levels, std::back_inserter(decls),
                       [&](const auto& level) { return isDrawn(level, side, settings); });
  const auto values = std::make_shared<std::vector<double>>();
  const auto bind = [values, decls](const Snapshot& s) {
    values->clear();
    for (const auto& level : decls) values->push_back(levelValue(level, s));
  };
  const auto paint = [values, lines, decls](const Theme& t) {
    std::vector<LevelPlot::Level> drawn;
    for (std::size_t i = 0; i < values->size(); ++i)
      drawn.push_back(
          {(*values)[i],
           decls[i].colour != ColourRole::Neutral ? translucent(t.role(decls[i].colour), 150) : t.level,
           decls[i].shade_beyond ? translucent(t.role(decls[i].colour), 28) : QColor()});
    lines->setLevels(std::move(drawn));
  };
  return {lines, side, bind, paint};
}

PaneItem legChanges(ChartPlot& plot) {
  auto* marks = new LegChangePlot(plot.timeAxis(), plot.valueAxis());
  const auto bind = [marks](const Snapshot& s) {
    std::vector<BlockSeries> counts;
    for (const auto& output : s.declaration->outputs)
      if (output.unit == "legs") counts.push_back(seriesOf(s, output.key));
    marks->setData(s.grid, std::move(counts));
  };
  return {marks, studies::AxisSide::Main, bind,
          [marks](const Theme& t) { marks->setColour(t.role(ColourRole::Extreme)); }};
}

}  // namespace

bool isDrawn(const studies::LevelDecl& level, studies::AxisSide side, const studies::Settings& settings) {
  return level.axis == side && toggledOn(level.toggle, settings);
}

double levelValue(const studies::LevelDecl& level, const app::Snapshot& snapshot) {
  const auto& settings = snapshot.settings;
  double value =
      level.param.empty() ? level.value : (settings.number(level.param) - level.origin) * level.factor;
  if (!level.factor_param.empty()) value *= settings.number(level.factor_param);
  if (!level.times.empty()) value *= snapshot.value(level.times, snapshot.newestBar());
  return value;
}

std::vector<PaneItem> buildItems(ChartPlot& plot, const studies::PaneDecl& pane,
                                 const app::Snapshot& snapshot, bool marks_leg_changes) {
  std::vector<PaneItem> items;
  for (const auto side : {studies::AxisSide::Main, studies::AxisSide::Second})
    if (std::ranges::any_of(pane.levels, [&](const auto& l) { return isDrawn(l, side, snapshot.settings); }))
      items.push_back(levels(plot, pane, snapshot.settings, side));
  for (const auto& drawing : pane.drawings)
    if (toggledOn(drawing.toggle, snapshot.settings)) items.push_back(ItemMaker(plot, drawing).make());
  if (marks_leg_changes) items.push_back(legChanges(plot));
  return items;
}

}  // namespace perpscope::ui
