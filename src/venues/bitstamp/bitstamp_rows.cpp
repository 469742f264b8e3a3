#include "venues/bitstamp/bitstamp_rows.h"

namespace perpscope::venues {
namespace {

// A reason is a text, or an object of texts and lists of texts.
std::string words(const Json& reason) {
  if (reason.is_string()) return reason.get<std::string>();
  return reason.is_null() ? std::string{} : reason.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Candle bitstampBar(Reading& reading, const Json& row) {
  Candle bar;
  bar.time = reading.seconds(member(row, "timestamp"), "timestamp");
  bar.open = Price{reading.number(member(row, "open"), "open")};
  bar.high = Price{reading.number(member(row, "high"), "high")};
  bar.low = Price{reading.number(member(row, "low"), "low")};
  bar.close = Price{reading.number(member(row, "close"), "close")};
  bar.volume = BaseQuantity{reading.number(member(row, "volume"), "volume")};
  return bar;
}

Funding bitstampSettlement(Reading& reading, const Json& row) {
  Funding funding;
  funding.time = snappedToMinute(reading.seconds(member(row, "timestamp"), "timestamp"));
  funding.rate.fraction = reading.number(member(row, "funding_rate"), "funding_rate");
  funding.rate.interval = kBitstampFunding;
  return funding;
}

std::optional<BitstampError> bitstampError(const Json& body) {
  if (!body.is_object()) return std::nullopt;
  if (body.contains("response_code"))
    return BitstampError{words(body["response_code"]), words(member(body, "response_explanation"))};
  if (text(member(body, "status")) == "error")
    return BitstampError{words(member(body, "code")), words(member(body, "reason"))};
  if (body.contains("errors")) return BitstampError{words(member(body, "code")), words(body["errors"])};
  if (body.contains("error")) return BitstampError{words(member(body, "code")), words(body["error"])};
  if (body.size() <= 2 && body.contains("message"))
    return BitstampError{words(member(body, "code")), words(body["message"])};
  return std::nullopt;
}

}  // namespace perpscope::venues
