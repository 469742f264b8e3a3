#include "venues/kraken/kraken_answers.h"

#include <algorithm>

#include <fmt/format.h>

#include "venues/kraken/kraken_requests.h"
#include "venues/kraken/kraken_rows.h"
#include "venues/rows.h"

namespace perpscope::venues {
namespace {

bool isSpot(const Instrument& instrument) { return instrument.kind == MarketKind::Spot; }

std::unexpected<Error> notListed(const Instrument& instrument) {
  return fail(ErrorKind::NotFound, fmt::format("Kraken lists no {}", instrument.symbol));
}

Result<Product> spotProduct(const Instrument& instrument, const Json& body) {
  const auto& pairs = member(body, "result");
  if (!pairs.is_object()) return fail(ErrorKind::BadInput, "result: no object");
  const auto wire = krakenPair(instrument.symbol);
  for (const auto& pair : pairs) {
    if (text(member(pair, "wsname")) != instrument.symbol && text(member(pair, "altname")) != wire) continue;
    const auto name = text(member(pair, "altname"));
    return Product{instrument, name.empty() ? wire : std::string(name), std::nullopt,
                   text(member(pair, "status")) == "online"};
  }
  return notListed(instrument);
}

Result<Product> contract(const Instrument& instrument, const Json& row) {
  Reading reading;
  Product product{instrument, instrument.symbol, std::nullopt, member(row, "tradeable") == true};
  product.instrument.contract = {reading.number(member(row, "contractSize"), "contractSize"),
                                 instrument.margin == Margin::Inverse};
  if (const auto& opened = member(row, "openingDate"); !opened.is_null())
    product.listed = reading.iso(opened, "openingDate");
  if (!reading.ok()) return reading.error();
  return product;
}

Result<Product> futuresProduct(const Instrument& instrument, const Json& body) {
  Reading reading;
  for (const auto& row : reading.array(member(body, "instruments"), "instruments"))
    if (text(member(row, "symbol")) == instrument.symbol) return contract(instrument, row);
  if (!reading.ok()) return reading.error();
  return notListed(instrument);
}

// {"result": {"XXBTZUSD": [rows], "last": …}}. The pair's key has rules of its own: it is the one that is not
// `last`.
Result<Page> spotBars(const Query& query, const Json& body) {
  const auto& result = member(body, "result");
  if (!result.is_object()) return fail(ErrorKind::BadInput, "result: no object");
  for (const auto& [key, list] : result.items()) {
    if (key == "last") continue;
    auto rows = rowsOldestFirst<Candle>(list, krakenSpotBar);
    if (!rows) return std::unexpected(rows.error());
    Page page;
    page.candles = inRange(*std::move(rows), query.range);
    return page;
  }
  return fail(ErrorKind::BadInput, "result: without a pair");
}

// What is behind the last row, where the venue says that there is more.
std::optional<TimeRange> restAfter(std::optional<Time> last, Milliseconds step, TimeRange range, bool more) {
  if (!more || !last || *last < range.from) return std::nullopt;
  const TimeRange rest{*last + step, range.to};
  return rest.empty() ? std::nullopt : std::optional(rest);
}

template <class Row>
std::optional<Time> lastStamp(const std::vector<Row>& rows) {
  return rows.empty() ? std::nullopt : std::optional(rows.back().time);
}

Result<Page> futuresBars(const Query& query, const Json& body) {
  const auto unit = krakenUnit(query.product.instrument.symbol);
  auto rows = rowsOldestFirst<Candle>(member(body, "candles"), [&](Reading& reading, const Json& row) {
    return krakenFuturesBar(reading, row, unit, query.price);
  });
  if (!rows) return std::unexpected(rows.error());
  Page page;
  page.rest = restAfter(lastStamp(*rows), nominalLength(query.step), query.range,
                        member(body, "more_candles") == true);
  page.candles = inRange(*std::move(rows), query.range);
  return page;
}

// All there is, newest first or oldest first.
Result<Page> fundingHistory(const Query& query, const Json& body) {
  Reading reading;
  Page page;
  for (const auto& row : reading.array(member(body, "rates"), "rates")) {
    page.funding.push_back(krakenFundingRow(reading, row));
    if (!reading.ok()) break;
  }
  if (!reading.ok()) return reading.error();
  page.funding = inRange(std::move(page.funding), query.range);
  std::ranges::sort(page.funding, {}, &Funding::time);
  return page;
}

// {"result": {"timestamp": [bucket start s, …], "more": false, "data": [[open, high, low, close], …]}}
Result<Page> openInterest(const Query& query, const Json& body) {
  const auto& result = member(body, "result");
  Reading reading;
  const auto& stamps = reading.array(member(result, "timestamp"), "timestamp");
  const auto& buckets = reading.array(krakenBuckets(member(result, "data"), "open_interest"), "data");
  if (reading.ok() && stamps.size() != buckets.size()) reading.refuse("data", "not one for each timestamp");
  const auto unit = krakenUnit(query.product.instrument.symbol);
  std::vector<OpenInterest> rows;
  for (std::size_t i = 0; i < stamps.size() && reading.ok(); ++i) {
    const Time time = reading.seconds(stamps[i], "timestamp") + nominalLength(query.step);
    if (!rows.empty() && time <= rows.back().time) reading.refuse("timestamp", "not in the order of time");
    const auto amount = krakenOpenInterest(krakenBucketClose(reading, buckets[i]), unit);
    rows.push_back({time, amount.base, amount.usd, amount.contracts});
  }
  if (!reading.ok()) return reading.error();
  Page page;
  page.rest =
      restAfter(lastStamp(rows), nominalLength(query.step), query.range, member(result, "more") == true);
  page.open_interest = inRange(std::move(rows), query.range);
  // A bucket without a number tells nothing.
  std::erase_if(page.open_interest,
                [](const OpenInterest& row) { return row.base.missing() && row.contracts.missing(); });
  return page;
}

}  // namespace

Result<Product> krakenProduct(const Instrument& instrument, const Response& response) {
  const auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  if (krakenFaults(*body).contains("Unknown asset")) return notListed(instrument);
  return isSpot(instrument) ? spotProduct(instrument, *body) : futuresProduct(instrument, *body);
}

Result<Page> krakenPage(const Query& query, const Response& response) {
  const auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  if (query.data == DataKind::Funding) return fundingHistory(query, *body);
  if (query.data == DataKind::OpenInterest) return openInterest(query, *body);
  return isSpot(query.product.instrument) ? spotBars(query, *body) : futuresBars(query, *body);
}

}  // namespace perpscope::venues
