// A small market for tests of the simulated exchanges: plain rows, with a listing date and holes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "market/interval.h"
#include "sim/dataset.h"

namespace perpscope::test {

// Values follow from the stamp alone, with as many digits as exchanges write.
class MadeMarket final : public sim::Dataset {
 public:
  MadeMarket(std::vector<Instrument> instruments, TimeRange lifetime)
      : instruments_(std::move(instruments)), lifetime_(lifetime) {}

  void addHole(TimeRange hole) { holes_.push_back(hole); }

  [[nodiscard]] std::span<const Instrument> instruments() const override { return instruments_; }
  [[nodiscard]] std::optional<Time> listed(const Instrument&) const override { return lifetime_.from; }

  [[nodiscard]] std::vector<Candle> bars(const Instrument& instrument, PriceKind price, Interval interval,
                                         TimeRange range) const override {
    std::vector<Candle> rows;
    const auto step = nominalLength(interval);
    for (Time t = ceiling(range.from, step); t < range.to; t += step)
      if (stored(instrument, t)) rows.push_back(bar(instrument, price, t));
    return rows;
  }

  [[nodiscard]] std::vector<Funding> settledFunding(const Instrument& instrument,
                                                    TimeRange range) const override {
    std::vector<Funding> rows;
    const auto every = fundingInterval(instrument);
    for (Time t = ceiling(range.from, every); t < range.to; t += every)
      if (stored(instrument, t))
        rows.push_back({t, {noise(t, 2000) * 1e-8, every, FundingKind::Settled}, {}});
    return rows;
  }

  [[nodiscard]] std::optional<Funding> predictedFunding(const Instrument& instrument,
                                                        Time at) const override {
    if (instrument.kind == MarketKind::Spot) return std::nullopt;
    const Time next = ceiling(at + Milliseconds{1}, fundingInterval(instrument));
    return Funding{at, {1e-4, fundingInterval(instrument), FundingKind::Predicted}, next};
  }

  [[nodiscard]] std::vector<OpenInterest> openInterest(const Instrument& instrument, Milliseconds step,
                                                       TimeRange range) const override {
    std::vector<OpenInterest> rows;
    for (Time t = ceiling(range.from, step); t < range.to; t += step)
      if (stored(instrument, t)) rows.push_back(sample(instrument, t));
    return rows;
  }

  // Venues that charge by the hour do so here.
  static std::chrono::minutes fundingInterval(const Instrument& instrument) {
    const bool hourly = instrument.venue == "kraken" || instrument.venue == "deribit" ||
                        instrument.venue == "hyperliquid" || instrument.venue == "coinbase";
    return hourly ? std::chrono::hours{1} : std::chrono::hours{8};
  }

 private:
  static Time ceiling(Time t, Milliseconds step) {
    const auto past = t.time_since_epoch() % step;
    return past.count() == 0 ? t : t + (step - past);
  }

  // A whole number in [0, bound).
  static double noise(Time t, std::int64_t bound) {
    const auto mixed = static_cast<std::uint64_t>(toMs(t) / 1000) * 0x9E3779B97F4A7C15ULL;
    return static_cast<double>((mixed >> 33) % static_cast<std::uint64_t>(bound));
  }

  [[nodiscard]] bool stored(const Instrument&, Time t) const {
    for (const auto& hole : holes_)
      if (hole.contains(t)) return false;
    return lifetime_.contains(t);
  }

  static Candle bar(const Instrument& instrument, PriceKind price, Time t) {
    Candle bar;
    bar.time = t;
    if (price == PriceKind::PremiumIndex) {
      const double base = noise(t, 1000) * 1e-8;
      bar.open = Price{base};
      bar.high = Price{base + 5e-8};
      bar.low = Price{base - 5e-8};
      bar.close = Price{base + 1e-8};
      return bar;
    }
    const double tenths = 900'000 + noise(t, 100'000);
    bar.open = Price{tenths / 10};
    bar.high = Price{(tenths + 70) / 10};
    bar.low = Price{(tenths - 70) / 10};
    bar.close = Price{(tenths + 30) / 10};
    if (price != PriceKind::Trade) return bar;
    const double thousandths = 1000 + noise(t, 900'000);
    bar.volume = BaseQuantity{thousandths / 1000};
    bar.volume_quote = QuoteQuantity{thousandths * 90};
    bar.volume_contracts =
        Contracts{instrument.contract.in_quote ? std::round(thousandths * 90 / instrument.contract.size)
                                               : thousandths / 1000 / instrument.contract.size};
    return bar;
  }

  static OpenInterest sample(const Instrument& instrument, Time t) {
    OpenInterest sample;
    sample.time = t;
    const double coins = 50'000 + noise(t, 1000);
    sample.base = BaseQuantity{coins};
    sample.usd = QuoteQuantity{coins * 90'000};
    sample.contracts = Contracts{instrument.contract.in_quote ? coins * 90'000 / instrument.contract.size
                                                              : coins / instrument.contract.size};
    return sample;
  }

  std::vector<Instrument> instruments_;
  TimeRange lifetime_;
  std::vector<TimeRange> holes_;
};

}  // namespace perpscope::test
