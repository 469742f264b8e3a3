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
    on_ = !isMissing(z) && (atLeast(side_ * z, on_at_) || (on_ && !below(side_ * z, off_below_)));
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
  bool push(const indicators::Ohlc& candle) {
    const auto ha = heikin_ashi_.push(candle);
    const double rsi = rsi_.push(candle.close);
    const double hist = macd_.push(candle.close).hist;
    const bool turns =
        above(ha.close, ha.open) && below(rsi, 50) && above(rsi, last_rsi_) && above(hist, last_hist_);
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
        fresh_(settings, cells),
        now_(fresh_) {}

  void push(const Bar& bar, std::span<double> out) override {
    out[O::kPerp] = priceOf(bar.cells, cells_.perp);
    out[O::kSpot] = priceOf(bar.cells, cells_.spot);
    const double premium = (out[O::kPerp] - out[O::kSpot]) / out[O::kSpot] * 100;
    if (holes_.startsAfresh(isMissing(premium))) now_ = fresh_;
    if (isMissing(premium)) return;
    out[O::kPremium] = turned_ ? 0.0 - premium : premium;
    pushAverages(premium, out);
    pushState(premium, out);
    pushConditions(candleOf(bar), out);
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

  // Plain: as the perp trades, whatever the premium is brought to.
  [[nodiscard]] indicators::Ohlc candleOf(const Bar& bar) const {
    const auto close = cells_.perp.close;
    return {bar.cells[close - 3], bar.cells[close - 2], bar.cells[close - 1], bar.cells[close]};
  }

  void pushAverages(double premium, std::span<double> out) {
    out[O::kZ] = now_.z.push(premium);
    out[O::kMean] = now_.z.mean();
    out[O::kSd] = now_.z.stdev();
    out[O::kUpper] = out[O::kMean] + sigma_ * out[O::kSd];
    out[O::kLower] = out[O::kMean] - sigma_ * out[O::kSd];
    out[O::kRoc] = now_.roc.push(premium);
  }

  [[nodiscard]] double stateOf(double premium, double mean, double z, double roc) const {
    if (isMissing(z) || isMissing(roc)) return kMissing;
    if (atLeast(z, extreme_)) return pressure::kExtremePremium;
    if (atMost(z, -extreme_)) return pressure::kExtremeDiscount;
    if (above(premium, mean) && above(roc, 0)) return pressure::kBull;
    if (below(premium, mean) && below(roc, 0)) return pressure::kBear;
    return pressure::kNeutral;
  }

  void pushState(double premium, std::span<double> out) {
    const double state = stateOf(premium, out[O::kMean], out[O::kZ], out[O::kRoc]);
    now_.state_bars = state == now_.state ? now_.state_bars + 1 : 1;
    now_.state = state;
    out[O::kState] = state;
    out[O::kStateBars] = isMissing(state) ? kMissing : now_.state_bars;
  }

  void pushConditions(const indicators::Ohlc& candle, std::span<double> out) {
    const bool extreme_premium = now_.state == pressure::kExtremePremium;
    const bool bull = now_.state == pressure::kBull;
    const bool bear = now_.state == pressure::kBear;
    const bool lasts = now_.state_bars >= hold_bars_;
    out[O::kExtremePremium] = asCondition(extreme_premium);
    out[O::kExtremeDiscount] = asCondition(now_.state == pressure::kExtremeDiscount);
    out[O::kBullPressure] = asCondition(bull);
    out[O::kBearPressure] = asCondition(bear);
    out[O::kExtremePremiumAlert] = asCondition(now_.premium_alert.push(out[O::kZ]));
    out[O::kExtremeDiscountAlert] = asCondition(now_.discount_alert.push(out[O::kZ]));
    out[O::kBullPressureAlert] = asCondition(bull && lasts);
    out[O::kBearPressureAlert] = asCondition(bear && lasts);
    const bool turns = now_.reversal.push(candle);
    out[O::kEntry] = asCondition(bull && last_state_ != pressure::kBull && turns);
    out[O::kExit] = asCondition((bear && last_state_ != pressure::kBear) ||
                                (extreme_premium && last_state_ != pressure::kExtremePremium));
    last_state_ = now_.state;
  }

  Cells cells_;
  bool turned_;
  double sigma_;
  double extreme_;
  int hold_bars_;
  HoleGuard holes_;
  Running fresh_;
  Running now_;
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
