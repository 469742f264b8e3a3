// Price: candles or Heikin-Ashi of any leg or composite, with volume, RSI and MACD (studies, section 6).
#include "indicators/candles.h"
#include "indicators/oscillator.h"
#include "studies/composite.h"
#include "studies/laid_out_study.h"
#include "studies/params.h"
#include "studies/parts.h"
#include "studies/studies.h"
#include "studies/table_text.h"

namespace perpscope::studies {
namespace {

constexpr int kLookBack = 26;

enum Out : std::size_t {
  kOpen,
  kHigh,
  kLow,
  kClose,
  kVolume,
  kHaOpen,
  kHaHigh,
  kHaLow,
  kHaClose,
  kRsi,
  kMacd,
  kSignal,
  kHist
};

std::vector<ParamDecl> params() {
  std::vector<ParamDecl> all{
      legsParam("leg", "Leg", "The market that is drawn, as venue or venue:SYMBOL; several make a composite.",
                ParamType::Legs, "binance"),
      choiceParam("kind", "Kind", "Which market a venue's name alone means.", {"spot", "perp"}),
      choiceParam("style", "Style",
                  "Plain candles, or Heikin-Ashi; RSI and MACD read the closes of what is drawn.",
                  {"candles", "heikin_ashi"}),
      toggleParam("show_rsi", "RSI pane", "Shows the RSI in a pane of its own.", false),
      toggleParam("show_macd", "MACD pane", "Shows the MACD in a pane of its own.", false),
      integerParam("rsi_length", "RSI length", "Look-back of the RSI.", 14, {1, 5000}, "bars"),
      integerParam("macd_fast", "MACD fast", "Length of the MACD's fast average.", 12, {1, 5000}, "bars"),
      integerParam("macd_slow", "MACD slow", "Length of the MACD's slow average.", 26, {1, 5000}, "bars"),
      integerParam("macd_signal_length", "MACD signal", "Length of the average of the MACD line.", 9,
                   {1, 5000}, "bars")};
  std::ranges::move(compositeParams(), std::back_inserter(all));
  all.push_back(resetAfterParam(kLookBack));
  return all;
}

std::vector<PaneDecl> panes() {
  const std::vector<ColourRole> up_down{ColourRole::Up, ColourRole::Down};
  PaneDecl price{"price", "Price", 2.0, {}, {}, {}};
  price.drawings = {
      {DrawingKind::Columns, {"volume", "open", "close"}, up_down, {}, {}, {}},
      {DrawingKind::Candles, {"open", "high", "low", "close"}, up_down, {}, {}, "style=candles"},
      {DrawingKind::Candles,
       {"ha_open", "ha_high", "ha_low", "ha_close"},
       up_down,
       {},
       {},
       "style=heikin_ashi"}};
  PaneDecl rsi{"rsi",
               "RSI",
               0.7,
               {{DrawingKind::Line, {"rsi"}, {ColourRole::Accent}, {}, {}, {}}},
               {{.value = 30}, {.value = 50}, {.value = 70}},
               "show_rsi"};
  PaneDecl macd{"macd",
                "MACD",
                0.7,
                {{DrawingKind::Histogram, {"macd_hist"}, up_down, {}, {}, {}},
                 {DrawingKind::Line, {"macd"}, {ColourRole::Fast}, {}, {}, {}},
                 {DrawingKind::Line, {"macd_signal"}, {ColourRole::Slow}, {}, {}, {}}},
                {{.value = 0}},
                "show_macd"};
  return {price, rsi, macd};
}

Declaration declare() {
  Declaration d;
  d.id = "price";
  d.title = "Price";
  d.summary =
      "Candles or Heikin-Ashi of any market or composite, with volume, RSI and MACD. The pane the others "
      "align with.";
  d.main = "close";
  d.params = params();
  const NumberFormat money{2, false};
  d.outputs = {
      {"open", "Open", "USD", money, ColourRole::Neutral,
       "of the leg, or the composite of the opens of several"},
      {"high", "High", "USD", money, ColourRole::Neutral, "of the leg, or the composite of the highs"},
      {"low", "Low", "USD", money, ColourRole::Neutral, "of the leg, or the composite of the lows"},
      {"close", "Close", "USD", money, ColourRole::Accent, "of the leg, or the composite of the closes"},
      {"volume", "Volume", "base", {2, true}, ColourRole::Neutral, "sum over the legs"},
      {"ha_open", "HA open", "USD", money, ColourRole::Neutral,
       "(ha_open + ha_close of the bar before) / 2; first (open + close) / 2"},
      {"ha_high", "HA high", "USD", money, ColourRole::Neutral, "max(high, ha_open, ha_close)"},
      {"ha_low", "HA low", "USD", money, ColourRole::Neutral, "min(low, ha_open, ha_close)"},
      {"ha_close", "HA close", "USD", money, ColourRole::Accent, "(open + high + low + close) / 4"},
      {"rsi",
       "RSI",
       "",
       {1, false},
       ColourRole::Accent,
       "rsi(close, rsi_length), of ha_close with style = heikin_ashi"},
      {"macd", "MACD", "USD", money, ColourRole::Fast,
       "ema(close, macd_fast) - ema(close, macd_slow), of ha_close with style = heikin_ashi"},
      {"macd_signal", "Signal", "USD", money, ColourRole::Slow, "ema(macd, macd_signal_length)"},
      {"macd_hist", "Histogram", "USD", money, ColourRole::Neutral, "macd - macd_signal"}};
  d.panes = panes();
  d.table = {};
  return d;
}

class PriceState final : public CopyableState<PriceState> {
 public:
  PriceState(const Settings& settings, std::vector<PriceCells> legs)
      : ha_style_(settings.text("style") == "heikin_ashi"),
        legs_(std::move(legs)),
        composite_(settings, legs_),
        holes_(settings.integer("reset_after")),
        now_(Oscillators(settings)) {}

  void push(const Bars& bars, const Columns& out) override {
    Scratch legs(bars.size());
    composite_.push(
        bars.cells,
        std::array<Composite::Field, 4>{{{0, out[kClose]}, {1, out[kLow]}, {2, out[kHigh]}, {3, out[kOpen]}}},
        legs);
    volume(bars.cells, out[kVolume]);
    holes_.split(
        out[kClose],
        [&](std::size_t first, std::size_t count, bool afresh) {
          if (afresh) now_.restart();
          now_->push(ha_style_, out.part(first, count));
        },
        [&](std::size_t first, std::size_t count) { fillMissing(out.part(first, count), kHaOpen); });
  }

 private:
  struct Oscillators {
    explicit Oscillators(const Settings& s)
        : rsi(static_cast<std::size_t>(s.integer("rsi_length"))),
          macd(static_cast<std::size_t>(s.integer("macd_fast")),
               static_cast<std::size_t>(s.integer("macd_slow")),
               static_cast<std::size_t>(s.integer("macd_signal_length"))) {}

    void push(bool ha_style, const Columns& out) {
      for (std::size_t bar = 0; bar < out.bars(); ++bar) {
        const auto ha =
            heikin_ashi.push({out[kOpen][bar], out[kHigh][bar], out[kLow][bar], out[kClose][bar]});
        out[kHaOpen][bar] = ha.open;
        out[kHaHigh][bar] = ha.high;
        out[kHaLow][bar] = ha.low;
        out[kHaClose][bar] = ha.close;
      }
      const auto source = out[ha_style ? kHaClose : kClose];
      pushEach(rsi, out[kRsi], source);
      for (std::size_t bar = 0; bar < out.bars(); ++bar) {
        const auto value = macd.push(source[bar]);
        out[kMacd][bar] = value.line;
        out[kSignal][bar] = value.signal;
        out[kHist][bar] = value.hist;
      }
    }

    indicators::HeikinAshi heikin_ashi;
    indicators::Rsi rsi;
    indicators::Macd macd;
  };

  void volume(const CellColumns& cells, Column sum) const {
    fill(sum, kMissing);
    for (const auto& leg : legs_)
      change(
          sum,
          [](double so_far, double here) {
            return isMissing(so_far) ? here : so_far + (isMissing(here) ? 0.0 : here);
          },
          cells[leg.volume]);
  }

  bool ha_style_;
  std::vector<PriceCells> legs_;
  Composite composite_;
  HoleGuard holes_;
  Restartable<Oscillators> now_;
};

// All five cells of each leg, in the order of CandleField.
Result<LaidOut<std::vector<PriceCells>>> layOut(const Context& context) {
  InputList list;
  const auto legs = list.legs(context, "leg", *parseMarketKind(context.settings.text("kind")));
  if (!legs) return std::unexpected(legs.error());
  std::vector<PriceCells> all;
  for (const auto& leg : *legs) {
    PriceCells cells;
    cells.close = list.add(Input{.leg = leg, .fields = CandleFields::all()}) + 3;
    cells.volume = cells.close + 1;
    all.push_back(cells);
  }
  RateList rates(list, context);
  for (std::size_t i = 0; i < legs->size(); ++i) all[i].to_usd = rates.of((*legs)[i].quote);
  noteMixedQuotes(list, context, *legs);
  return LaidOut<std::vector<PriceCells>>{std::move(all), list.take()};
}

}  // namespace

const Study& price() {
  static const LaidOutStudy<PriceState, std::vector<PriceCells>> study(declare(), layOut);
  return study;
}

}  // namespace perpscope::studies
