#include "venues/hyperliquid/hyperliquid_rows.h"

#include <algorithm>

namespace perpscope::venues {
namespace {

// UBTC "Unit Bitcoin" wraps BTC. The full name may be absent.
bool wraps(const Json& token, std::string_view base) {
  const auto name = text(member(token, "name"));
  const auto full = text(member(token, "fullName"));
  return name.starts_with('U') && name.substr(1) == base && (full.empty() || full.starts_with("Unit "));
}

bool isPlain(const Json& token, std::string_view base) { return text(member(token, "name")) == base; }

template <class Fits>
const Json& pairWhere(const Json& spot_meta, std::string_view base, std::string_view quote, Fits fits) {
  for (const auto& pair : member(spot_meta, "universe")) {
    const auto& tokens = member(pair, "tokens");
    if (isPlain(hyperliquidToken(spot_meta, element(tokens, 1)), quote) &&
        fits(hyperliquidToken(spot_meta, element(tokens, 0)), base))
      return pair;
  }
  return member(Json{}, {});
}

}  // namespace

Candle hyperliquidBar(Reading& reading, const Json& row) {
  Candle bar;
  bar.time = reading.milliseconds(member(row, "t"), "t");
  bar.open = Price{reading.number(member(row, "o"), "o")};
  bar.high = Price{reading.number(member(row, "h"), "h")};
  bar.low = Price{reading.number(member(row, "l"), "l")};
  bar.close = Price{reading.number(member(row, "c"), "c")};
  bar.volume = BaseQuantity{reading.number(member(row, "v"), "v")};
  return bar;
}

Funding hyperliquidSettlement(Reading& reading, const Json& row) {
  Funding funding;
  funding.time = snappedToMinute(reading.milliseconds(member(row, "time"), "time"));
  funding.rate.fraction = reading.number(member(row, "fundingRate"), "fundingRate");
  funding.rate.interval = std::chrono::hours{1};
  return funding;
}

const Json& hyperliquidToken(const Json& spot_meta, const Json& index) {
  const auto& tokens = member(spot_meta, "tokens");
  if (index.is_number_unsigned()) {
    const auto& likely = element(tokens, index.get<std::size_t>());
    if (member(likely, "index") == index) return likely;
  }
  for (const auto& token : tokens)
    if (!index.is_null() && member(token, "index") == index) return token;
  return member(Json{}, {});
}

const Json& hyperliquidPair(const Json& spot_meta, std::string_view base, std::string_view quote) {
  const auto& wrapped = pairWhere(spot_meta, base, quote, wraps);
  return wrapped.is_null() ? pairWhere(spot_meta, base, quote, isPlain) : wrapped;
}

}  // namespace perpscope::venues
