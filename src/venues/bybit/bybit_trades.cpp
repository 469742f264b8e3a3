#include "venues/bybit/bybit_trades.h"

#include <fmt/format.h>

#include "venues/decoding.h"

namespace perpscope::venues::bybit_v5 {

Event tradeEvent(Reading& reading, const Json& row, const TradeFields& fields, Category category) {
  const std::string symbol(text(member(row, fields.symbol)));
  if (category == Category::Option || categoryOf(symbol) == Category::Option)
    return ignored("option", symbol);
  TradeEvent trade;
  trade.price = Price{reading.number(member(row, fields.price), "price")};
  const double size = reading.number(member(row, fields.size), "size");
  const auto side = text(member(row, fields.side));
  if (side != "Buy" && side != "Sell")
    reading.refuse("side", fmt::format("'{}' is neither Buy nor Sell", side));
  trade.side = side == "Sell" ? Side::Sell : Side::Buy;
  if (category == Category::Inverse) {  // contracts of 1 USD
    trade.contracts = Contracts{size};
    trade.size = BaseQuantity{size / trade.price.value()};
  } else {
    trade.size = BaseQuantity{size};
  }
  return {symbol, reading.milliseconds(member(row, fields.time), "time"), trade};
}

}  // namespace perpscope::venues::bybit_v5
