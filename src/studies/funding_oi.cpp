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

// The rate of each bar, in per cent per eight hours.
struct Forming {
  Column rate_8h;
  Column hours;   // what one rate of the venue covers
  Column source;  // a FundingSource
};

class RateReader {
 public:
  RateReader(const Settings& settings, const Cells& cells) : cells_(cells) {
    const auto& wanted = settings.text("funding_input");
    by_premium_ = wanted == "auto" || wanted == "premium_index";
    by_mid_ = wanted == "auto" || wanted == "mid_index";
    by_venue_ = wanted == "auto" || wanted == "venue";
  }

  // The last source first: each takes the bars for which it has a rate from the one before.
  void read(const Bars& bars, const Forming& out) const {
    said(bars, out);
    if (by_mid_) window(bars, cells_.mid, FundingSource::MidAndIndex, out);
    if (by_premium_) window(bars, cells_.premium, FundingSource::PremiumIndex, out);
  }

 private:
  static void window(const Bars& bars, std::size_t at, FundingSource from, const Forming& out) {
    const auto rates = bars.cells[at + 1];
    const auto number = static_cast<double>(from);
    change(out.rate_8h, [](double x, double rate) { return kFirstKnown(rate * 100, x); }, rates);
    change(
        out.hours,
        [](double x, double minutes, double rate) {
          const double hours = minutes / 60;
          return isMissing(rate) ? x : hours;
        },
        bars.cells[at + 3], rates);
    change(out.source, [number](double x, double rate) { return isMissing(rate) ? x : number; }, rates);
  }
  // Settled; on a running bar what the venue says is forming.
  void said(const Bars& bars, const Forming& out) const {
    const auto settled = bars.cells[cells_.venue];
    const auto forming = bars.closed ? settled : bars.cells[cells_.venue + 3];
    const double wanted = by_venue_ ? 100 : kMissing;
    each(
        out.rate_8h, [wanted](double rate, double other) { return kFirstKnown(rate, other) * wanted; },
        forming, settled);
    each(
        out.hours, [](double minutes, double schedule) { return kFirstKnown(minutes, schedule) / 60; },
        bars.cells[cells_.venue + 1], bars.cells[cells_.premium + 3]);
    fill(out.source, static_cast<double>(FundingSource::Venue));
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

using O = FundingOi;

// -3 … 3 by borders that lie one beyond another.
double zoneBy(double funding, const std::array<double, 3>& up, const std::array<double, 3>& down) {
  double zone = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = static_cast<double>(i + 1);
    zone = above(funding, up[i]) ? number : zone;
    zone = below(funding, down[i]) ? -number : zone;
  }
  return zone;
}

double fixedZone(double funding) { return zoneBy(funding, {0.05, 0.1, 0.5}, {-0.05, -0.1, -0.5}); }

// Missing where the percentiles are.
double adaptiveZone(double funding, double p01, double p10, double p25, double p75, double p90, double p99) {
  const auto up = [](double p) { return std::max(p, kUsualFunding); };
  const auto down = [](double p) { return std::min(p, 0.0); };
  const double zone = zoneBy(funding, {up(p75), up(p90), up(p99)}, {down(p25), down(p10), down(p01)});
  return isMissing(p01) ? kMissing : zone;
}

// Of the funding's last values, all per eight hours; missing until the window is full.
class Percentiles {
 public:
  explicit Percentiles(std::size_t length) : window_(length) {
    for (const double percent : kFundingPercents) ranks_.emplace_back(length, percent);
  }

  // The columns of kP01 … kP99.
  void push(Values funding, const Columns& out) {
    for (std::size_t bar = 0; bar < funding.size(); ++bar) {
      window_.push(funding[bar]);
      for (std::size_t i = 0; i < ranks_.size(); ++i)
        out[O::kP01 + i][bar] = window_.complete() ? ranks_[i].of(window_) : kMissing;
    }
  }

 private:
  indicators::OrderedWindow window_;
  std::vector<indicators::LinearRank> ranks_;
};

class FundingOiState final : public CopyableState<FundingOiState> {
 public:
  FundingOiState(const Settings& settings, const Cells& cells)
      : cells_(cells),
        rates_(settings, cells),
        oi_in_usd_(settings.text("oi_unit") == "usd"),
        adaptive_(settings.text("levels") == "adaptive"),
        holes_(settings.integer("reset_after")),
        now_(Running(settings)) {}

  void push(const Bars& bars, const Columns& out) override {
    Scratch rate(bars.size());
    rates_.read(bars, {rate, out[O::kHours], out[O::kSource]});
    holes_.split(
        rate,
        [&](std::size_t first, std::size_t count, bool afresh) {
          if (afresh) now_.restart();
          pushPart(bars.part(first, count), Values(rate).subspan(first, count), out.part(first, count));
        },
        [&](std::size_t first, std::size_t count) { fillMissing(out.part(first, count), 0); });
    copy(bars.cells[cells_.close], out[O::kClose]);
  }

 private:
  struct Running {
    explicit Running(const Settings& s)
        : oi_z(s.integer("lookback")),
          normaliser(s),
          percentiles(static_cast<std::size_t>(s.integer("adaptive_bars"))),
          bear(OiDivergence::At::High, s.integer("divergence_gap")),
          bull(OiDivergence::At::Low, s.integer("divergence_gap")) {}

    GuardedZscore oi_z;
    Normaliser normaliser;
    Percentiles percentiles;
    Accumulation accumulation;
    OiDivergence bear;
    OiDivergence bull;
  };

  void pushPart(const Bars& bars, Values rate_8h, const Columns& out) {
    const auto close = bars.cells[cells_.close];
    each(
        out[O::kFunding], [](double rate, double hours) { return rate * hours / 8; }, rate_8h,
        out[O::kHours]);
    each(
        out[O::kApr], [](double rate, double hours) { return rate * 8760 / hours; }, out[O::kFunding],
        out[O::kHours]);
    copy(bars.cells[cells_.premium + 4], out[O::kUntil]);
    pushOpenInterest(bars.cells[cells_.oi], bars.cells[cells_.oi + 1], close, out);
    now_->percentiles.push(rate_8h, out);
    writeZone(rate_8h, out);
    writeConditions(rate_8h, out);
    writeAdaptive(rate_8h, out);
    pushEach(now_->accumulation, out[O::kAccumulation], rate_8h, out[O::kOi]);
    pushEach(now_->bear, out[O::kDivergenceBear], close, out[O::kOi]);
    pushEach(now_->bull, out[O::kDivergenceBull], close, out[O::kOi]);
    // Until here the percentiles are those of eight hours.
    for (std::size_t i = 0; i < kFundingPercents.size(); ++i)
      change(out[O::kP01 + i], [](double p, double hours) { return p * hours / 8; }, out[O::kHours]);
  }

  void pushOpenInterest(Values base, Values usd, Values close, const Columns& out) {
    each(
        out[O::kOiBase], [](double b, double u, double price) { return kFirstKnown(b, u / price); }, base,
        usd, close);
    each(
        out[O::kOiUsd], [](double b, double u, double price) { return kFirstKnown(u, b * price); }, base, usd,
        close);
    copy(out[oi_in_usd_ ? O::kOiUsd : O::kOiBase], out[O::kOi]);
    pushEach(now_->oi_z, out[O::kOiZ], out[O::kOi]);
    pushEach(now_->normaliser, out[O::kOiNorm], out[O::kOi], out[O::kOiZ]);
  }

  void writeZone(Values f, const Columns& out) const {
    if (!adaptive_) return each(out[O::kZone], [](double x) { return fixedZone(x); }, f);
    each(
        out[O::kZone], [](auto... x) { return adaptiveZone(x...); }, f, out[O::kP01], out[O::kP10],
        out[O::kP25], out[O::kP75], out[O::kP90], out[O::kP99]);
  }

  static void writeConditions(Values f, const Columns& out) {
    const auto norm = out[O::kOiNorm];
    const auto high = [&](O::Out to, double funding, double oi) {
      eachCondition(out[to], [=](double x, double n) { return above(x, funding) && above(n, oi); }, f, norm);
    };
    const auto low = [&](O::Out to, double funding, double oi) {
      eachCondition(out[to], [=](double x, double n) { return below(x, funding) && below(n, oi); }, f, norm);
    };
    eachCondition(out[O::kSpikeUp], [](double x) { return above(x, 0.15); }, f);
    eachCondition(out[O::kSpikeDown], [](double x) { return below(x, -0.15); }, f);
    eachCondition(out[O::kOiHigh], [](double n) { return above(n, 0.88); }, norm);
    eachCondition(out[O::kOiLow], [](double n) { return below(n, 0.12); }, norm);
    high(O::kTrapped, 0.1, 0.8);
    low(O::kCapitulation, -0.1, 0.2);
    high(O::kBearishReversal, 0.3, 0.85);
    low(O::kBullishReversal, -0.2, 0.15);
    eachCondition(out[O::kExtreme], [](double x) { return above(std::abs(x), 0.5); }, f);
  }

  // The same against the funding's own percentiles.
  static void writeAdaptive(Values f, const Columns& out) {
    const auto norm = out[O::kOiNorm];
    const auto up = [](double x, double p) { return above(x, p) && above(x, kUsualFunding); };
    const auto down = [](double x, double p) { return below(x, p) && below(x, 0); };
    const auto high = [&](O::Out to, O::Out percentile, double oi) {
      eachCondition(
          out[to], [=](double x, double p, double n) { return up(x, p) && above(n, oi); }, f, out[percentile],
          norm);
    };
    const auto low = [&](O::Out to, O::Out percentile, double oi) {
      eachCondition(
          out[to], [=](double x, double p, double n) { return down(x, p) && below(n, oi); }, f,
          out[percentile], norm);
    };
    eachCondition(out[O::kSpikeUpAdaptive], up, f, out[O::kP95]);
    eachCondition(out[O::kSpikeDownAdaptive], down, f, out[O::kP05]);
    high(O::kTrappedAdaptive, O::kP90, 0.8);
    low(O::kCapitulationAdaptive, O::kP10, 0.2);
    high(O::kBearishReversalAdaptive, O::kP95, 0.85);
    low(O::kBullishReversalAdaptive, O::kP05, 0.15);
    eachCondition(
        out[O::kExtremeAdaptive],
        [=](double x, double p99, double p01) { return up(x, p99) || down(x, p01); }, f, out[O::kP99],
        out[O::kP01]);
  }

  Cells cells_;
  RateReader rates_;
  bool oi_in_usd_;
  bool adaptive_;
  HoleGuard holes_;
  Restartable<Running> now_;
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
