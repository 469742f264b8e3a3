#include "venues/bitstamp/bitstamp.h"

#include <fmt/format.h>

#include "venues/bitstamp/bitstamp_decoder.h"
#include "venues/bitstamp/bitstamp_rows.h"
#include "venues/query_text.h"
#include "venues/refusals.h"
#include "venues/rows.h"

namespace perpscope::venues {
namespace {

using enum Interval;

constexpr std::array kEndpoints{
    Endpoint{"rest", "https://www.bitstamp.net"},
    Endpoint{"ws", "wss://ws.bitstamp.net"},
};

constexpr Time kSpotSince = utc(2011, 8, 18);
constexpr Time kPerpSince = utc(2025, 6, 1);
constexpr std::size_t kBarsPerPage = 1000;
// Pages begin at whole hours, so that the oldest one begins up to an hour before the reach.
constexpr Milliseconds kFundingAge = 30 * kDay - kHour;
constexpr std::size_t kFundingHours = 30 * 24;
constexpr std::int64_t kFundingRows = 100;
constexpr Milliseconds kPauseOverLimit = std::chrono::seconds{60};

const std::vector<Interval>& steps() {
  static const std::vector<Interval> steps{M1, M5, M15, M30, H1, H4, H12, D1};
  return steps;
}

std::vector<Offer> allOffers() {
  Offer spot;
  spot.steps = steps();
  spot.reach.since = kSpotSince;
  spot.page = kBarsPerPage;
  spot.source = "bitstamp /api/v2/ohlc";
  Offer perp = spot;
  perp.kind = MarketKind::Perp;
  perp.margin = Margin::Linear;
  perp.reach.since = kPerpSince;
  Offer funding = perp;
  funding.data = DataKind::Funding;
  funding.steps = {};
  funding.reach.age = kFundingAge;
  funding.page = kFundingHours;
  funding.source = "bitstamp /api/v2/funding_rate_history";
  funding.remark = "30 days only: what is not collected in time is lost";
  return {spot, perp, funding};
}

const std::vector<Pool>& allPools() {
  static const std::vector<Pool> pools{{"rest", {{std::chrono::seconds{1}, 400}, {10 * kMinute, 10'000}}}};
  return pools;
}

Request get(std::string target) { return {"rest", std::move(target), "GET", {}, {{"rest", 1}}}; }

std::int64_t seconds(Time t) {
  return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

// `end` is left out: where it is given too, the venue lets the window end there and forgets the start.
Request barsRequest(const Query& query) {
  const auto step = std::chrono::duration_cast<std::chrono::seconds>(nominalLength(query.step));
  const auto rows = (query.range.to - query.range.from) / nominalLength(query.step);
  Target target(fmt::format("/api/v2/ohlc/{}/", query.product.wire));
  target.with("step", step.count()).with("limit", std::clamp<std::int64_t>(rows, 1, kBarsPerPage));
  target.with("start", seconds(query.range.from)).with("exclude_current_candle", "false");
  return get(target.take());
}

// Stamps may be a second late, so the last one may lie a second behind the range.
Request fundingRequest(const Query& query) {
  Target target(fmt::format("/api/v2/funding_rate_history/{}/", query.product.wire));
  target.with("limit", kFundingRows).with("since_timestamp", seconds(query.range.from));
  target.with("until_timestamp", seconds(query.range.to) + 1);
  return get(target.take());
}

Result<Page> parseBars(const Query& query, const Json& body) {
  auto rows = rowsOldestFirst<Candle>(member(member(body, "data"), "ohlc"), bitstampBar);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  page.candles = inRange(*std::move(rows), query.range);
  return page;
}

// The order of settlements is nowhere promised.
Result<Page> parseFunding(const Query& query, const Json& body) {
  Json list = member(body, "funding_rate_history");
  if (list.is_array() && list.size() > 1) {
    Reading reading;
    const auto first = reading.seconds(member(list.front(), "timestamp"), "timestamp");
    const auto last = reading.seconds(member(list.back(), "timestamp"), "timestamp");
    if (reading.ok() && first > last) std::reverse(list.begin(), list.end());
  }
  auto rows = rowsOldestFirst<Funding>(list, bitstampSettlement);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  page.funding = inRange(*std::move(rows), query.range);
  return page;
}

Result<Product> productOf(const Instrument& instrument, const Json& row) {
  Reading reading;
  Product product{instrument, reading.string(member(row, "market_symbol"), "market_symbol"), {}, true};
  product.trading = text(member(row, "trading")) == "Enabled";
  if (const auto& size = member(row, "contract_size"); !size.is_null())
    product.instrument.contract.size = reading.number(size, "contract_size");
  if (!reading.ok()) return reading.error();
  return product;
}

bool isOverLimit(std::string_view code) {
  return code == "400.002" || code == "400.067" || code == "400.068";
}

bool isNoMarket(std::string_view code) { return code == "404.003" || code == "404.007"; }

// The page that its shield shows instead of an answer.
std::optional<Refusal> webPage(const Response& response) {
  if (!looksLikeWebPage(response.body)) return std::nullopt;
  if (response.status == 404) return Refusal{Refusal::Kind::NoSymbol, "HTTP 404", {}};
  if (response.status >= 500) return refusalByStatus(response);
  return Refusal{Refusal::Kind::Blocked, "a web page instead of an answer: access is blocked from here", {}};
}

class Bitstamp final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "bitstamp"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override { return allPools(); }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument&) const override { return get("/api/v2/markets/"); }

  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    Reading reading;
    for (const auto& row : reading.array(*body, "markets"))
      if (text(member(row, "name")) == instrument.symbol) return productOf(instrument, row);
    if (!reading.ok()) return reading.error();
    return fail(ErrorKind::NotFound, fmt::format("Bitstamp lists no {}", instrument.symbol));
  }

  [[nodiscard]] Request request(const Query& query) const override {
    return query.data == DataKind::Funding ? fundingRequest(query) : barsRequest(query);
  }

  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    return query.data == DataKind::Funding ? parseFunding(query, *body) : parseBars(query, *body);
  }

  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    if (auto page = webPage(response)) return page;
    // Answers are long, errors are short.
    const auto body = parseJson(response.status < 300 && response.body.size() > 4096 ? "{}" : response.body);
    const auto error = body ? bitstampError(*body) : std::nullopt;
    auto refused = refusalByStatus(response, error ? error->message : std::string_view{});
    if (!refused && error) refused = Refusal{Refusal::Kind::Bad, error->message, {}};
    if (!refused) return std::nullopt;
    if (error && isOverLimit(error->code))
      return Refusal{Refusal::Kind::Slower, refused->message, refused->wait.value_or(kPauseOverLimit)};
    if (response.status == 404 || (error && isNoMarket(error->code))) refused->kind = Refusal::Kind::NoSymbol;
    return refused;
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return bitstampDecoder(); }
};

}  // namespace

const Venue& bitstamp() {
  static const Bitstamp venue;
  return venue;
}

}  // namespace perpscope::venues
