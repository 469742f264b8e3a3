#include "venues/hyperliquid/hyperliquid.h"

#include <fmt/format.h>

#include "base/text.h"
#include "venues/hyperliquid/hyperliquid_decoder.h"
#include "venues/hyperliquid/hyperliquid_rows.h"
#include "venues/refusals.h"
#include "venues/rows.h"

namespace perpscope::venues {
namespace {

using enum Interval;

constexpr std::array kEndpoints{
    Endpoint{"rest", "https://api.hyperliquid.xyz"},
    Endpoint{"ws", "wss://api.hyperliquid.xyz"},
};

constexpr Time kFundingSince = utc(2023, 5, 12);
// Earlier starts are refused.
constexpr Time kEarliestStart = utc(2023, 1, 1);
constexpr std::int64_t kNewestBars = 5000;
constexpr std::size_t kBarsPerPage = 5000;
constexpr std::size_t kFundingRows = 500;
constexpr double kAnswerWeight = 20;
constexpr double kBarsPerWeight = 60;
constexpr double kFundingPerWeight = 20;
constexpr Milliseconds kPauseOverLimit = std::chrono::seconds{60};

std::vector<Offer> allOffers() {
  Offer perp;
  perp.kind = MarketKind::Perp;
  perp.margin = Margin::Linear;
  perp.steps = {M1, M5, M15, M30, H1, H4, H8, H12, D1};
  perp.reach = {kEarliestStart, {}, kNewestBars};
  perp.page = kBarsPerPage;
  perp.source = "hyperliquid candleSnapshot";
  perp.remark = "only the newest 5000 bars of each interval exist";
  Offer spot = perp;
  spot.kind = MarketKind::Spot;
  spot.margin = Margin::None;
  Offer funding = perp;
  funding.data = DataKind::Funding;
  funding.steps = {};
  funding.reach = {kFundingSince, {}, {}};
  funding.page = kFundingRows;
  funding.source = "hyperliquid fundingHistory";
  funding.remark = "hourly rates";
  return {perp, spot, funding};
}

const std::vector<Pool>& allPools() {
  static const std::vector<Pool> pools{{"info", {{kMinute, 1200}}}};
  return pools;
}

Request post(const Json& body, double rows, double rows_per_weight) {
  const double weight = kAnswerWeight + std::ceil(rows / rows_per_weight);
  return {"rest", "/info", "POST", body.dump(), {{"info", weight}}};
}

Request barsRequest(const Query& query) {
  const Json body{{"type", "candleSnapshot"},
                  {"req",
                   {{"coin", query.product.wire},
                    {"interval", label(query.step)},
                    {"startTime", toMs(query.range.from)},
                    {"endTime", toMs(query.range.to) - 1}}}};
  const auto rows = (query.range.to - query.range.from) / nominalLength(query.step);
  return post(body, static_cast<double>(rows), kBarsPerWeight);
}

Request fundingRequest(const Query& query) {
  const Json body{{"type", "fundingHistory"},
                  {"coin", query.product.wire},
                  {"startTime", toMs(query.range.from)},
                  {"endTime", toMs(query.range.to) - 1}};
  const auto rows = (query.range.to - query.range.from) / kHour;
  return post(body, static_cast<double>(rows), kFundingPerWeight);
}

Result<Page> parseBars(const Query& query, const Json& body) {
  auto rows = rowsOldestFirst<Candle>(body, hyperliquidBar);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  page.candles = inRange(*std::move(rows), query.range);
  return page;
}

Result<Page> parseFunding(const Query& query, const Json& body) {
  auto rows = rowsOldestFirst<Funding>(body, hyperliquidSettlement);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  if (rows->size() >= kFundingRows && rows->back().time + kHour < query.range.to)
    page.rest = TimeRange{rows->back().time + kHour, query.range.to};
  page.funding = inRange(*std::move(rows), query.range);
  return page;
}

Error notListed(const Instrument& instrument) {
  return {ErrorKind::NotFound, fmt::format("Hyperliquid lists no {}", instrument.symbol), {}};
}

Result<Product> perpIn(const Json& meta, const Instrument& instrument) {
  Reading reading;
  for (const auto& row : reading.array(member(meta, "universe"), "universe"))
    if (text(member(row, "name")) == instrument.symbol)
      return Product{instrument, instrument.symbol, {}, member(row, "isDelisted") != true};
  if (!reading.ok()) return reading.error();
  return std::unexpected(notListed(instrument));
}

// Spot pairs are asked for by the name the list gives them: @142, PURR/USDC.
Result<Product> spotIn(const Json& meta, const Instrument& instrument) {
  Reading reading;
  (void)reading.array(member(meta, "universe"), "universe");
  (void)reading.array(member(meta, "tokens"), "tokens");
  if (!reading.ok()) return reading.error();
  const auto& pair = hyperliquidPair(meta, instrument.base, instrument.quote);
  if (pair.is_null()) return std::unexpected(notListed(instrument));
  Product product{instrument, reading.string(member(pair, "name"), "name"), {}, true};
  if (!reading.ok()) return reading.error();
  return product;
}

class Hyperliquid final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "hyperliquid"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  [[nodiscard]] std::span<const Pool> pools() const override { return allPools(); }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const auto offers = allOffers();
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    return post({{"type", instrument.kind == MarketKind::Spot ? "spotMeta" : "meta"}}, 0, 1);
  }

  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    return instrument.kind == MarketKind::Spot ? spotIn(*body, instrument) : perpIn(*body, instrument);
  }

  [[nodiscard]] Request request(const Query& query) const override {
    return query.data == DataKind::Funding ? fundingRequest(query) : barsRequest(query);
  }

  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    return query.data == DataKind::Funding ? parseFunding(query, *body) : parseBars(query, *body);
  }

  // An unknown coin is answered with 500 and `null`, at times with 200 and `null`; what cannot be read with
  // 422 and a sentence.
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    const auto body = trimmed(response.body);
    if (body == "null" && (response.status == 500 || response.status == 200))
      return Refusal{Refusal::Kind::NoSymbol, "unknown coin", {}};
    const bool readable = body.size() < 300 && !looksLikeWebPage(body);
    auto refused = refusalByStatus(response, readable ? body : std::string_view{});
    if (refused && refused->kind == Refusal::Kind::Slower && !refused->wait) refused->wait = kPauseOverLimit;
    return refused;
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return hyperliquidDecoder(); }
};

}  // namespace

const Venue& hyperliquid() {
  static const Hyperliquid venue;
  return venue;
}

}  // namespace perpscope::venues
