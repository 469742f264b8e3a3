// Perp-spot premium with EMA cross (studies, section 3).
#include "indicators/crossing.h"
#include "indicators/moving_average.h"
#include "studies/compare.h"
#include "studies/composite.h"
#include "studies/laid_out_study.h"
#include "studies/params.h"
#include "studies/parts.h"
#include "studies/studies.h"
#include "studies/table_text.h"

namespace perpscope::studies {
namespace {

enum Out : std::size_t {
  kPerpAvg,
  kSpotAvg,
  kPerpLegs,
  kSpotLegs,
  kPremium,
  kEma,
  kMa,
  kCrossUp,
  kCrossDown,
  kPositive,
  kNegative
};

std::vector<ParamDecl> params() {
  std::vector<ParamDecl> all{spotLegsParam(), perpLegsParam()};
  all.push_back(integerParam("ema_length", "EMA length", "Length of the fast average of the premium.", 20,
                             {1, 5000}, "bars"));
  const auto look_back = integerParam("ma_length", "MA length",
                                      "Length of the slow average of the premium; the study's look-back.", 50,
                                      {1, 5000}, "bars");
  all.push_back(look_back);
  all.push_back(signParam());
  std::ranges::move(compositeParams(), std::back_inserter(all));
  all.push_back(resetAfterParam(look_back));
  return all;
}

PaneDecl pane() {
  return {"premium",
          "Perp-spot premium",
          1.0,
          {{DrawingKind::Histogram, {"premium"}, {ColourRole::Positive, ColourRole::Negative}, {}, {}, {}},
           {DrawingKind::Line, {"ma"}, {ColourRole::Slow}, {}, {}, {}},
           {DrawingKind::Line, {"ema"}, {ColourRole::Fast}, {}, {}, {}},
           {DrawingKind::MarkersAt, {"cross_up", "ema"}, {ColourRole::Positive}, {}, {}, {}},
           {DrawingKind::MarkersAt, {"cross_down", "ema"}, {ColourRole::Negative}, {}, {}, {}}},
          {{.value = 0}},
          {}};
}

Declaration declare() {
  Declaration d;
  d.id = "perp_spot_premium";
  d.title = "Perp-spot premium";
  d.summary =
      "How far perpetuals trade above or below spot, as the mean over venues, with a fast and a slow average "
      "of it. "
      "Crosses of the averages show when leverage starts to lead or to follow.";
  d.main = "premium";
  d.params = params();
  d.outputs = {{"perp_avg",
                "Perp average",
                "USD",
                {2, false},
                ColourRole::Perp,
                "composite of the closes of perp_legs"},
               {"spot_avg",
                "Spot average",
                "USD",
                {2, false},
                ColourRole::Spot,
                "composite of the closes of spot_legs"},
               {"perp_legs", "Perp legs", "legs", {0, false}, ColourRole::Neutral, "legs in perp_avg"},
               {"spot_legs", "Spot legs", "legs", {0, false}, ColourRole::Neutral, "legs in spot_avg"},
               {"premium",
                "Premium",
                "%",
                {4, false},
                ColourRole::Premium,
                "(perp_avg - spot_avg) / spot_avg * 100; turned round by sign"},
               {"ema", "EMA", "%", {4, false}, ColourRole::Fast, "ema(premium, ema_length)"},
               {"ma", "MA", "%", {4, false}, ColourRole::Slow, "sma(premium, ma_length)"}};
  d.conditions = {
      {"cross_up", "EMA crosses above MA",
       "The premium's fast average crossed above the slow one: perps start to lead.", false,
       ColourRole::Positive, "crossover(ema, ma)"},
      {"cross_down", "EMA crosses below MA",
       "The premium's fast average crossed below the slow one: spot starts to lead.", false,
       ColourRole::Negative, "crossunder(ema, ma)"},
      {"premium_positive", "Premium turns positive", "Perps moved from below spot to spot or above.", false,
       ColourRole::Positive, "premium >= 0, and < 0 on the bar before"},
      {"premium_negative", "Premium turns negative", "Perps moved from spot or above to below it.", false,
       ColourRole::Negative, "premium < 0, and >= 0 on the bar before"}};
  d.panes = {pane()};
  d.table = {numberRow("Perp average", "perp_avg", 2, ""), numberRow("Spot average", "spot_avg", 2, ""),
             numberRow("Premium", "premium", 4, "%"), legsRow()};
  return d;
}

class PremiumState final : public CopyableState<PremiumState> {
 public:
  PremiumState(const Settings& settings, Sides sides)
      : turned_(settings.text("sign") == "spot_minus_perp"),
        perp_(settings, std::move(sides.perp)),
        spot_(settings, std::move(sides.spot)),
        holes_(settings.integer("reset_after")),
        now_(Averages(settings)) {}

  void push(const Bars& bars, const Columns& out) override {
    perp_.push(bars.cells, out[kPerpAvg], out[kPerpLegs]);
    spot_.push(bars.cells, out[kSpotAvg], out[kSpotLegs]);
    const Column premium = out[kPremium];
    premiumOf(premium, out[kPerpAvg], out[kSpotAvg]);
    holes_.split(
        premium,
        [&](std::size_t first, std::size_t count, bool afresh) {
          if (afresh) now_.restart();
          now_->push(out.part(first, count));
        },
        [&](std::size_t first, std::size_t count) { fillMissing(out.part(first, count), kPremium); });
    if (turned_) change(premium, kTurned);
  }

 private:
  struct Averages {
    explicit Averages(const Settings& settings)
        : ema(static_cast<std::size_t>(settings.integer("ema_length"))),
          ma(static_cast<std::size_t>(settings.integer("ma_length"))) {}

    void push(const Columns& out) {
      pushEach(ema, out[kEma], out[kPremium]);
      pushEach(ma, out[kMa], out[kPremium]);
      pushEach(up, out[kCrossUp], out[kEma], out[kMa]);
      pushEach(down, out[kCrossDown], out[kEma], out[kMa]);
      flip.push(out[kPremium], out[kPositive], out[kNegative]);
    }

    indicators::Ema ema;
    indicators::Sma ma;
    indicators::Crossover up;
    indicators::Crossunder down;
    Flip flip;
  };

  bool turned_;
  Composite perp_;
  Composite spot_;
  HoleGuard holes_;
  Restartable<Averages> now_;
};

Result<LaidOut<Sides>> layOut(const Context& context) {
  InputList list;
  auto sides = addSides(list, context);
  if (!sides) return std::unexpected(sides.error());
  return LaidOut<Sides>{*std::move(sides), list.take()};
}

}  // namespace

const Study& perpSpotPremium() {
  static const LaidOutStudy<PremiumState, Sides> study(declare(), layOut);
  return study;
}

}  // namespace perpscope::studies
