#include "venues/binance/binance.h"

#include <fmt/format.h>

#include "base/text.h"
#include "venues/binance/binance_decoder.h"
#include "venues/binance/binance_requests.h"
#include "venues/refusals.h"
#include "venues/settlements.h"

namespace perpscope::venues {
namespace {

using enum Interval;
using enum MarketKind;
using enum Margin;

constexpr std::array kEndpoints{
    // The host for market data alone answers from countries where api.binance.com does not.
    Endpoint{"spot_rest", "https://data-api.binance.vision"},
    Endpoint{"spot_ws", "wss://data-stream.binance.vision"},
    Endpoint{"usdm_rest", "https://fapi.binance.com"},
    Endpoint{"usdm_ws", "wss://fstream.binance.com"},
    Endpoint{"coinm_rest", "https://dapi.binance.com"},
    Endpoint{"coinm_ws", "wss://dstream.binance.com"},
};

const std::vector<Interval> kBars{M1, M5, M15, M30, H1, H4, H8, H12, D1};
const std::vector<Interval> kPeriods{M5, M15, M30, H1, H4, H12, D1};

constexpr Time kSpotSince = utc(2017, 8, 17);
constexpr Time kUsdMSince = utc(2019, 9, 8);
constexpr Time kCoinMSince = utc(2020, 8, 10);
constexpr Milliseconds kOpenInterestAge = 30 * kDay;
constexpr Milliseconds kCoinMLongest = 200 * kDay;
constexpr std::size_t kFundingHours = 8 * 1000;  // a full page of 8-hour settlements

std::vector<Offer> futuresOffers(Margin margin, Time since, std::string_view root, std::string_view source,
                                 Milliseconds longest) {
  std::vector<Offer> offers;
  for (const auto price : {PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::PremiumIndex})
    offers.push_back(
        {Perp, margin, DataKind::Bars, price, kBars, {since, {}, {}}, 1500, longest, source, {}});
  offers.push_back({Perp,
                    margin,
                    DataKind::Funding,
                    {},
                    {},
                    {since, {}, {}},
                    kFundingHours,
                    {},
                    root,
                    "the interval changes with symbol and time: taken from the gaps between settlements"});
  offers.push_back({Perp,
                    margin,
                    DataKind::OpenInterest,
                    {},
                    kPeriods,
                    {{}, kOpenInterestAge, {}},
                    500,
                    {},
                    "binance openInterestHist",
                    "older history: import the archive's metrics files"});
  return offers;
}

std::vector<Offer> allOffers() {
  std::vector<Offer> offers{{Spot,
                             None,
                             DataKind::Bars,
                             PriceKind::Trade,
                             kBars,
                             {kSpotSince, {}, {}},
                             1000,
                             {},
                             "binance spot klines",
                             {}}};
  std::ranges::move(futuresOffers(Linear, kUsdMSince, "binance usdm fundingRate", "binance usdm klines", {}),
                    std::back_inserter(offers));
  std::ranges::move(
      futuresOffers(Inverse, kCoinMSince, "binance coinm fundingRate", "binance coinm klines", kCoinMLongest),
      std::back_inserter(offers));
  return offers;
}

const std::vector<Pool>& allPools() {
  static const std::vector<Pool> pools{
      {"spot", {{kMinute, 6000}}},
      {"futures", {{kMinute, 2400}}},  // USD-M and COIN-M together
      {"futures-data", {{5 * kMinute, 1000}}},
      {"funding", {{5 * kMinute, 500}}},
  };
  return pools;
}

// Rows come oldest first and are cut off at the limit.
template <class Row>
void keep(Page& page, std::vector<Row>& into, std::vector<Row> rows, const Query& query) {
  const bool full = rows.size() >= binancePageLimit(query);
  if (full && rows.back().time + Milliseconds{1} < query.range.to)
    page.rest = TimeRange{rows.back().time + Milliseconds{1}, query.range.to};
  for (auto& row : rows)
    if (query.range.contains(row.time)) into.push_back(std::move(row));
}

template <class Row, class Read>
Result<std::vector<Row>> readRows(const Json& body, Read&& read) {
  Reading reading;
  std::vector<Row> rows;
  for (const auto& row : reading.array(body, "answer")) {
    rows.push_back(read(reading, row));
    if (!reading.ok()) return reading.error();
    if (rows.size() > 1 && rows.back().time < rows[rows.size() - 2].time)
      return fail(ErrorKind::BadInput, "rows are not in the order of time");
  }
  if (!reading.ok()) return reading.error();
  return rows;
}

Result<Page> parseBars(const Query& query, const Json& body) {
  const auto volumes = klineVolumes(binanceMarket(query.product.instrument), query.price);
  auto rows = readRows<Candle>(
      body, [volumes](Reading& reading, const Json& row) { return klineRow(reading, row, volumes); });
  if (!rows) return std::unexpected(rows.error());
  Page page;
  keep(page, page.candles, *std::move(rows), query);
  // The rest begins at a bar.
  if (page.rest) page.rest->from = barOpen(barNumber(page.rest->from, query.step) + 1, query.step);
  if (page.rest && page.rest->empty()) page.rest.reset();
  return page;
}

Result<Page> parseFunding(const Query& query, const Json& body) {
  auto rows = readRows<Funding>(body, fundingRow);
  if (!rows) return std::unexpected(rows.error());
  deriveIntervals(*rows, std::chrono::hours{8});
  Page page;
  keep(page, page.funding, *std::move(rows), query);
  return page;
}

Result<Page> parseOpenInterest(const Query& query, const Json& body) {
  const auto market = binanceMarket(query.product.instrument);
  auto rows = readRows<OpenInterest>(body, [&](Reading& reading, const Json& row) {
    return openInterestRow(reading, row, market, nominalLength(query.step));
  });
  if (!rows) return std::unexpected(rows.error());
  Page page;
  keep(page, page.open_interest, *std::move(rows), query);
  return page;
}

std::optional<Time> listedAt(Reading& reading, const Json& row) {
  const auto& onboard = member(row, "onboardDate");
  return onboard.is_null() ? std::nullopt : std::optional(reading.milliseconds(onboard, "onboardDate"));
}

Result<Product> productOf(const Instrument& instrument, const Json& row) {
  Reading reading;
  Product product{instrument, instrument.symbol, listedAt(reading, row), true};
  const auto& status =
      member(row, "status").is_null() ? member(row, "contractStatus") : member(row, "status");
  product.trading = text(status) == "TRADING";
  if (const auto& size = member(row, "contractSize"); !size.is_null())
    product.instrument.contract = {reading.number(size, "contractSize"), true};
  if (!reading.ok()) return reading.error();
  return product;
}

class Binance final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "binance"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override { return allPools(); }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    return binanceProductRequest(instrument);
  }

  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    Reading reading;
    for (const auto& row : reading.array(member(*body, "symbols"), "symbols"))
      if (text(member(row, "symbol")) == instrument.symbol) return productOf(instrument, row);
    if (!reading.ok()) return reading.error();
    return fail(ErrorKind::NotFound, fmt::format("Binance lists no {}", instrument.symbol));
  }

  [[nodiscard]] Request request(const Query& query) const override { return binanceHistoryRequest(query); }

  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    if (query.data == DataKind::Funding) return parseFunding(query, *body);
    return query.data == DataKind::OpenInterest ? parseOpenInterest(query, *body) : parseBars(query, *body);
  }

  // {"code": -1121, "msg": "Invalid symbol."}
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    if (response.status < 300 && !response.body.starts_with('{')) return std::nullopt;
    const auto body = parseJson(response.body);
    if (!body) return refusalByStatus(response);
    const auto& code = member(*body, "code");
    const auto message = text(member(*body, "msg"));
    auto refused = refusalByStatus(response, message);
    if (!refused && code.is_number_integer() && code < 0)
      refused = Refusal{Refusal::Kind::Bad, std::string(message), {}};
    if (refused && code == -1121) refused->kind = Refusal::Kind::NoSymbol;
    if (refused && code == -1003 && refused->kind == Refusal::Kind::Bad)
      refused->kind = Refusal::Kind::Slower;
    return refused;
  }

  [[nodiscard]] std::vector<Usage> usage(const Request& request, const Response& response) const override {
    const auto used = parseNumber<double>(response.header("x-mbx-used-weight-1m"));
    if (!used || request.cost.empty() || request.cost.front().pool == "futures-data") return {};
    return {{request.cost.front().pool, kMinute, *used}};
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return binanceDecoder(); }
};

}  // namespace

const Venue& binance() {
  static const Binance venue;
  return venue;
}

}  // namespace perpscope::venues
