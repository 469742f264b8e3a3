#include "venues/bitmex/bitmex.h"

#include <algorithm>

#include <fmt/format.h>

#include "venues/bitmex/bitmex_decoder.h"
#include "venues/bitmex/bitmex_rows.h"
#include "venues/refusals.h"
#include "venues/rows.h"

namespace perpscope::venues {
namespace {

// Bins without a trade carry no prices, which is a hole and not a bar.
Result<Page> parseBars(const Query& query, const Json& body) {
  const auto length = nominalLength(query.step);
  auto rows = rowsOldestFirst<Candle>(
      body, [length](Reading& reading, const Json& row) { return bitmexBar(reading, row, length); });
  if (!rows) return std::unexpected(rows.error());
  std::erase_if(*rows, [](const Candle& bar) {
    return bar.open.missing() || bar.high.missing() || bar.low.missing() || bar.close.missing();
  });
  Page page;
  page.candles = inRange(*std::move(rows), query.range);
  return page;
}

Result<Page> parseFunding(const Query& query, const Json& body) {
  auto rows = rowsOldestFirst<Funding>(body, bitmexSettlement);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  page.funding = inRange(*std::move(rows), query.range);
  return page;
}

Result<Product> productOf(const Instrument& instrument, const Json& row) {
  Reading reading;
  if (member(row, "isQuanto") == true)
    return fail(ErrorKind::Unsupported,
                fmt::format("{} was a quanto contract: its contracts are no fixed amount of coins or dollars",
                            instrument.symbol));
  Product product{instrument, instrument.symbol, {}, text(member(row, "state")) == "Open"};
  if (const auto& listing = member(row, "listing"); !listing.is_null())
    product.listed = reading.iso(listing, "listing");
  const auto contract = bitmexContract(reading, row);
  if (!contract) reading.refuse("multiplier", "missing");
  if (!reading.ok()) return reading.error();
  product.instrument.contract = *contract;
  return product;
}

class Bitmex final : public Venue {
 public:
  [[nodiscard]] std::string_view id() const override { return "bitmex"; }
  [[nodiscard]] std::span<const Endpoint> endpoints() const override { return {}; }
  [[nodiscard]] std::span<const Pool> pools() const override { return {}; }
  [[nodiscard]] std::span<const Offer> offers() const override { return {}; }

  // There is nobody to ask: without offers nothing calls these.
  [[nodiscard]] Request productRequest(const Instrument&) const override { return {}; }
  [[nodiscard]] Request request(const Query&) const override { return {}; }

  // From a list of instruments, or one alone.
  [[nodiscard]] Result<Product> parseProduct(const Instrument& instrument,
                                             const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    const auto rows = body->is_array() ? *body : Json::array({*body});
    for (const auto& row : rows)
      if (text(member(row, "symbol")) == instrument.symbol) return productOf(instrument, row);
    return fail(ErrorKind::NotFound, fmt::format("BitMEX listed no {}", instrument.symbol));
  }

  [[nodiscard]] Result<Page> parse(const Query& query, const Response& response) const override {
    const auto body = parseJson(response.body);
    if (!body) return std::unexpected(body.error());
    return query.data == DataKind::Funding ? parseFunding(query, *body) : parseBars(query, *body);
  }

  // {"error": {"message": "…", "name": "HTTPError"}}
  [[nodiscard]] std::optional<Refusal> refusal(const Response& response) const override {
    const auto body = parseJson(response.body.starts_with('{') ? response.body : "{}");
    const auto& error = body ? member(*body, "error") : member(Json{}, {});
    auto refused = refusalByStatus(response, text(member(error, "message")));
    if (!refused && !error.is_null())
      return Refusal{Refusal::Kind::Bad, std::string(text(member(error, "message"))), {}};
    return refused;
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder() const override { return bitmexDecoder(); }
};

}  // namespace

const Venue& bitmex() {
  static const Bitmex venue;
  return venue;
}

}  // namespace perpscope::venues
