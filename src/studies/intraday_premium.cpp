#include "studies/intraday_premium.h"

#include "indicators/candles.h"
#include "indicators/change.h"
#include "indicators/oscillator.h"
#include "studies/compare.h"
#include "studies/laid_out_study.h"
#include "studies/legs.h"
#include "studies/params.h"
#include "studies/parts.h"
#include "studies/studies.h"

namespace perpscope::studies {
namespace {

using O = IntradayPremium;

struct Cells {
  PriceCells spot;
  PriceCells perp;   // with open, high and low before the close
  int lookback = 0;  // bars
  int roc_window = 0;
};

// An alert that stays on until the z-score has come back a long way. side: 1 above the mean, -1 below.
class Latch {
 public:
  Latch(const Settings& settings, double side)
      : side_(side), on_at_(settings.number("alert_sigma")), off_below_(settings.number("alert_release")) {}

  bool push(double z) {
    const bool stays = allOf(on_, !below(side_ * z, off_below_));
    on_ = allOf(!isMissing(z), anyOf(atLeast(side_ * z, on_at_), stays));
    return on_;
  }

 private:
  double side_;
  double on_at_;
  double off_below_;
  bool on_ = false;
};

// What the perp's own candles say about a turn upwards.
class Reversal {
 public:
  bool push(double open, double high, double low, double close) {
    const auto ha = heikin_ashi_.push({open, high, low, close});
    const double rsi = rsi_.push(close);
    const double hist = macd_.push(close).hist;
    const bool turns =
        allOf(above(ha.close, ha.open), below(rsi, 50), above(rsi, last_rsi_), above(hist, last_hist_));
    last_rsi_ = rsi;
    last_hist_ = hist;
    return turns;
  }

 private:
  indicators::HeikinAshi heikin_ashi_;
  indicators::Rsi rsi_{14};
  indicators::Macd macd_{12, 26, 9};
  double last_rsi_ = kMissing;
  double last_hist_ = kMissing;
};

class IntradayState final : public CopyableState<IntradayState> {
 public:
  IntradayState(const Settings& settings, const Cells& cells)
      : cells_(cells),
        turned_(settings.text("sign") == "spot_minus_perp"),
        sigma_(settings.number("band_sigma")),
        extreme_(settings.number("z_extreme")),
        hold_bars_(settings.integer("hold_bars")),
        holes_(settings.integer("reset_after")),
        now_(Running(settings, cells)) {}

  void push(const Bars& bars, const Columns& out) override {
    Rooms rooms(bars.size());
    copy(pricesOf(bars.cells, cells_.perp, rooms), out[O::kPerp]);
    copy(pricesOf(bars.cells, cells_.spot, rooms), out[O::kSpot]);
    const Column premium = out[O::kPremium];
    premiumOf(premium, out[O::kPerp], out[O::kSpot]);
    holes_.split(
        premium,
        [&](std::size_t first, std::size_t count, bool afresh) {
          if (afresh) now_.restart();
          pushPart(bars.part(first, count), out.part(first, count));
        },
        [&](std::size_t first, std::size_t count) { fillMissing(out.part(first, count), O::kPremium); });
    if (turned_) change(premium, kTurned);
  }

 private:
  struct Running {
    Running(const Settings& settings, const Cells& cells)
        : z(cells.lookback),
          roc(static_cast<std::size_t>(cells.roc_window)),
          premium_alert(settings, 1),
          discount_alert(settings, -1) {}

    GuardedZscore z;
    indicators::Change roc;
    Latch premium_alert;
    Latch discount_alert;
    Reversal reversal;
    double state = kMissing;
    int state_bars = 0;
  };

  void pushPart(const Bars& bars, const Columns& out) {
    pushAverages(out);
    pushState(out);
    pushConditions(out);
    pushTrades(bars, out);
  }

  void pushAverages(const Columns& out) {
    const auto premium = out[O::kPremium];
    for (std::size_t bar = 0; bar < premium.size(); ++bar) {
      out[O::kZ][bar] = now_->z.push(premium[bar]);
      out[O::kMean][bar] = now_->z.mean();
      out[O::kSd][bar] = now_->z.stdev();
    }
    const auto band = [&](O::Out to, double sigma) {
      each(
          out[to], [sigma](double mean, double sd) { return mean + sigma * sd; }, out[O::kMean], out[O::kSd]);
    };
    band(O::kUpper, sigma_);
    band(O::kLower, -sigma_);
    pushEach(now_->roc, out[O::kRoc], premium);
  }

  [[nodiscard]] static double stateOf(double extreme, double premium, double mean, double z, double roc) {
    double state = pressure::kNeutral;
    state = below(premium, mean) && below(roc, 0) ? pressure::kBear : state;
    state = above(premium, mean) && above(roc, 0) ? pressure::kBull : state;
    state = atMost(z, -extreme) ? pressure::kExtremeDiscount : state;
    state = atLeast(z, extreme) ? pressure::kExtremePremium : state;
    return isMissing(z) || isMissing(roc) ? kMissing : state;
  }

  void pushState(const Columns& out) {
    each(
        out[O::kState],
        [extreme = extreme_](double premium, double mean, double z, double roc) {
          return stateOf(extreme, premium, mean, z, roc);
        },
        out[O::kPremium], out[O::kMean], out[O::kZ], out[O::kRoc]);
    for (std::size_t bar = 0; bar < out.bars(); ++bar) {
      const double state = out[O::kState][bar];
      now_->state_bars = now_->state_bars * static_cast<int>(state == now_->state) + 1;
      now_->state = state;
      out[O::kStateBars][bar] = isMissing(state) ? kMissing : now_->state_bars;
    }
  }

  void pushConditions(const Columns& out) {
    const auto state = out[O::kState];
    const auto is = [&](O::Out to, double wanted) {
      eachCondition(out[to], [wanted](double x) { return x == wanted; }, state);
    };
    const auto lasts = [&](O::Out to, double wanted) {
      eachCondition(
          out[to],
          [wanted, least = hold_bars_](double x, double bars) { return x == wanted && bars >= least; }, state,
          out[O::kStateBars]);
    };
    is(O::kExtremePremium, pressure::kExtremePremium);
    is(O::kExtremeDiscount, pressure::kExtremeDiscount);
    is(O::kBullPressure, pressure::kBull);
    is(O::kBearPressure, pressure::kBear);
    lasts(O::kBullPressureAlert, pressure::kBull);
    lasts(O::kBearPressureAlert, pressure::kBear);
    pushEach(now_->premium_alert, out[O::kExtremePremiumAlert], out[O::kZ]);
    pushEach(now_->discount_alert, out[O::kExtremeDiscountAlert], out[O::kZ]);
  }

  // With plain candles, as the perp trades, whatever the premium is brought to.
  void pushTrades(const Bars& bars, const Columns& out) {
    const auto state = out[O::kState];
    const auto close = cells_.perp.close;
    Scratch turns(bars.size());
    pushEach(now_->reversal, turns, bars.cells[close - 3], bars.cells[close - 2], bars.cells[close - 1],
             bars.cells[close]);
    Scratch before(bars.size());
    before[0] = last_state_;
    copy(state.first(state.size() - 1), Column(before).subspan(1));
    last_state_ = state.back();
    const auto begins = [](double wanted, double now, double was) { return now == wanted && was != wanted; };
    eachCondition(
        out[O::kEntry],
        [begins](double now, double was, double turn) {
          return begins(pressure::kBull, now, was) && turn == 1.0;
        },
        state, before, turns);
    eachCondition(
        out[O::kExit],
        [begins](double now, double was) {
          return begins(pressure::kBear, now, was) || begins(pressure::kExtremePremium, now, was);
        },
        state, before);
  }

  Cells cells_;
  bool turned_;
  double sigma_;
  double extreme_;
  double hold_bars_;
  HoleGuard holes_;
  Restartable<Running> now_;
  double last_state_ = kMissing;  // of the last evaluated bar, before whatever hole
};

Result<LaidOut<Cells>> layOut(const Context& context) {
  InputList list;
  const auto spot = addLeg(list, context, "spot", MarketKind::Spot, {CandleField::Close});
  if (!spot) return std::unexpected(spot.error());
  const auto perp = addLeg(list, context, "perp", MarketKind::Perp,
                           {CandleField::Open, CandleField::High, CandleField::Low, CandleField::Close});
  if (!perp) return std::unexpected(perp.error());
  Cells cells{spot->cells, perp->cells,
              barsInHours(context.settings.number("lookback"), context.interval, kLeastLookback),
              barsInHours(context.settings.number("roc_window"), context.interval, 1)};
  RateList rates(list, context);
  cells.spot.to_usd = rates.of(spot->leg.quote);
  cells.perp.to_usd = rates.of(perp->leg.quote);
  noteMixedQuotes(list, context, {spot->leg, perp->leg});
  return LaidOut<Cells>{cells, list.take()};
}

}  // namespace

const Study& intradayPremium() {
  static const LaidOutStudy<IntradayState, Cells> study(intradayPremiumDeclaration(), layOut);
  return study;
}

}  // namespace perpscope::studies
