#include "venues/okx/okx_answers.h"

#include <array>

#include <fmt/format.h>

#include "venues/newest_first.h"
#include "venues/okx/okx_requests.h"
#include "venues/okx/okx_rows.h"
#include "venues/refusals.h"
#include "venues/settlements.h"

namespace perpscope::venues::okx_v5 {
namespace {

using Kind = Refusal::Kind;

constexpr Milliseconds kWindow{2000};
constexpr std::chrono::minutes kUsualFunding{480};
constexpr std::string_view kUnknownInstrument = "51001";

// {"code": "0", "msg": "", "data": […]}: the data of a success.
Result<Json> dataOf(const Response& response) {
  auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  const auto code = text(member(*body, "code"));
  if (code.empty()) return fail(ErrorKind::BadInput, "code: missing");
  if (code == kUnknownInstrument) return fail(ErrorKind::NotFound, std::string(text(member(*body, "msg"))));
  if (code != "0")
    return fail(ErrorKind::BadInput, fmt::format("OKX refused: {} {}", code, text(member(*body, "msg"))));
  return member(*body, "data");
}

template <class Row>
Result<Page> pageOf(const Query& query, const Json& data, Result<std::vector<Row>> rows,
                    std::vector<Row> Page::* into) {
  return newestOf(query, data, std::move(rows), into, pageLimit(query.data, query.price));
}

Result<Page> candles(const Query& query, const Json& data) {
  const auto volumes = volumesOf(query.product.wire);
  return pageOf(
      query, data,
      readRows<Candle>(data, [&](Reading& reading,
                                 const Json& row) { return candleRow(reading, row, query.price, volumes); }),
      &Page::candles);
}

// An answer about another product than was asked for must not be stored as this one's.
void mustName(Reading& reading, const Json& row, std::string_view wire) {
  const auto named = text(member(row, "instId"));
  if (!named.empty() && named != wire) reading.refuse("instId", fmt::format("{} instead of {}", named, wire));
}

// The newest row may be of a settlement to come.
Result<Page> funding(const Query& query, const Json& data) {
  Json settled = Json::array();
  for (const auto& row : data)
    if (!row.is_object() || isSettled(row) || member(row, "fundingTime").is_null()) settled.push_back(row);
  auto rows = readRows<Funding>(data.is_array() ? settled : data, [&](Reading& reading, const Json& row) {
    mustName(reading, row, query.product.wire);
    return fundingRow(reading, row);
  });
  if (rows) deriveIntervals(*rows, kUsualFunding);
  return pageOf(query, data, std::move(rows), &Page::funding);
}

Result<Page> openInterest(const Query& query, const Json& data) {
  return pageOf(query, data, readRows<OpenInterest>(data, openInterestRow), &Page::open_interest);
}

Result<Product> productOf(const Instrument& instrument, const Json& row) {
  Reading reading;
  Product product{instrument, instrument.symbol, listedAt(reading, row),
                  text(member(row, "state")) == "live"};
  if (instrument.kind == MarketKind::Perp) product.instrument.contract = contractOf(reading, row);
  if (!reading.ok()) return reading.error();
  return product;
}

struct CodeMeaning {
  std::string_view code;
  Kind kind;
};
constexpr std::array kCodes{
    CodeMeaning{"50001", Kind::Busy},    // service temporarily unavailable
    CodeMeaning{"50004", Kind::Busy},    // endpoint timeout
    CodeMeaning{"50011", Kind::Slower},  // too many requests
    CodeMeaning{"50013", Kind::Busy},    // systems are busy
    CodeMeaning{"50026", Kind::Busy},    // system error
    CodeMeaning{"50061", Kind::Slower},  // too many requests
    CodeMeaning{kUnknownInstrument, Kind::NoSymbol},
};

Refusal byCode(const Response& response, std::string_view code, std::string_view message) {
  const auto found = std::ranges::find(kCodes, code, &CodeMeaning::code);
  auto refused = refusalByStatus(response, message)
                     .value_or(Refusal{Kind::Bad, fmt::format("{}: {}", code, message), {}});
  if (found != kCodes.end()) refused.kind = found->kind;
  if (refused.kind == Kind::Slower && !refused.wait) refused.wait = kWindow;
  return refused;
}

}  // namespace

Result<Page> parseHistory(const Query& query, const Response& response) {
  const auto data = dataOf(response);
  if (!data) return std::unexpected(data.error());
  if (query.data == DataKind::Funding) return funding(query, *data);
  return query.data == DataKind::OpenInterest ? openInterest(query, *data) : candles(query, *data);
}

Result<Product> parseProduct(const Instrument& instrument, const Response& response) {
  const auto data = dataOf(response);
  if (!data) return std::unexpected(data.error());
  Reading reading;
  for (const auto& row : reading.array(*data, "data"))
    if (text(member(row, "instId")) == instrument.symbol) return productOf(instrument, row);
  if (!reading.ok()) return reading.error();
  return fail(ErrorKind::NotFound, fmt::format("OKX lists no {}", instrument.symbol));
}

std::optional<Refusal> refusal(const Response& response) {
  if (response.status == 200 && response.body.starts_with(R"({"code":"0")")) return std::nullopt;
  const auto body = parseJson(response.body);
  if (!body) {
    auto refused = refusalByStatus(response);
    if (refused && refused->kind == Kind::Slower && !refused->wait) refused->wait = kWindow;
    return refused;
  }
  const auto code = text(member(*body, "code"));
  if (!code.empty() && code != "0") return byCode(response, code, text(member(*body, "msg")));
  return refusalByStatus(response, text(member(*body, "msg")));
}

}  // namespace perpscope::venues::okx_v5
