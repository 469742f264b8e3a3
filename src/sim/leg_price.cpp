#include "sim/leg_price.h"

#include <algorithm>
#include <cmath>

namespace perpscope::sim {
namespace {

constexpr double kBp = 1e-4;
constexpr int kPremiumDecimals = 8;
constexpr int kIndexExtraDecimals = 2;  // mark and index are means, not orders: finer than a tick

// How far a quote currency strays from the dollar.
double quoteSpread(std::string_view quote) {
  if (quote == "USD") return 0;
  return quote == "USDT" ? 3.5 * kBp : 0.8 * kBp;
}

double hoursOf(std::int64_t minute) { return static_cast<double>(minute) / 60; }

// Distance that lasts, and its changes over hours and weeks.
double slowDistance(const Leg& leg, double hour) {
  const Stream stream = leg.stream;
  return kBp * (leg.profile->bias_bp + leg.profile->drift_bp * stream.smooth(hour / (24 * 13)) +
                0.8 * leg.profile->noise_bp * stream.smooth(1'000'000 + hour / 5));
}

// Widens the part of a path beyond its ends so that its extremes become those of the bar; order is kept.
class Fit {
 public:
  Fit(const LogBar& bar, double path_high, double path_low)
      : top_(std::max(bar.open, bar.close)),
        bottom_(std::min(bar.open, bar.close)),
        bar_(bar),
        above_(path_high > top_ ? (bar.high - top_) / (path_high - top_) : 0),
        below_(path_low < bottom_ ? (bottom_ - bar.low) / (bottom_ - path_low) : 0) {}

  double operator()(double x) const {
    if (x > top_) return std::min(top_ + (x - top_) * above_, bar_.high);
    return x < bottom_ ? std::max(bottom_ - (bottom_ - x) * below_, bar_.low) : x;
  }

 private:
  double top_;
  double bottom_;
  LogBar bar_;
  double above_;
  double below_;
};

}  // namespace

double smoothPremium(const LatentPath& latent, const Leg& leg, std::int64_t minute) {
  return latent.premium(minute) + slowDistance(leg, hoursOf(minute));
}

LegPrice::LegPrice(const LatentPath& latent, const Leg& leg, PriceKind kind)
    : latent_(latent),
      leg_(leg),
      kind_(kind),
      ticks_(std::pow(10.0, kind == PriceKind::PremiumIndex ? kPremiumDecimals
                            : kind == PriceKind::Trade      ? leg.price_decimals
                                                            : leg.price_decimals + kIndexExtraDecimals)),
      fast_(leg.stream.of("fast")),
      wicks_(leg.stream.of(label(kind))) {}

bool LegPrice::exists(const Leg& leg, PriceKind kind) {
  if (kind == PriceKind::Mid) return false;
  return kind == PriceKind::Trade || leg.instrument.kind == MarketKind::Perp;
}

// What the quote currency and, for a perp, the venue's choice of index sources do to the price of spot.
double LegPrice::indexDistance(std::int64_t minute) const {
  const double hour = hoursOf(minute);
  const double spread = quoteSpread(leg_.instrument.quote);
  return spread * (leg_.quote.smooth(hour / 210) + 0.4 * leg_.quote.smooth(1'000'000 + hour / 31));
}

double LegPrice::fastDistance(std::int64_t minute) const {
  const double size = kBp * leg_.profile->noise_bp;
  return size * (0.6 * fast_.smooth(static_cast<double>(minute) / 11) + 0.5 * fast_.normal(-1 - minute));
}

double LegPrice::distance(std::int64_t minute) const {
  const bool perp = leg_.instrument.kind == MarketKind::Perp;
  switch (kind_) {
    case PriceKind::Index: return indexDistance(minute);
    case PriceKind::Mark: return indexDistance(minute) + smoothPremium(latent_, leg_, minute);
    case PriceKind::PremiumIndex: return smoothPremium(latent_, leg_, minute) + fastDistance(minute);
    default: break;
  }
  const double from_index = perp ? smoothPremium(latent_, leg_, minute) : slowDistance(leg_, hoursOf(minute));
  return indexDistance(minute) + from_index + fastDistance(minute);
}

LogBar LegPrice::hour(std::int64_t hour) const {
  const double before = distance(hour * 60);
  const double after = distance((hour + 1) * 60);
  const double between = (before + after) / 2;
  LogBar bar{.open = before, .high = between, .low = between, .close = after};
  if (followsPrice()) {
    const HourExtremes shared = latent_.extremes(hour);
    bar = {latent_.at(hour).log_price + before, shared.high + between, shared.low + between,
           latent_.at(hour + 1).log_price + after};
  }
  const std::uint64_t bits = wicks_.bits(-1 - hour);
  const double reach = wick();
  bar.high =
      std::max({bar.high, bar.open, bar.close}) + reach * (0.2 + static_cast<double>(bits >> 32) * 0x1p-32);
  bar.low = std::min({bar.low, bar.open, bar.close}) -
            reach * (0.2 + static_cast<double>(bits & 0xFFFFFFFF) * 0x1p-32);
  return bar;
}

// How far an hour goes beyond what the shared price or, for a premium, its ends say.
double LegPrice::wick() const {
  const double size = kBp * leg_.profile->noise_bp;
  return size * (kind_ == PriceKind::PremiumIndex ? 1.4 : kind_ == PriceKind::Trade ? 0.5 : 0.1);
}

MinutePath LegPrice::unfitted(std::int64_t hour) const {
  MinutePath path{};
  if (followsPrice()) path = latent_.minutes(hour);
  const double reach = 0.4 * wick();
  double before = distance(hour * 60);
  path.knot[0] += before;
  for (std::size_t i = 0; i < kMinutesPerHour; ++i) {
    const std::int64_t minute = hour * 60 + static_cast<std::int64_t>(i);
    const double after = distance(minute + 1);
    path.knot[i + 1] += after;
    const double between = (before + after) / 2;
    const double up = reach * wicks_.uniform(minute);
    path.high[i] = std::max({path.high[i] + between, path.knot[i], path.knot[i + 1]}) + up;
    path.low[i] = std::min({path.low[i] + between, path.knot[i], path.knot[i + 1]}) - (reach - up);
    before = after;
  }
  return path;
}

std::array<LogBar, kMinutesPerHour> LegPrice::minutes(std::int64_t hour) const {
  const MinutePath path = unfitted(hour);
  const Fit fit(this->hour(hour), *std::ranges::max_element(path.high), *std::ranges::min_element(path.low));
  std::array<LogBar, kMinutesPerHour> bars{};
  for (std::size_t i = 0; i < bars.size(); ++i)
    bars[i] = {fit(path.knot[i]), fit(path.high[i]), fit(path.low[i]), fit(path.knot[i + 1])};
  return bars;
}

double LegPrice::at(std::int64_t minute) const {
  const std::int64_t hour = minute / 60;
  const auto of_hour = static_cast<std::size_t>(minute % 60);
  if (of_hour != 0) return minutes(hour)[of_hour].open;
  return distance(minute) + (followsPrice() ? latent_.at(hour).log_price : 0);
}

double LegPrice::rounded(double log_value) const {
  const double value = followsPrice() ? std::exp(log_value) : std::expm1(log_value);
  return std::round(value * ticks_) / ticks_;
}

}  // namespace perpscope::sim
