#include "studies/flow_dashboard.h"

#include "indicators/moving_average.h"
#include "studies/compare.h"
#include "studies/composite.h"
#include "studies/laid_out_study.h"
#include "studies/open_interest_sum.h"
#include "studies/params.h"
#include "studies/studies.h"

namespace perpscope::studies {
namespace {

enum Out : std::size_t {
  kSpot,
  kPerp,
  kSpotLegs,
  kPerpLegs,
  kPremium,
  kPremiumZ,
  kOi,
  kOiVenues,
  kOiChange,
  kOiZ,
  kFundingRaw,
  kFunding,
  kFundingZ,
  kVotePremium,
  kVoteLeverage,
  kVoteSpot,
  kConfluence,
  kExtreme,
  kBullish,
  kBearish,
  kOverLong,
  kOverShort,
  kCycleTop,
  kCycleBottom,
};

constexpr int kVoteLength = 20;
constexpr std::size_t kPredicted = 3;  // of the cells of a Funding input

struct Cells {
  std::vector<PriceCells> spot;
  std::vector<PriceCells> perp;
  std::vector<OpenInterestCells> oi;  // one per perp leg
  std::vector<std::size_t> funding;   // one per perp leg
};

double vote(bool up, bool down) { return (up ? 1.0 : 0.0) - (down ? 1.0 : 0.0); }

// The mean of the venues' 8 h rates, alike or by their open interest.
class FundingMean {
 public:
  FundingMean(const Settings& settings, std::vector<std::size_t> cells)
      : by_oi_(settings.text("weighting") == "oi"), cells_(std::move(cells)) {}

  // Settled rates; on a running bar the rate that is forming, where the venue says one.
  void of(const Bars& bars, std::span<const Values> oi, Column mean, Rooms& rooms) const {
    const Column weights = rooms.next();
    fill(weights, 0.0);
    fill(mean, 0.0);
    for (std::size_t leg = 0; leg < cells_.size(); ++leg) {
      const Values rates = ratesOf(bars, cells_[leg], rooms);
      by_oi_ ? add(rates, oi[leg], mean, weights) : add(rates, mean, weights);
    }
    change(mean, [](double sum, double weight) { return weight > 0 ? sum / weight : kMissing; }, weights);
  }

 private:
  static Values ratesOf(const Bars& bars, std::size_t cell, Rooms& rooms) {
    const Values settled = bars.cells[cell];
    if (bars.closed) return settled;
    const Column rates = rooms.next();
    each(rates, kFirstKnown, bars.cells[cell + kPredicted], settled);
    return rates;
  }
  static void add(Values rates, Column sum, Column weights) {
    change(sum, [](double so_far, double rate) { return so_far + (isMissing(rate) ? 0.0 : rate); }, rates);
    change(weights, [](double so_far, double rate) { return so_far + (isMissing(rate) ? 0.0 : 1.0); }, rates);
  }
  static void add(Values rates, Values oi, Column sum, Column weights) {
    const auto counts = [](double rate, double weight) { return !isMissing(rate) && !isMissing(weight); };
    change(
        sum, [=](double x, double rate, double w) { return counts(rate, w) ? x + rate * w : x; }, rates, oi);
    change(weights, [=](double x, double rate, double w) { return counts(rate, w) ? x + w : x; }, rates, oi);
  }

  bool by_oi_;
  std::vector<std::size_t> cells_;
};

// Marks bars on which all z-scores are stretched the same way.
class Extremes {
 public:
  explicit Extremes(const Settings& s)
      : top_(s.number("top_level")),
        bottom_(s.number("bottom_level")),
        least_(s.number("extreme_min")),
        each_(s.number("extreme_each")),
        all_(s.text("extreme_mode") == "all") {}

  void write(const Columns& out) const {
    each(out[kExtreme], [](auto... zs) { return meanOf(zs...); }, out[kPremiumZ], out[kFundingZ], out[kOiZ]);
    stretched(top_, 1, out[kCycleTop], out);
    stretched(bottom_, -1, out[kCycleBottom], out);
  }

 private:
  // Of those that exist, two at least.
  static double meanOf(double a, double b, double c) {
    const auto value = [](double z) { return isMissing(z) ? 0.0 : z; };
    const auto one = [](double z) { return isMissing(z) ? 0.0 : 1.0; };
    const double mean = (value(a) + value(b) + value(c)) / (one(a) + one(b) + one(c));
    return one(a) + one(b) + one(c) < 2 ? kMissing : mean;
  }

  void stretched(double level, double side, Column to, const Columns& out) const {
    const auto holds = [=, all = all_, each = all_ ? each_ : least_](double extreme, auto... zs) {
      const auto far = [=](double z) { return isMissing(z) || (all ? above(z, each) : atLeast(z, each)); };
      return !isMissing(extreme) && (far(zs * side) && ...) && (all || atLeast(extreme * side, level));
    };
    eachCondition(to, holds, out[kExtreme], out[kPremiumZ], out[kFundingZ], out[kOiZ]);
  }

  double top_;
  double bottom_;
  double least_;
  double each_;
  bool all_;
};

class FlowState final : public CopyableState<FlowState> {
 public:
  FlowState(const Settings& settings, Cells cells)
      : turned_(settings.text("sign") == "spot_minus_perp"),
        scale_(100 * fundingScale(settings.text("scale"))),
        spot_(settings, std::move(cells.spot)),
        perp_(settings, std::move(cells.perp)),
        holes_(settings.integer("reset_after")),
        funding_mean_(settings, std::move(cells.funding)),
        extremes_(settings),
        now_(Running(settings, std::move(cells.oi))) {}

  void push(const Bars& bars, const Columns& out) override {
    spot_.push(bars.cells, out[kSpot], out[kSpotLegs]);
    perp_.push(bars.cells, out[kPerp], out[kPerpLegs]);
    const Column premium = out[kPremium];
    premiumOf(premium, out[kPerp], out[kSpot]);
    holes_.split(
        premium,
        [&](std::size_t first, std::size_t count, bool afresh) {
          if (afresh) now_.restart();
          smooth(bars.part(first, count), out.part(first, count));
        },
        [&](std::size_t first, std::size_t count) { fillMissing(out.part(first, count), kPremium); });
    if (turned_) change(premium, kTurned);
  }

 private:
  struct Running {
    Running(const Settings& s, std::vector<OpenInterestCells> legs)
        : smooth(static_cast<std::size_t>(s.integer("premium_smooth"))),
          premium_z(s.integer("z_length")),
          oi(s, std::move(legs)),
          twap(static_cast<std::size_t>(s.integer("twap_length"))),
          funding_z(s.integer("z_length")),
          premium_ema(kVoteLength),
          spot_ema(kVoteLength) {}

    indicators::Ema smooth;
    GuardedZscore premium_z;
    OpenInterestSum oi;
    indicators::Sma twap;
    GuardedZscore funding_z;
    indicators::Ema premium_ema;
    indicators::Ema spot_ema;
  };

  // While the smoothing warms up there is no premium: a hole like any other.
  void smooth(const Bars& bars, const Columns& out) {
    Scratch smoothed(bars.size());
    pushEach(now_->smooth, smoothed, out[kPremium]);
    copy(Values(smoothed), out[kPremium]);
    eachStretch(smoothed, [&](std::size_t first, std::size_t count, bool missing) {
      if (missing) return fillMissing(out.part(first, count), kPremium);
      pushPart(bars.part(first, count), out.part(first, count));
    });
  }

  void pushPart(const Bars& bars, const Columns& out) {
    Rooms rooms(bars.size());
    const Column mean = rooms.next();
    pushWithMean(now_->premium_z, out[kPremiumZ], mean, out[kPremium]);
    const auto oi = now_->oi.push(bars.cells, {out[kOi], out[kOiVenues], out[kOiChange], out[kOiZ]}, rooms);
    pushFunding(bars, oi, out, rooms);
    pushVotes(mean, out, rooms);
    pushConditions(out);
  }

  void pushFunding(const Bars& bars, std::span<const Values> oi, const Columns& out, Rooms& rooms) {
    const Column raw = rooms.next();
    const Column twap = rooms.next();
    const auto scaled = [scale = scale_](double rate) { return rate * scale; };
    funding_mean_.of(bars, oi, raw, rooms);
    pushEach(now_->twap, twap, raw);
    change(twap, [](double held, double rate) { return isMissing(rate) ? kMissing : held; }, raw);
    each(out[kFundingRaw], scaled, raw);
    each(out[kFunding], scaled, twap);
    pushEach(now_->funding_z, out[kFundingZ], twap);
  }

  void pushVotes(Values premium_mean, const Columns& out, Rooms& rooms) {
    const Column premium_ema = rooms.next();
    const Column spot_ema = rooms.next();
    pushEach(now_->premium_ema, premium_ema, out[kPremium]);
    pushEach(now_->spot_ema, spot_ema, out[kSpot]);
    each(
        out[kVotePremium], [](double x, double ema) { return vote(above(x, ema), below(x, ema)); },
        out[kPremium], premium_ema);
    each(
        out[kVoteLeverage],
        [](double oi, double funding) {
          return vote(atMost(oi, 0.5) && atMost(funding, 0.5), atLeast(oi, 1) && atLeast(funding, 1));
        },
        out[kOiZ], out[kFundingZ]);
    // Spot leads up where the perp side lags behind its own habit, and down where it runs ahead of it.
    each(
        out[kVoteSpot],
        [](double spot, double ema, double premium, double mean) {
          return vote(above(spot, ema) && below(premium, mean), below(spot, ema) && above(premium, mean));
        },
        out[kSpot], spot_ema, out[kPremium], premium_mean);
    each(
        out[kConfluence], [](double a, double b, double c) { return a + b + c; }, out[kVotePremium],
        out[kVoteLeverage], out[kVoteSpot]);
  }

  void pushConditions(const Columns& out) const {
    const auto oi = out[kOiZ];
    const auto funding = out[kFundingZ];
    eachCondition(out[kBullish], [](double votes) { return votes >= 2; }, out[kConfluence]);
    eachCondition(out[kBearish], [](double votes) { return votes <= -2; }, out[kConfluence]);
    eachCondition(
        out[kOverLong], [](double z, double f) { return atLeast(z, 2) && atLeast(f, 1); }, oi, funding);
    eachCondition(
        out[kOverShort], [](double z, double f) { return atLeast(z, 2) && atMost(f, -1); }, oi, funding);
    extremes_.write(out);
  }

  bool turned_;
  double scale_;  // fraction per 8 h to per cent of the chosen scale
  Composite spot_;
  Composite perp_;
  HoleGuard holes_;
  FundingMean funding_mean_;
  Extremes extremes_;
  Restartable<Running> now_;
};

void addOpenInterest(InputList& list, const Context& context, const std::vector<Instrument>& legs,
                     Cells& cells) {
  const auto max_age = oiMaxAge(context.settings);
  const auto closes_then = addPriceLegs(list, context, legs, kDay);
  for (std::size_t leg = 0; leg < legs.size(); ++leg) {
    OpenInterestCells at;
    at.now = list.add(Input{.leg = legs[leg], .kind = InputKind::OpenInterest, .max_age = max_age});
    at.then =
        list.add(Input{.leg = legs[leg], .kind = InputKind::OpenInterest, .max_age = max_age, .lag = kDay});
    at.close = cells.perp[leg];
    at.close_then = closes_then[leg];
    cells.oi.push_back(at);
  }
}

Result<LaidOut<Cells>> layOut(const Context& context) {
  InputList list;
  auto sides = addSides(list, context);
  if (!sides) return std::unexpected(sides.error());
  Cells cells{std::move(sides->spot), std::move(sides->perp), {}, {}};
  addOpenInterest(list, context, sides->perp_legs, cells);
  for (const auto& leg : sides->perp_legs)
    cells.funding.push_back(list.add(Input{.leg = leg, .kind = InputKind::Funding}));
  return LaidOut<Cells>{std::move(cells), list.take()};
}

}  // namespace

const Study& flowDashboard() {
  static const LaidOutStudy<FlowState, Cells> study(flowDashboardDeclaration(), layOut);
  return study;
}

}  // namespace perpscope::studies
