#include <fmt/format.h>

#include "studies/laid_out_study.h"
#include "studies/legs.h"
#include "studies/manual_leg.h"
#include "studies/spot_premium_roc_parts.h"
#include "studies/studies.h"

namespace perpscope::studies {
namespace {

using O = SpotPremiumRoc;

struct Cells {
  PriceCells spot_a;
  PriceCells spot_b;
  PriceCells perp_b;
};

constexpr std::size_t kSpreadEma = 9;
constexpr int kSpreadZ = 50;

// What a spread in prices is multiplied by to be in the chosen unit.
class SpreadUnit {
 public:
  explicit SpreadUnit(const Settings& settings)
      : per_price_(settings.text("unit") == "price"),
        scale_(settings.text("unit") == "percent" ? 1e2 : 1e4) {}
  [[nodiscard]] double of(double spread, double spot_b) const {
    return per_price_ ? spread : spread / spot_b * scale_;
  }

 private:
  bool per_price_;
  double scale_;
};

class SpreadState final : public CopyableState<SpreadState> {
 public:
  SpreadState(const Settings& settings, const Cells& cells)
      : cells_(cells),
        unit_(settings),
        first_(outputOf(firstShown(settings))),
        by_spot_(settings.text("volume_source") != "deriv"),
        by_deriv_(settings.text("volume_source") != "spot"),
        arb_(settings.number("arb_bps") / 1e4),
        holes_(settings.integer("reset_after")),
        fresh_(settings),
        now_(settings) {}

  void push(const Bar& bar, std::span<double> out) override {
    out[O::kSpotA] = priceOf(bar.cells, cells_.spot_a);
    out[O::kSpotB] = priceOf(bar.cells, cells_.spot_b);
    out[O::kPerpB] = priceOf(bar.cells, cells_.perp_b);
    const std::array spreads{unit_.of(out[O::kSpotA] - out[O::kSpotB], out[O::kSpotB]),
                             unit_.of(out[O::kSpotA] - out[O::kPerpB], out[O::kSpotB]),
                             unit_.of(out[O::kPerpB] - out[O::kSpotB], out[O::kSpotB])};
    const double first = spreads[first_ - O::kSpotSpot];
    if (holes_.startsAfresh(isMissing(first))) now_ = fresh_;
    if (isMissing(first)) return;
    std::ranges::copy(spreads, out.begin() + O::kSpotSpot);
    const double ema = now_.tri_ema.push(out[O::kTri]);
    out[O::kTriEma] = isMissing(out[O::kTri]) ? kMissing : ema;
    out[O::kOpacity] = now_.opacity.push(volumeOf(bar.cells));
    now_.momentum.push(first, out);
    now_.overlays.push(out);
    pushSpreads(out);
  }

 private:
  struct Running {
    explicit Running(const Settings& s)
        : tri_ema(static_cast<std::size_t>(s.integer("tri_ema_length"))),
          opacity(s),
          momentum(s),
          overlays(s) {}

    indicators::Ema tri_ema;
    VolumeOpacity opacity;
    SpreadMomentum momentum;
    TriOverlays overlays;
    GuardedZscore spread_z{kSpreadZ};
    indicators::Ema spread_ema{kSpreadEma};
    double last_spread_ema = kMissing;
    Flip spot;
    Flip tri;
  };

  static std::size_t outputOf(const std::string& key) {
    return key == "spot_spot" ? O::kSpotSpot : key == "spot_perp" ? O::kSpotPerp : O::kTri;
  }

  [[nodiscard]] double volumeOf(std::span<const double> cells) const {
    const double spot = cells[cells_.spot_a.volume];
    const double deriv = cells[cells_.perp_b.volume];
    if (!by_deriv_) return spot;
    return by_spot_ ? (spot + deriv) / 2 : deriv;
  }

  void pushSpreads(std::span<double> out) {
    const double z = now_.spread_z.push(out[O::kSpotSpot]);
    const double ema = now_.spread_ema.push(out[O::kSpotSpot]);
    const bool falling = below(ema, now_.last_spread_ema);
    now_.last_spread_ema = ema;
    out[O::kSpotLed] = asCondition(atLeast(z, 1) && atMost(out[O::kZ], -0.5));
    out[O::kPerpChase] = asCondition(atLeast(out[O::kEmaRoc], 3) && falling);
    now_.spot.push(out[O::kSpotPerp], out[O::kSpotFlipUp], out[O::kSpotFlipDown]);
    now_.tri.push(out[O::kTriEma], out[O::kTriFlipUp], out[O::kTriFlipDown]);
    out[O::kArbitrage] = asCondition(above(std::abs(out[O::kSpotA] - out[O::kPerpB]) / out[O::kSpotB], arb_));
  }

  Cells cells_;
  SpreadUnit unit_;
  std::size_t first_;  // output
  bool by_spot_;
  bool by_deriv_;
  double arb_;
  HoleGuard holes_;
  Running fresh_;
  Running now_;
};

// In manual mode the typed symbol stands for the leg, whatever the chart's asset.
Result<SingleLeg> legOf(InputList& list, const Context& context, const std::string& key, MarketKind role,
                        CandleFields fields) {
  if (context.settings.text("mode") == "auto") return addLeg(list, context, key, role, fields);
  const auto leg = manualLeg(context.settings.text("manual_" + key), role);
  if (!leg) return fail(ErrorKind::Usage, fmt::format("manual_{}: {}", key, leg.error().message));
  return addLeg(list, *leg, fields);
}

Result<LaidOut<Cells>> layOut(const Context& context) {
  InputList list;
  const CandleFields with_volume{CandleField::Close, CandleField::Volume};
  const auto spot_a = legOf(list, context, "spot_a", MarketKind::Spot, with_volume);
  if (!spot_a) return std::unexpected(spot_a.error());
  const auto spot_b = legOf(list, context, "spot_b", MarketKind::Spot, {CandleField::Close});
  if (!spot_b) return std::unexpected(spot_b.error());
  const auto perp_b = legOf(list, context, "perp_b", MarketKind::Perp, with_volume);
  if (!perp_b) return std::unexpected(perp_b.error());
  Cells cells{spot_a->cells, spot_b->cells, perp_b->cells};
  RateList rates(list, context);
  cells.spot_a.to_usd = rates.of(spot_a->leg.quote);
  cells.spot_b.to_usd = rates.of(spot_b->leg.quote);
  cells.perp_b.to_usd = rates.of(perp_b->leg.quote);
  noteMixedQuotes(list, context, {spot_a->leg, spot_b->leg, perp_b->leg});
  return LaidOut<Cells>{cells, list.take()};
}

}  // namespace

const Study& spotPremiumRoc() {
  static const LaidOutStudy<SpreadState, Cells> study(spotPremiumRocDeclaration(), layOut);
  return study;
}

}  // namespace perpscope::studies
