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

double vote(bool up, bool down) { return up ? 1.0 : (down ? -1.0 : 0.0); }

// The mean of the venues' 8 h rates, alike or by their open interest.
class FundingMean {
 public:
  FundingMean(const Settings& settings, std::vector<std::size_t> cells)
      : by_oi_(settings.text("weighting") == "oi"), cells_(std::move(cells)) {}

  // Settled rates; on a running bar the rate that is forming, where the venue says one.
  [[nodiscard]] double of(const Bar& bar, const std::vector<double>& oi) const {
    double sum = 0;
    double weights = 0;
    for (std::size_t leg = 0; leg < cells_.size(); ++leg) {
      const double forming = bar.closed ? kMissing : bar.cells[cells_[leg] + kPredicted];
      const double rate = isMissing(forming) ? bar.cells[cells_[leg]] : forming;
      const double weight = by_oi_ ? oi[leg] : 1.0;
      if (isMissing(rate) || isMissing(weight)) continue;
      sum += rate * weight;
      weights += weight;
    }
    return weights > 0 ? sum / weights : kMissing;
  }

 private:
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

  void write(const std::array<double, 3>& zs, std::span<double> out) const {
    double sum = 0;
    int count = 0;
    for (const double z : zs) {
      if (isMissing(z)) continue;
      sum += z;
      ++count;
    }
    const double extreme = count < 2 ? kMissing : sum / count;
    out[kExtreme] = extreme;
    out[kCycleTop] = asCondition(stretched(zs, extreme, top_, 1));
    out[kCycleBottom] = asCondition(stretched(zs, extreme, bottom_, -1));
  }

 private:
  [[nodiscard]] bool stretched(const std::array<double, 3>& zs, double extreme, double level,
                               double side) const {
    if (isMissing(extreme)) return false;
    const double each = all_ ? each_ : least_;
    for (const double z : zs)
      if (!isMissing(z) && !(all_ ? above(z * side, each) : atLeast(z * side, each))) return false;
    return all_ || atLeast(extreme * side, level);
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
        fresh_(settings, std::move(cells.oi)),
        now_(fresh_) {}

  void push(const Bar& bar, std::span<double> out) override {
    const auto spot = spot_.push(bar.cells);
    const auto perp = perp_.push(bar.cells);
    out[kSpot] = spot.price;
    out[kPerp] = perp.price;
    out[kSpotLegs] = spot.legs;
    out[kPerpLegs] = perp.legs;
    const double raw = (perp.price - spot.price) / spot.price * 100;
    if (holes_.startsAfresh(isMissing(raw))) now_ = fresh_;
    if (isMissing(raw)) return;
    const double premium = now_.smooth.push(raw);
    // While the smoothing warms up there is no premium: a hole like any other.
    if (isMissing(premium)) return;
    out[kPremium] = turned_ ? 0.0 - premium : premium;
    out[kPremiumZ] = now_.premium_z.push(premium);
    pushOpenInterest(bar.cells, out);
    pushFunding(bar, out);
    pushVotes(premium, spot.price, out);
    pushConditions(out);
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
          spot_ema(kVoteLength),
          premium_mean(static_cast<std::size_t>(s.integer("z_length"))) {}

    indicators::Ema smooth;
    GuardedZscore premium_z;
    OpenInterestSum oi;
    indicators::Sma twap;
    GuardedZscore funding_z;
    indicators::Ema premium_ema;
    indicators::Ema spot_ema;
    indicators::Sma premium_mean;
  };

  void pushOpenInterest(std::span<const double> cells, std::span<double> out) {
    const auto oi = now_.oi.push(cells);
    out[kOi] = oi.sum;
    out[kOiVenues] = oi.venues;
    out[kOiChange] = oi.change_24h;
    out[kOiZ] = oi.z;
  }

  void pushFunding(const Bar& bar, std::span<double> out) {
    const double raw = funding_mean_.of(bar, now_.oi.byLeg());
    const double held = now_.twap.push(raw);
    const double twap = isMissing(raw) ? kMissing : held;
    out[kFundingRaw] = raw * scale_;
    out[kFunding] = twap * scale_;
    out[kFundingZ] = now_.funding_z.push(twap);
  }

  void pushVotes(double premium, double spot, std::span<double> out) {
    const double premium_ema = now_.premium_ema.push(premium);
    const double spot_ema = now_.spot_ema.push(spot);
    const double mean = now_.premium_mean.push(premium);
    const double oi_z = out[kOiZ];
    const double funding_z = out[kFundingZ];
    out[kVotePremium] = vote(above(premium, premium_ema), below(premium, premium_ema));
    out[kVoteLeverage] =
        vote(atMost(oi_z, 0.5) && atMost(funding_z, 0.5), atLeast(oi_z, 1) && atLeast(funding_z, 1));
    // Spot leads up where the perp side lags behind its own habit, and down where it runs ahead of it.
    out[kVoteSpot] =
        vote(above(spot, spot_ema) && below(premium, mean), below(spot, spot_ema) && above(premium, mean));
    out[kConfluence] = out[kVotePremium] + out[kVoteLeverage] + out[kVoteSpot];
  }

  void pushConditions(std::span<double> out) const {
    out[kBullish] = asCondition(out[kConfluence] >= 2);
    out[kBearish] = asCondition(out[kConfluence] <= -2);
    out[kOverLong] = asCondition(atLeast(out[kOiZ], 2) && atLeast(out[kFundingZ], 1));
    out[kOverShort] = asCondition(atLeast(out[kOiZ], 2) && atMost(out[kFundingZ], -1));
    extremes_.write({out[kPremiumZ], out[kFundingZ], out[kOiZ]}, out);
  }

  bool turned_;
  double scale_;  // fraction per 8 h to per cent of the chosen scale
  Composite spot_;
  Composite perp_;
  HoleGuard holes_;
  FundingMean funding_mean_;
  Extremes extremes_;
  Running fresh_;
  Running now_;
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
