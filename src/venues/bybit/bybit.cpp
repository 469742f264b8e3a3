#include "venues/bybit/bybit.h"

#include <array>

#include "venues/bybit/bybit_answers.h"
#include "venues/bybit/bybit_decoder.h"
#include "venues/bybit/bybit_requests.h"

namespace perpscope::venues {
namespace {

using enum Interval;
using enum MarketKind;
using enum Margin;

constexpr std::array kEndpoints{
    Endpoint{"rest", "https://api.bybit.com"},
    Endpoint{"ws", "wss://stream.bybit.com"},
};

const std::vector<Interval> kBars{M1, M5, M15, M30, H1, H4, H12, D1};
const std::vector<Interval> kPeriods{M5, M15, M30, H1, H4, D1};

// A few weeks before the oldest product is known to have been launched: the dates are not documented.
constexpr Time kSpotSince = utc(2021, 6, 1);
constexpr Time kLinearSince = utc(2020, 3, 1);
constexpr Time kInverseSince = utc(2018, 10, 1);

// What a page of 8-hour settlements spans, without the one that is asked for beside it.
constexpr std::size_t kFundingHours = 8 * 199;

std::vector<Offer> perpOffers(Margin margin, Time since, std::vector<PriceKind> prices) {
  const Reach reach{since, {}, {}};
  std::vector<Offer> offers;
  for (const auto price : prices)
    offers.push_back({Perp, margin, DataKind::Bars, price, kBars, reach, 1000, {}, "bybit kline", {}});
  offers.push_back({Perp,
                    margin,
                    DataKind::Funding,
                    {},
                    {},
                    reach,
                    kFundingHours,
                    {},
                    "bybit funding/history",
                    "the interval changes with symbol and time: taken from the gaps between settlements"});
  offers.push_back({Perp,
                    margin,
                    DataKind::OpenInterest,
                    {},
                    kPeriods,
                    reach,
                    200,
                    {},
                    "bybit open-interest",
                    "rows count both sides: halved where the one-sided number is absent"});
  return offers;
}

std::vector<Offer> allOffers() {
  using enum PriceKind;
  std::vector<Offer> offers{
      {Spot, None, DataKind::Bars, Trade, kBars, {kSpotSince, {}, {}}, 1000, {}, "bybit kline", {}}};
  std::ranges::move(perpOffers(Linear, kLinearSince, {Trade, Mark, Index, PremiumIndex}),
                    std::back_inserter(offers));
  std::ranges::move(perpOffers(Inverse, kInverseSince, {Trade, Mark, Index}), std::back_inserter(offers));
  return offers;
}

class Bybit final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "bybit"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override {
    static const std::vector<Pool> pools{{bybit_v5::kPool, {{std::chrono::seconds{5}, 600}}}};
    return pools;
  }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    return bybit_v5::productRequest(instrument);
  }
  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    return bybit_v5::parseProduct(instrument, response);
  }
  [[nodiscard]] Request request(const Query& query) const override { return bybit_v5::historyRequest(query); }
  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    return bybit_v5::parseHistory(query, response);
  }
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    return bybit_v5::refusal(response);
  }
  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return bybit_v5::decoder(); }
};

}  // namespace

const Venue& bybit() {
  static const Bybit venue;
  return venue;
}

}  // namespace perpscope::venues
