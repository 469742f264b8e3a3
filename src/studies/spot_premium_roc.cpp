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
  // (a - b) in the unit.
  void spread(Column out, Values a, Values b, Values spot_b) const {
    if (per_price_) return each(out, [](double x, double y) { return x - y; }, a, b);
    each(
        out, [scale = scale_](double x, double y, double per) { return (x - y) / per * scale; }, a, b,
        spot_b);
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
        now_(Running(settings)) {}

  void push(const Bars& bars, const Columns& out) override {
    Rooms rooms(bars.size());
    copy(pricesOf(bars.cells, cells_.spot_a, rooms), out[O::kSpotA]);
    copy(pricesOf(bars.cells, cells_.spot_b, rooms), out[O::kSpotB]);
    copy(pricesOf(bars.cells, cells_.perp_b, rooms), out[O::kPerpB]);
    unit_.spread(out[O::kSpotSpot], out[O::kSpotA], out[O::kSpotB], out[O::kSpotB]);
    unit_.spread(out[O::kSpotPerp], out[O::kSpotA], out[O::kPerpB], out[O::kSpotB]);
    unit_.spread(out[O::kTri], out[O::kPerpB], out[O::kSpotB], out[O::kSpotB]);
    holes_.split(
        out[first_],
        [&](std::size_t first, std::size_t count, bool afresh) {
          if (afresh) now_.restart();
          pushPart(bars.part(first, count), out.part(first, count));
        },
        [&](std::size_t first, std::size_t count) { fillMissing(out.part(first, count), O::kSpotSpot); });
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

  void pushPart(const Bars& bars, const Columns& out) {
    pushEach(now_->tri_ema, out[O::kTriEma], out[O::kTri]);
    Scratch volume(bars.size());
    volumesOf(bars.cells, volume);
    now_->opacity.push(out[O::kOpacity], volume);
    now_->momentum.push(out[first_], out);
    now_->overlays.push(out);
    pushSpreads(out);
  }

  void volumesOf(const CellColumns& cells, Column volume) const {
    const auto spot = cells[cells_.spot_a.volume];
    const auto deriv = cells[cells_.perp_b.volume];
    if (by_spot_ && by_deriv_)
      return each(volume, [](double s, double d) { return (s + d) / 2; }, spot, deriv);
    copy(by_spot_ ? spot : deriv, volume);
  }

  void pushSpreads(const Columns& out) {
    const auto spread = out[O::kSpotSpot];
    Scratch z(spread.size());
    Scratch falls(spread.size());
    pushEach(now_->spread_z, z, spread);
    pushEach(now_->spread_ema, falls, spread);
    eachCondition(
        out[O::kSpotLed], [](double x, double tri) { return atLeast(x, 1) && atMost(tri, -0.5); }, z,
        out[O::kZ]);
    for (double& ema : Column(falls)) {
      const bool falling = below(ema, now_->last_spread_ema);
      now_->last_spread_ema = ema;
      ema = falling ? 1.0 : 0.0;
    }
    eachCondition(
        out[O::kPerpChase], [](double roc, double f) { return atLeast(roc, 3) && f == 1.0; }, out[O::kEmaRoc],
        falls);
    now_->spot.push(out[O::kSpotPerp], out[O::kSpotFlipUp], out[O::kSpotFlipDown]);
    now_->tri.push(out[O::kTriEma], out[O::kTriFlipUp], out[O::kTriFlipDown]);
    eachCondition(
        out[O::kArbitrage],
        [arb = arb_](double a, double perp, double b) { return above(std::abs(a - perp) / b, arb); },
        out[O::kSpotA], out[O::kPerpB], out[O::kSpotB]);
  }

  Cells cells_;
  SpreadUnit unit_;
  std::size_t first_;  // output
  bool by_spot_;
  bool by_deriv_;
  double arb_;
  HoleGuard holes_;
  Restartable<Running> now_;
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
