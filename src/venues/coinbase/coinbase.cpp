#include "venues/coinbase/coinbase.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "venues/coinbase/coinbase_decoder.h"
#include "venues/coinbase/coinbase_rows.h"
#include "venues/coinbase/intx_funding.h"
#include "venues/newest_first.h"
#include "venues/query_text.h"
#include "venues/refusals.h"

namespace perpscope::venues {
namespace {

using enum Interval;
using enum MarketKind;
using enum Margin;

constexpr std::array kEndpoints{
    Endpoint{"exchange_rest", "https://api.exchange.coinbase.com"},
    Endpoint{"exchange_ws", "wss://ws-feed.exchange.coinbase.com"},
    Endpoint{"intx_rest", "https://api.international.coinbase.com"},
};

constexpr Time kSpotSince = utc(2015, 1, 1);
constexpr Time kIntxSince = utc(2023, 3, 1);
constexpr std::size_t kRows = 300;
// Funding is walked from the newest row back, whatever part of it is asked for: never cut a range.
constexpr std::size_t kAllHours = std::size_t{24} * 366 * 50;

std::vector<Offer> allOffers() {
  return {{Spot,
           None,
           DataKind::Bars,
           PriceKind::Trade,
           {M1, M5, M15, H1, D1},
           {kSpotSince, {}, {}},
           kRows,
           {},
           "coinbase exchange candles",
           "a bar without trades is missing"},
          {Perp,
           Linear,
           DataKind::Bars,
           PriceKind::Trade,
           {M1, M5, M15, M30, H1, D1},
           {kIntxSince, {}, {}},
           kRows,
           {},
           "coinbase intx candles",
           {}},
          {Perp,
           Linear,
           DataKind::Funding,
           {},
           {},
           {kIntxSince, {}, {}},
           kAllHours,
           {},
           "coinbase intx funding",
           "hourly, 100 rows a call, from the newest back"}};
}

const std::vector<Pool>& allPools() {
  static const std::vector<Pool> pools{
      {"exchange", {{std::chrono::seconds{1}, 10}}},
      // 100 a second are stated for a key; nothing is said for callers without one.
      {"intx", {{std::chrono::seconds{1}, 5}}},
  };
  return pools;
}

bool isSpot(const Query& query) { return query.product.instrument.kind == Spot; }

std::string_view granularityName(Interval step) {
  switch (step) {
    case M1: return "ONE_MINUTE";
    case M5: return "FIVE_MINUTE";
    case M15: return "FIFTEEN_MINUTE";
    case M30: return "THIRTY_MINUTE";
    case H1: return "ONE_HOUR";
    default: return "ONE_DAY";
  }
}

// Both ends are inclusive; one row more than 300 and all of it is refused.
Request spotBars(const Query& query) {
  const auto step = nominalLength(query.step);
  Target target(fmt::format("/products/{}/candles", percentEncoded(query.product.wire)));
  target.with("granularity", step / std::chrono::seconds{1})
      .with("start", isoTime(query.range.from))
      .with("end", isoTime(query.range.to - step));
  return {"exchange_rest", target.take(), "GET", {}, {{"exchange", 1}}};
}

// Nothing says whether the end is inclusive: a second before the next bar means the same either way.
Request perpBars(const Query& query) {
  Target target(fmt::format("/api/v1/instruments/{}/candles", percentEncoded(query.product.wire)));
  target.with("granularity", granularityName(query.step))
      .with("start", isoTime(query.range.from))
      .with("end", isoTime(query.range.to - std::chrono::seconds{1}));
  return {"intx_rest", target.take(), "GET", {}, {{"intx", 1}}};
}

Result<Page> parseBars(const Query& query, const Response& response) {
  const auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  const auto rows = isSpot(query) ? readRows<Candle>(*body, coinbaseCandleRow)
                                  : readRows<Candle>(member(*body, "aggregations"), coinbaseCandleObject);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  std::ranges::copy_if(*rows, std::back_inserter(page.candles),
                       [&](const Candle& row) { return query.range.contains(row.time); });
  return page;
}

Result<Product> spotProduct(const Instrument& instrument, const Json& body) {
  if (text(member(body, "id")) != instrument.symbol)
    return fail(ErrorKind::BadInput, fmt::format("id: not the product {}", instrument.symbol));
  const bool trading =
      text(member(body, "status")) == "online" && member(body, "trading_disabled") != Json(true);
  return Product{instrument, instrument.symbol, {}, trading};
}

Result<Product> perpProduct(const Instrument& instrument, const Json& body) {
  if (text(member(body, "symbol")) != instrument.symbol)
    return fail(ErrorKind::BadInput, fmt::format("symbol: not the product {}", instrument.symbol));
  Product product{instrument, instrument.symbol, {}, text(member(body, "trading_state")) == "TRADING"};
  if (const auto& size = member(body, "base_asset_multiplier"); !size.is_null()) {
    Reading reading;
    product.instrument.contract = {reading.number(size, "base_asset_multiplier"), false};
    if (!reading.ok()) return reading.error();
  }
  return product;
}

class Coinbase final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "coinbase"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override { return allPools(); }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    const auto symbol = percentEncoded(instrument.symbol);
    if (instrument.kind == Spot)
      return {"exchange_rest", "/products/" + symbol, "GET", {}, {{"exchange", 1}}};
    return {"intx_rest", "/api/v1/instruments/" + symbol, "GET", {}, {{"intx", 1}}};
  }

  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    return instrument.kind == Spot ? spotProduct(instrument, *body) : perpProduct(instrument, *body);
  }

  [[nodiscard]] Request request(const Query& query) const override {
    if (query.data == DataKind::Funding) return intxFundingRequest(query);
    return isSpot(query) ? spotBars(query) : perpBars(query);
  }

  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    return query.data == DataKind::Funding ? parseIntxFunding(query, response) : parseBars(query, response);
  }

  // {"message": "NotFound"} at Exchange, {"title": "Not Found", "status": 404} at INTX.
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    const bool error_in_data =
        response.body.starts_with(R"({"message")") || response.body.starts_with(R"({"title")");
    if (response.status < 300 && !error_in_data) return std::nullopt;
    const auto body = parseJson(response.body);
    const Json& said = body ? *body : Json();
    const auto message =
        text(member(said, "message")).empty() ? text(member(said, "title")) : text(member(said, "message"));
    auto refused = refusalByStatus(response, message);
    if (!refused && !message.empty()) refused = Refusal{Refusal::Kind::Bad, std::string(message), {}};
    if (refused && response.status == 404 && body) refused->kind = Refusal::Kind::NoSymbol;
    if (refused && response.status == 429 && !refused->wait) refused->wait = std::chrono::seconds{1};
    return refused;
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return coinbaseDecoder(); }
};

}  // namespace

const Venue& coinbase() {
  static const Coinbase venue;
  return venue;
}

}  // namespace perpscope::venues
