#include "venues/deribit/deribit.h"

#include <algorithm>

#include <fmt/format.h>

#include "venues/deribit/deribit_decoder.h"
#include "venues/deribit/deribit_refusal.h"
#include "venues/deribit/deribit_rows.h"
#include "venues/minutes.h"
#include "venues/query_text.h"
#include "venues/rows.h"

namespace perpscope::venues {
namespace {

using enum Interval;
using enum MarketKind;
using enum Margin;

constexpr std::array kEndpoints{
    Endpoint{"rest", "https://www.deribit.com"},
    Endpoint{"ws", "wss://www.deribit.com"},
};

const std::vector<Interval> kBars{M1, M5, M15, M30, H1, H12, D1};

constexpr Time kInverseSince = utc(2018, 8, 14);
constexpr Time kLinearSince = utc(2022, 1, 1);
constexpr Time kFundingSince = utc(2019, 4, 30);
// Answers hold about 5000 bars; how many exactly is not documented.
constexpr std::size_t kBarsAsked = 4000;
constexpr std::size_t kFewestCut = 1000;
// Longer ranges than 744 hours are answered in part, silently.
constexpr std::size_t kFundingHours = 30 * 24;

Offer bars(MarketKind kind, Margin margin, std::optional<Time> since) {
  return {kind,       margin, DataKind::Bars,       PriceKind::Trade,      kBars, {since, {}, {}},
          kBarsAsked, {},     "deribit chart data", "no 4h and no 8h bars"};
}

Offer funding(Margin margin, Time since) {
  return {Perp,
          margin,
          DataKind::Funding,
          {},
          {},
          {since, {}, {}},
          kFundingHours,
          {},
          "deribit funding rate history",
          "charged by the millisecond, published by the hour"};
}

Request ask(Target target) { return {"rest", target.take(), "GET", {}, {{"rest", 1}}}; }

Request barsRequest(const Query& query) {
  return ask(Target("/api/v2/public/get_tradingview_chart_data")
                 .with("instrument_name", query.product.wire)
                 .with("start_timestamp", toMs(query.range.from))
                 .with("end_timestamp", toMs(query.range.to) - 1)
                 .with("resolution", query.step == D1 ? "1D" : std::to_string(minutesOf(query.step))));
}

// Whether the start is inclusive is not documented: a millisecond more does no harm.
Request fundingRequest(const Query& query) {
  return ask(Target("/api/v2/public/get_funding_rate_history")
                 .with("instrument_name", query.product.wire)
                 .with("start_timestamp", toMs(query.range.from) - 1)
                 .with("end_timestamp", toMs(query.range.to) - 1));
}

// Quiet bars are filled, so an answer that is long and yet short of one end of the range was cut off there.
std::optional<TimeRange> cutOff(const std::vector<Candle>& rows, Milliseconds step, TimeRange range) {
  if (rows.size() < kFewestCut) return std::nullopt;
  const Time first = rows.front().time;
  const Time behind = rows.back().time + step;
  if (first > range.from) return TimeRange{range.from, std::min(first, range.to)};
  if (behind < range.to) return TimeRange{std::max(behind, range.from), range.to};
  return std::nullopt;
}

Result<Page> barsPage(const Query& query, const Json& result) {
  Page page;
  if (text(member(result, "status")) == "no_data") return page;
  Reading reading;
  const DeribitColumns columns(reading, result);
  for (std::size_t i = 0; i < columns.size() && reading.ok(); ++i) {
    page.candles.push_back(columns.bar(reading, i));
    if (i > 0 && page.candles[i].time <= page.candles[i - 1].time)
      reading.refuse("ticks", "not in the order of time");
  }
  if (!reading.ok()) return reading.error();
  page.rest = cutOff(page.candles, nominalLength(query.step), query.range);
  page.candles = inRange(std::move(page.candles), query.range);
  return page;
}

Result<Page> fundingPage(const Query& query, const Json& result) {
  Reading reading;
  Page page;
  for (const auto& row : reading.array(result, "result")) {
    page.funding.push_back(deribitFundingRow(reading, row));
    if (!reading.ok()) break;
  }
  if (!reading.ok()) return reading.error();
  page.funding = inRange(std::move(page.funding), query.range);
  std::ranges::sort(page.funding, {}, &Funding::time);
  return page;
}

Result<Product> productOf(const Instrument& instrument, const Json& row) {
  if (text(member(row, "instrument_name")) != instrument.symbol)
    return fail(ErrorKind::NotFound, fmt::format("Deribit lists no {}", instrument.symbol));
  Reading reading;
  Product product{instrument, instrument.symbol, std::nullopt, member(row, "is_active") == true};
  product.listed = reading.milliseconds(member(row, "creation_timestamp"), "creation_timestamp");
  if (instrument.kind == Perp)
    product.instrument.contract = {reading.number(member(row, "contract_size"), "contract_size"),
                                   instrument.margin == Inverse};
  if (!reading.ok()) return reading.error();
  return product;
}

class Deribit final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "deribit"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return kEndpoints; }
  // What callers without an account may do is not published.
  [[nodiscard]] std::span<const Pool> pools() const override {
    static const std::vector<Pool> pools{{"rest", {{std::chrono::seconds{10}, 50}}}};
    return pools;
  }
  [[nodiscard]] std::span<const Offer> offers() const override {
    static const std::vector<Offer> offers{
        bars(Perp, Inverse, kInverseSince), funding(Inverse, kFundingSince), bars(Perp, Linear, kLinearSince),
        funding(Linear, kLinearSince),      bars(Spot, None, kLinearSince),
    };
    return offers;
  }

  [[nodiscard]] Request productRequest(const Instrument& instrument) const override {
    return ask(Target("/api/v2/public/get_instrument").with("instrument_name", instrument.symbol));
  }
  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    return productOf(instrument, member(*body, "result"));
  }
  [[nodiscard]] Request request(const Query& query) const override {
    return query.data == DataKind::Funding ? fundingRequest(query) : barsRequest(query);
  }
  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    const auto& result = member(*body, "result");
    return query.data == DataKind::Funding ? fundingPage(query, result) : barsPage(query, result);
  }
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    return deribitRefusal(response);
  }
  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return deribitDecoder(); }
};

}  // namespace

const Venue& deribit() {
  static const Deribit venue;
  return venue;
}

}  // namespace perpscope::venues
