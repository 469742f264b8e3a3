#include "venues/bybit/bybit_answers.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/bybit/bybit_requests.h"
#include "venues/bybit/bybit_rows.h"
#include "venues/newest_first.h"
#include "venues/refusals.h"
#include "venues/settlements.h"

namespace perpscope::venues::bybit_v5 {
namespace {

using Kind = Refusal::Kind;

constexpr Milliseconds kBan = 10 * kMinute;
constexpr std::chrono::minutes kUsualFunding{480};
constexpr int kBadParameter = 10001;

// {"retCode": 0, "retMsg": "OK", "result": {…}, "time": …}: the result of a success.
Result<Json> resultOf(const Response& response) {
  auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  const auto& code = member(*body, "retCode");
  if (!code.is_number_integer()) return fail(ErrorKind::BadInput, "retCode: missing");
  if (code != 0)
    return fail(ErrorKind::BadInput, fmt::format("Bybit refused: {}", text(member(*body, "retMsg"))));
  return member(*body, "result");
}

// An answer about another product than was asked for must not be stored as this one's.
Status mustBe(std::string_view named, std::string_view expected, std::string_view field) {
  if (named.empty() || named == expected) return {};
  return fail(ErrorKind::BadInput, fmt::format("{}: {} instead of {}", field, named, expected));
}

Status mustAnswer(const Query& query, const Json& result) {
  if (auto ok = mustBe(text(member(result, "symbol")), query.product.wire, "symbol"); !ok) return ok;
  return mustBe(text(member(result, "category")), label(categoryOf(query.product.instrument)), "category");
}

Result<Page> klines(const Query& query, const Json& list) {
  const auto category = categoryOf(query.product.instrument);
  auto rows = readRows<Candle>(
      list, [&](Reading& reading, const Json& row) { return klineRow(reading, row, category, query.price); });
  return newestOf(query, list, std::move(rows), &Page::candles, pageLimit(query.data));
}

Result<Page> funding(const Query& query, const Json& list) {
  auto rows = readRows<Funding>(list, [&](Reading& reading, const Json& row) {
    if (auto ok = mustBe(text(member(row, "symbol")), query.product.wire, "symbol"); !ok)
      reading.refuse("row", ok.error().message);
    return fundingRow(reading, row);
  });
  if (rows) deriveIntervals(*rows, kUsualFunding);
  return newestOf(query, list, std::move(rows), &Page::funding, pageLimit(query.data));
}

Result<Page> openInterest(const Query& query, const Json& list) {
  const auto category = categoryOf(query.product.instrument);
  auto rows = readRows<OpenInterest>(list, [&](Reading& reading, const Json& row) {
    auto sample = openInterestOf(reading, row, category);
    sample.time = reading.milliseconds(member(row, "timestamp"), "timestamp");
    if (sample.base.missing() && sample.usd.missing()) reading.refuse("openInterest", "missing");
    return sample;
  });
  return newestOf(query, list, std::move(rows), &Page::open_interest, pageLimit(query.data));
}

Result<Product> productOf(const Instrument& instrument, const Json& row) {
  Reading reading;
  Product product{instrument, instrument.symbol, {}, text(member(row, "status")) == "Trading"};
  const double launched = reading.optionalNumber(member(row, "launchTime"), "launchTime");
  if (!isMissing(launched) && launched > 0)
    product.listed = reading.milliseconds(member(row, "launchTime"), "launchTime");
  if (!reading.ok()) return reading.error();
  return product;
}

struct CodeMeaning {
  int code;
  Kind kind;
};
constexpr std::array kCodes{
    CodeMeaning{10000, Kind::Busy},     // server timeout
    CodeMeaning{10006, Kind::Slower},   // too many visits
    CodeMeaning{10009, Kind::Banned},   // this address is banned
    CodeMeaning{10016, Kind::Busy},     // server error
    CodeMeaning{10018, Kind::Banned},   // over the limit of this address
    CodeMeaning{10024, Kind::Blocked},  // compliance rules
    CodeMeaning{10029, Kind::Blocked},
};

Kind kindOf(const Json& code, std::string_view message) {
  if (code == kBadParameter) return lowered(message).contains("symbol") ? Kind::NoSymbol : Kind::Bad;
  const auto found = std::ranges::find_if(kCodes, [&](const CodeMeaning& row) { return code == row.code; });
  return found == kCodes.end() ? Kind::Bad : found->kind;
}

// Until the window that the header names starts, by the server's own time.
std::optional<Milliseconds> untilReset(const Response& response, const Json& body) {
  const auto reset = parseNumber<std::int64_t>(response.header("x-bapi-limit-reset-timestamp"));
  const auto& now = member(body, "time");
  if (!reset || !now.is_number_integer()) return retryAfter(response);
  return Milliseconds{std::clamp<std::int64_t>(*reset - now.get<std::int64_t>(), 0, 60'000)};
}

// Only these words prove a ban for too many requests; any other 403 is about the address or the country.
Refusal forbidden(const Response& response) {
  if (lowered(response.body).contains("too frequent"))
    return {Kind::Banned, "too many requests: banned for some minutes",
            std::max(kBan, retryAfter(response).value_or(kBan))};
  return {Kind::Blocked, "Bybit does not answer from this address or country (HTTP 403)", {}};
}

Refusal byCode(const Response& response, const Json& body) {
  const auto message = text(member(body, "retMsg"));
  Refusal refused{kindOf(member(body, "retCode"), message), std::string(message), {}};
  if (refused.kind == Kind::Slower) refused.wait = untilReset(response, body);
  if (refused.kind == Kind::Banned) refused.wait = kBan;
  return refused;
}

}  // namespace

Result<Page> parseHistory(const Query& query, const Response& response) {
  const auto result = resultOf(response);
  if (!result) return std::unexpected(result.error());
  if (auto ok = mustAnswer(query, *result); !ok) return std::unexpected(ok.error());
  const auto& list = member(*result, "list");
  if (query.data == DataKind::Funding) return funding(query, list);
  return query.data == DataKind::OpenInterest ? openInterest(query, list) : klines(query, list);
}

Result<Product> parseProduct(const Instrument& instrument, const Response& response) {
  const auto result = resultOf(response);
  if (!result) return std::unexpected(result.error());
  Reading reading;
  for (const auto& row : reading.array(member(*result, "list"), "list"))
    if (text(member(row, "symbol")) == instrument.symbol) return productOf(instrument, row);
  if (!reading.ok()) return reading.error();
  return fail(ErrorKind::NotFound, fmt::format("Bybit lists no {}", instrument.symbol));
}

std::optional<Refusal> refusal(const Response& response) {
  if (response.status == 200 && response.body.starts_with(R"({"retCode":0,)")) return std::nullopt;
  if (response.status == 403) return forbidden(response);
  if (looksLikeWebPage(response.body)) return refusalByStatus(response);
  const auto body = parseJson(response.body);
  if (!body) return refusalByStatus(response);
  const auto& code = member(*body, "retCode");
  if (code.is_number_integer() && code != 0) return byCode(response, *body);
  return refusalByStatus(response, text(member(*body, "retMsg")));
}

}  // namespace perpscope::venues::bybit_v5
