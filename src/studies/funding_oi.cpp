#include "studies/funding_oi.h"

#include <numbers>

#include "indicators/order_statistics.h"
#include "indicators/oscillator.h"
#include "studies/funding_oi_signals.h"
#include "studies/laid_out_study.h"
#include "studies/legs.h"
#include "studies/params.h"
#include "studies/studies.h"

namespace perpscope::studies {
namespace {

struct Cells {
  std::size_t premium = 0;  // mean, rate_8h, samples, interval_min, until_min
  std::size_t mid = 0;      // the same
  std::size_t venue = 0;    // rate_8h, interval_min, age_ms, predicted_8h
  std::size_t oi = 0;       // base, usd, age_ms
  std::size_t close = 0;
};

// The rate of a bar, in per cent per eight hours.
struct Forming {
  double rate_8h = kMissing;
  double hours = kMissing;  // what one rate of the venue covers
  FundingSource source = FundingSource::Venue;
};

class RateReader {
 public:
  RateReader(const Settings& settings, const Cells& cells) : cells_(cells) {
    const auto& wanted = settings.text("funding_input");
    by_premium_ = wanted == "auto" || wanted == "premium_index";
    by_mid_ = wanted == "auto" || wanted == "mid_index";
    by_venue_ = wanted == "auto" || wanted == "venue";
  }

  [[nodiscard]] Forming of(const Bar& bar) const {
    if (by_premium_ && !isMissing(bar.cells[cells_.premium + 1]))
      return window(bar, cells_.premium, FundingSource::PremiumIndex);
    if (by_mid_ && !isMissing(bar.cells[cells_.mid + 1]))
      return window(bar, cells_.mid, FundingSource::MidAndIndex);
    return by_venue_ ? said(bar) : Forming{};
  }

 private:
  static Forming window(const Bar& bar, std::size_t at, FundingSource source) {
    return {bar.cells[at + 1] * 100, bar.cells[at + 3] / 60, source};
  }
  // Settled; on a running bar what the venue says is forming.
  [[nodiscard]] Forming said(const Bar& bar) const {
    const double forming = bar.closed ? kMissing : bar.cells[cells_.venue + 3];
    const double rate = isMissing(forming) ? bar.cells[cells_.venue] : forming;
    const double minutes = bar.cells[cells_.venue + 1];
    const double schedule = bar.cells[cells_.premium + 3];
    return {rate * 100, (isMissing(minutes) ? schedule : minutes) / 60, FundingSource::Venue};
  }

  Cells cells_;
  bool by_premium_;
  bool by_mid_;
  bool by_venue_;
};

// Open interest between 0 and 1 of its look-back.
class Normaliser {
 public:
  explicit Normaliser(const Settings& s)
      : method_(s.text("method") == "rsi"      ? Method::Rsi
                : s.text("method") == "zscore" ? Method::Zscore
                                               : Method::MinMax),
        min_max_(static_cast<std::size_t>(s.integer("lookback"))),
        rsi_(static_cast<std::size_t>(s.integer("rsi_length"))) {}

  double push(double oi, double z) {
    if (isMissing(oi)) return kMissing;
    switch (method_) {
      case Method::MinMax: return min_max_.push(oi);
      case Method::Rsi: return std::clamp((rsi_.push(oi) - 30) / 40, 0.0, 1.0);
      case Method::Zscore: return std::erfc(-z / std::numbers::sqrt2) / 2;
    }
    return kMissing;
  }

 private:
  enum class Method : std::uint8_t { MinMax, Rsi, Zscore };
  Method method_;
  indicators::MinMax min_max_;
  indicators::Rsi rsi_;
};

using Percentiles = std::array<double, kFundingPercents.size()>;
using O = FundingOi;

// Of the last values, all per eight hours; missing until the window is full.
Percentiles percentilesOf(const indicators::OrderedWindow& window) {
  Percentiles all;
  all.fill(kMissing);
  if (!window.complete()) return all;
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = indicators::percentileLinear(window, kFundingPercents[i]);
  return all;
}

double percentile(const Percentiles& all, O::Out which) { return all[which - O::kP01]; }

// -3 … 3 by borders that lie one beyond another.
double zoneBy(double funding, const std::array<double, 3>& up, const std::array<double, 3>& down) {
  for (std::size_t i = 3; i-- > 0;) {
    if (above(funding, up[i])) return static_cast<double>(i + 1);
    if (below(funding, down[i])) return -static_cast<double>(i + 1);
  }
  return 0;
}

double fixedZone(double funding) { return zoneBy(funding, {0.05, 0.1, 0.5}, {-0.05, -0.1, -0.5}); }

double adaptiveZone(double funding, const Percentiles& p) {
  if (isMissing(p.front())) return kMissing;
  const auto up = [&p](O::Out which) { return std::max(percentile(p, which), kUsualFunding); };
  const auto down = [&p](O::Out which) { return std::min(percentile(p, which), 0.0); };
  return zoneBy(funding, {up(O::kP75), up(O::kP90), up(O::kP99)},
                {down(O::kP25), down(O::kP10), down(O::kP01)});
}

class FundingOiState final : public CopyableState<FundingOiState> {
 public:
  FundingOiState(const Settings& settings, const Cells& cells)
      : cells_(cells),
        rates_(settings, cells),
        oi_in_usd_(settings.text("oi_unit") == "usd"),
        adaptive_(settings.text("levels") == "adaptive"),
        holes_(settings.integer("reset_after")),
        fresh_(settings),
        now_(settings) {}

  void push(const Bar& bar, std::span<double> out) override {
    out[O::kClose] = bar.cells[cells_.close];
    const Forming forming = rates_.of(bar);
    const bool hole = isMissing(forming.rate_8h);
    if (holes_.startsAfresh(hole)) now_ = fresh_;
    if (hole) return;
    writeFunding(bar, forming, out);
    pushOpenInterest(bar, out);
    pushPercentiles(forming, out);
    pushConditions(forming.rate_8h, out);
  }

 private:
  struct Running {
    explicit Running(const Settings& s)
        : oi_z(s.integer("lookback")),
          normaliser(s),
          funding(static_cast<std::size_t>(s.integer("adaptive_bars"))),
          bear(OiDivergence::At::High, s.integer("divergence_gap")),
          bull(OiDivergence::At::Low, s.integer("divergence_gap")) {}

    GuardedZscore oi_z;
    Normaliser normaliser;
    indicators::OrderedWindow funding;
    Percentiles percentiles{};
    Accumulation accumulation;
    OiDivergence bear;
    OiDivergence bull;
  };

  void writeFunding(const Bar& bar, const Forming& forming, std::span<double> out) const {
    out[O::kFunding] = forming.rate_8h * forming.hours / 8;
    out[O::kApr] = out[O::kFunding] * 8760 / forming.hours;
    out[O::kSource] = static_cast<double>(forming.source);
    out[O::kHours] = forming.hours;
    out[O::kUntil] = bar.cells[cells_.premium + 4];
  }

  void pushOpenInterest(const Bar& bar, std::span<double> out) {
    const double base = bar.cells[cells_.oi];
    const double usd = bar.cells[cells_.oi + 1];
    const double close = bar.cells[cells_.close];
    out[O::kOiBase] = isMissing(base) ? usd / close : base;
    out[O::kOiUsd] = isMissing(usd) ? base * close : usd;
    const double oi = oi_in_usd_ ? out[O::kOiUsd] : out[O::kOiBase];
    out[O::kOi] = oi;
    out[O::kOiZ] = now_.oi_z.push(oi);
    out[O::kOiNorm] = now_.normaliser.push(oi, out[O::kOiZ]);
  }

  void pushPercentiles(const Forming& forming, std::span<double> out) {
    now_.funding.push(forming.rate_8h);
    now_.percentiles = percentilesOf(now_.funding);
    for (std::size_t i = 0; i < now_.percentiles.size(); ++i)
      out[O::kP01 + i] = now_.percentiles[i] * forming.hours / 8;
    out[O::kZone] = adaptive_ ? adaptiveZone(forming.rate_8h, now_.percentiles) : fixedZone(forming.rate_8h);
  }

  void pushConditions(double f, std::span<double> out) {
    const double norm = out[O::kOiNorm];
    out[O::kSpikeUp] = asCondition(above(f, 0.15));
    out[O::kSpikeDown] = asCondition(below(f, -0.15));
    out[O::kOiHigh] = asCondition(above(norm, 0.88));
    out[O::kOiLow] = asCondition(below(norm, 0.12));
    out[O::kTrapped] = asCondition(above(f, 0.1) && above(norm, 0.8));
    out[O::kCapitulation] = asCondition(below(f, -0.1) && below(norm, 0.2));
    out[O::kBearishReversal] = asCondition(above(f, 0.3) && above(norm, 0.85));
    out[O::kBullishReversal] = asCondition(below(f, -0.2) && below(norm, 0.15));
    out[O::kExtreme] = asCondition(above(std::abs(f), 0.5));
    out[O::kAccumulation] = asCondition(now_.accumulation.push(f, out[O::kOi]));
    out[O::kDivergenceBear] = asCondition(now_.bear.push(out[O::kClose], out[O::kOi]));
    out[O::kDivergenceBull] = asCondition(now_.bull.push(out[O::kClose], out[O::kOi]));
    writeAdaptive(f, norm, out);
  }

  // The same against the funding's own percentiles.
  void writeAdaptive(double f, double norm, std::span<double> out) const {
    const auto high = [&](O::Out which) {
      return above(f, percentile(now_.percentiles, which)) && above(f, kUsualFunding);
    };
    const auto low = [&](O::Out which) {
      return below(f, percentile(now_.percentiles, which)) && below(f, 0);
    };
    out[O::kSpikeUpAdaptive] = asCondition(high(O::kP95));
    out[O::kSpikeDownAdaptive] = asCondition(low(O::kP05));
    out[O::kTrappedAdaptive] = asCondition(high(O::kP90) && above(norm, 0.8));
    out[O::kCapitulationAdaptive] = asCondition(low(O::kP10) && below(norm, 0.2));
    out[O::kBearishReversalAdaptive] = asCondition(high(O::kP95) && above(norm, 0.85));
    out[O::kBullishReversalAdaptive] = asCondition(low(O::kP05) && below(norm, 0.15));
    out[O::kExtremeAdaptive] = asCondition(high(O::kP99) || low(O::kP01));
  }

  Cells cells_;
  RateReader rates_;
  bool oi_in_usd_;
  bool adaptive_;
  HoleGuard holes_;
  Running fresh_;
  Running now_;
};

Input premiumInput(const Instrument& leg, const Settings& settings) {
  Input input{.leg = leg, .kind = InputKind::PremiumWindow, .price = PriceKind::PremiumIndex};
  input.sub_interval = parseInterval(settings.text("sub_interval")).value();
  input.weights = settings.text("weights") == "equal" ? SampleWeights::Equal : SampleWeights::Linear;
  input.formula.cap = settings.number("cap") / 100;
  return input;
}

Result<LaidOut<Cells>> layOut(const Context& context) {
  InputList list;
  const auto legs = list.legs(context, "perp", MarketKind::Perp);
  if (!legs) return std::unexpected(legs.error());
  const auto& leg = legs->front();
  Cells cells;
  auto premium = premiumInput(leg, context.settings);
  cells.premium = list.add(premium);
  premium.price = PriceKind::Mid;
  premium.optional = true;
  cells.mid = list.add(premium);
  cells.venue = list.add(Input{.leg = leg, .kind = InputKind::Funding, .window = FundingWindow::EndIncluded});
  cells.oi =
      list.add(Input{.leg = leg, .kind = InputKind::OpenInterest, .max_age = oiMaxAge(context.settings)});
  cells.close = list.add(Input{.leg = leg});
  return LaidOut<Cells>{cells, list.take()};
}

}  // namespace

const Study& fundingOi() {
  static const LaidOutStudy<FundingOiState, Cells> study(fundingOiDeclaration(), layOut);
  return study;
}

}  // namespace perpscope::studies
