#include "venues/okx/okx.h"

#include <array>

#include "venues/okx/okx_answers.h"
#include "venues/okx/okx_decoder.h"
#include "venues/okx/okx_requests.h"

namespace perpscope::venues {
namespace {

using enum Interval;
using enum MarketKind;
using enum Margin;

constexpr std::array kEndpoints{
    Endpoint{"rest", "https://openapi.okx.com"},
    Endpoint{"ws", "wss://ws.okx.com:8443"},
};

const std::vector<Interval> kBars{M1, M5, M15, M30, H1, H4, H12, D1};
const std::vector<Interval> kPeriods{M5, M15, M30, H1, H4, H12, D1};

constexpr Reach kSpotReach{utc(2018, 1, 1), {}, {}};
constexpr Reach kSwapReach{utc(2019, 12, 1), {}, {}};  // a month before the oldest candle that was seen
constexpr Reach kFundingReach{{}, 91 * kDay, {}};
constexpr Reach kOpenInterestReach{utc(2024, 1, 1), {}, 1440};
// What a page of 8-hour settlements spans, without the one that is asked for beside it.
constexpr std::size_t kFundingHours = 8 * 399;

Offer bars(Margin margin, PriceKind price, const Reach& reach, std::string_view source) {
  const auto page = okx_v5::pageLimit(DataKind::Bars, price);
  return {margin == None ? Spot : Perp, margin, DataKind::Bars, price, kBars, reach, page, {}, source, {}};
}

void addSwaps(std::vector<Offer>& offers, Margin margin) {
  offers.push_back(bars(margin, PriceKind::Trade, kSwapReach, "okx history-candles"));
  offers.push_back(bars(margin, PriceKind::Mark, kSwapReach, "okx history-mark-price-candles"));
  offers.push_back(bars(margin, PriceKind::Index, kSwapReach, "okx history-index-candles"));
  offers.push_back({Perp,
                    margin,
                    DataKind::Funding,
                    {},
                    {},
                    kFundingReach,
                    kFundingHours,
                    {},
                    "okx funding-rate-history",
                    "the last three months; older settlements have to be imported"});
  offers.push_back({Perp,
                    margin,
                    DataKind::OpenInterest,
                    {},
                    kPeriods,
                    kOpenInterestReach,
                    okx_v5::pageLimit(DataKind::OpenInterest, {}),
                    {},
                    "okx open-interest-history",
                    "the newest 1440 samples of each step"});
}

std::vector<Offer> allOffers() {
  std::vector<Offer> offers{bars(None, PriceKind::Trade, kSpotReach, "okx history-candles")};
  addSwaps(offers, Linear);
  addSwaps(offers, Inverse);
  return offers;
}

class Okx final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "okx"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override { return okx_v5::pools(); }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    return okx_v5::productRequest(instrument);
  }
  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    return okx_v5::parseProduct(instrument, response);
  }
  [[nodiscard]] Request request(const Query& query) const override { return okx_v5::historyRequest(query); }
  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    return okx_v5::parseHistory(query, response);
  }
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    return okx_v5::refusal(response);
  }
  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return okx_v5::decoder(); }
};

}  // namespace

const Venue& okx() {
  static const Okx venue;
  return venue;
}

}  // namespace perpscope::venues
