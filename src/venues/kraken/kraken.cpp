#include "venues/kraken/kraken.h"

#include "venues/kraken/kraken_answers.h"
#include "venues/kraken/kraken_decoder.h"
#include "venues/kraken/kraken_requests.h"

namespace perpscope::venues {
namespace {

using enum Interval;
using enum MarketKind;
using enum Margin;

constexpr std::array kEndpoints{
    Endpoint{"spot_rest", "https://api.kraken.com"},
    Endpoint{"spot_ws", "wss://ws.kraken.com"},
    Endpoint{"futures_rest", "https://futures.kraken.com"},
    Endpoint{"futures_ws", "wss://futures.kraken.com"},
};

const std::vector<Interval> kSpotBars{M1, M5, M15, M30, H1, H4, D1};
const std::vector<Interval> kFuturesSteps{M1, M5, M15, M30, H1, H4, H12, D1};

constexpr std::int64_t kSpotNewest = 720;
constexpr Time kLinearSince = utc(2022, 3, 22);
constexpr Time kInverseSince = utc(2018, 8, 31);
constexpr Milliseconds kFundingAge = 366 * kDay;
// One answer holds the whole history: a request for all of it.
constexpr std::size_t kFundingHours = 367 * 24;
constexpr std::size_t kChartRows = 2000;

std::vector<Offer> futuresOffers(Margin margin, Time since) {
  std::vector<Offer> offers;
  for (const auto price : {PriceKind::Trade, PriceKind::Mark, PriceKind::Index})
    offers.push_back({Perp,
                      margin,
                      DataKind::Bars,
                      price,
                      kFuturesSteps,
                      {since, {}, {}},
                      kChartRows,
                      {},
                      "kraken futures charts",
                      {}});
  offers.push_back({Perp,
                    margin,
                    DataKind::Funding,
                    {},
                    {},
                    {since, kFundingAge, {}},
                    kFundingHours,
                    {},
                    "kraken historical-funding-rates",
                    "about a year, at times a month: what was stored before stays"});
  offers.push_back({Perp,
                    margin,
                    DataKind::OpenInterest,
                    {},
                    kFuturesSteps,
                    {since, {}, {}},
                    kChartRows,
                    {},
                    "kraken analytics open-interest",
                    "daily from 2023 on, small steps for less: how much less is not documented"});
  return offers;
}

std::vector<Offer> allOffers() {
  std::vector<Offer> offers{
      {Spot,
       None,
       DataKind::Bars,
       PriceKind::Trade,
       kSpotBars,
       {{}, {}, kSpotNewest},
       kSpotNewest,
       {},
       "kraken OHLC",
       "the newest 720 bars of each interval; older ones: import Kraken's OHLCVT files"}};
  std::ranges::move(futuresOffers(Linear, kLinearSince), std::back_inserter(offers));
  std::ranges::move(futuresOffers(Inverse, kInverseSince), std::back_inserter(offers));
  return offers;
}

// Public calls of /derivatives cost nothing of its 500 in 10 s, charts state no limit: both are asked
// politely.
const std::vector<Pool>& allPools() {
  static const std::vector<Pool> pools{
      {"spot", {{std::chrono::seconds{10}, 10}}},
      {"derivatives", {{std::chrono::seconds{10}, 10}}},
      {"charts", {{std::chrono::seconds{10}, 15}}},
  };
  return pools;
}

class Kraken final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "kraken"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override { return allPools(); }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    return krakenProductRequest(instrument);
  }
  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    return krakenProduct(instrument, response);
  }
  [[nodiscard]] Request request(const Query& query) const override { return krakenHistoryRequest(query); }
  [[nodiscard]] std::optional<Request> otherAddress(const Request& asked,
                                                    const Response& response) const override {
    return response.status == 404 ? krakenOlderFundingRequest(asked) : std::nullopt;
  }
  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    return krakenPage(query, response);
  }
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    return krakenRefusal(response);
  }
  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return krakenDecoder(); }
};

}  // namespace

const Venue& kraken() {
  static const Kraken venue;
  return venue;
}

}  // namespace perpscope::venues
