#include "venues/bitfinex/bitfinex.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "venues/bitfinex/bitfinex_decoder.h"
#include "venues/bitfinex/bitfinex_rows.h"
#include "venues/bitfinex/bitfinex_status.h"
#include "venues/newest_first.h"
#include "venues/query_text.h"
#include "venues/refusals.h"

namespace perpscope::venues {
namespace {

using enum Interval;
using enum MarketKind;
using enum Margin;

constexpr std::array kEndpoints{
    Endpoint{"rest", "https://api-pub.bitfinex.com"},
    Endpoint{"ws", "wss://api-pub.bitfinex.com"},
};

const std::vector<Interval> kBars{M1, M5, M15, M30, H1, H12, D1};
constexpr Time kSpotSince = utc(2013, 1, 1);
constexpr Time kPerpSince = utc(2019, 8, 1);
constexpr std::int64_t kCandles = 10'000;
constexpr std::size_t kStatusHours = kStatusPage / kHour;
constexpr std::size_t kStatusSteps = kStatusPage / (5 * kMinute);
constexpr std::chrono::seconds kBlockedFor{60};

std::vector<Offer> allOffers() {
  const auto candles = [](MarketKind kind, Margin margin, Time since) {
    return Offer{kind,
                 margin,
                 DataKind::Bars,
                 PriceKind::Trade,
                 kBars,
                 {since, {}, {}},
                 kCandles,
                 {},
                 "bitfinex candles",
                 "a bar without trades is missing"};
  };
  return {candles(Spot, None, kSpotSince),
          candles(Perp, Linear, kPerpSince),
          {Perp,
           Linear,
           DataKind::Funding,
           {},
           {},
           {kPerpSince, {}, {}},
           kStatusHours,
           {},
           "bitfinex status/deriv/hist",
           "taken from rows of the contract's state, one a minute"},
          {Perp,
           Linear,
           DataKind::OpenInterest,
           {},
           {M5, M15, M30, H1, H4},
           {kPerpSince, {}, {}},
           kStatusSteps,
           kStatusPage,
           "bitfinex status/deriv/hist",
           "a row a minute, 5000 a call; the oldest rows have no open interest yet",
           {DataKind::Funding}}};
}

// By kind of call. Whoever asks for more is blocked for a minute, from all of them.
const std::vector<Pool>& allPools() {
  static const std::vector<Pool> pools{
      {"candles", {{kMinute, 30}}},
      {"status", {{kMinute, 90}}},
      {"conf", {{kMinute, 90}}},
  };
  return pools;
}

std::string_view timeframe(Interval step) { return step == D1 ? "1D" : label(step); }

Request candlesRequest(const Query& query) {
  Target target(
      fmt::format("/v2/candles/trade:{}:{}/hist", timeframe(query.step), percentEncoded(query.product.wire)));
  target.with("limit", kCandles)
      .with("start", toMs(query.range.from))
      .with("end", toMs(query.range.to) - 1)
      .with("sort", 1);
  return {"rest", target.take(), "GET", {}, {{"candles", 1}}};
}

Result<Page> parseCandles(const Query& query, const Response& response) {
  const auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  const auto rows = readRows<Candle>(*body, bitfinexCandleRow);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  const auto step = nominalLength(query.step);
  if (std::ssize(*rows) >= kCandles && rows->back().time + step < query.range.to)
    page.rest = TimeRange{rows->back().time + step, query.range.to};
  std::ranges::copy_if(*rows, std::back_inserter(page.candles),
                       [&](const Candle& row) { return query.range.contains(row.time); });
  return page;
}

std::string withoutColon(std::string_view pair) {
  std::string plain(pair);
  std::erase(plain, ':');
  return plain;
}

// Lists name pairs without the t. Codes longer than three letters have a colon before the quote currency.
Result<Product> productIn(const Instrument& instrument, const Json& pairs) {
  const auto wanted = withoutColon(instrument.symbol).substr(1);
  Reading reading;
  for (const auto& each : reading.array(pairs, "pairs")) {
    const auto pair = text(each);
    if (withoutColon(pair) != wanted || pair.starts_with("TEST")) continue;
    return Product{instrument, fmt::format("t{}", pair), {}, true};
  }
  if (!reading.ok()) return reading.error();
  return fail(ErrorKind::NotFound, fmt::format("Bitfinex lists no {}", instrument.symbol));
}

bool isRateLimit(const Response& response, const Json& code, std::string_view words) {
  return response.status == 429 || code == Json(11010) || words == "ERR_RATE_LIMIT" ||
         words.starts_with("ratelimit");
}

// ["error", 10020, "symbol: invalid"]
std::optional<Refusal> refusalIn(const Response& response, const Json& body) {
  using Kind = Refusal::Kind;
  const auto& code = element(body, 1);
  const auto words = body.is_object() ? text(member(body, "error")) : text(element(body, 2));
  const bool told = text(element(body, 0)) == "error" || !text(member(body, "error")).empty();
  if (isRateLimit(response, code, words))
    return Refusal{Kind::Banned, fmt::format("rate limit {}", words),
                   retryAfter(response).value_or(kBlockedFor)};
  if (!told) return refusalByStatus(response);
  if (code == Json(20060)) return Refusal{Kind::Busy, std::string(words), {}};
  const bool unknown = words.starts_with("symbol:") || words.starts_with("key:");
  return Refusal{unknown ? Kind::NoSymbol : Kind::Bad, std::string(words), {}};
}

class Bitfinex final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "bitfinex"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override { return allPools(); }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    const std::string_view list = instrument.kind == Spot ? "exchange" : "futures";
    return {"rest", fmt::format("/v2/conf/pub:list:pair:{}", list), "GET", {}, {{"conf", 1}}};
  }

  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    return productIn(instrument, element(*body, 0));
  }

  [[nodiscard]] Request request(const Query& query) const override {
    return query.data == DataKind::Bars ? candlesRequest(query) : derivativeStatusRequest(query);
  }

  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    return query.data == DataKind::Bars ? parseCandles(query, response)
                                        : parseDerivativeStatus(query, response);
  }

  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    const bool error_in_data =
        response.body.starts_with(R"(["error")") || response.body.starts_with(R"({"error")");
    if (response.status < 300 && !error_in_data) return std::nullopt;
    return refusalIn(response, parseJson(response.body).value_or(Json()));
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return bitfinexDecoder(); }
};

}  // namespace

const Venue& bitfinex() {
  static const Bitfinex venue;
  return venue;
}

}  // namespace perpscope::venues
