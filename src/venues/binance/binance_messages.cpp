#include "venues/binance/binance_messages.h"

#include <algorithm>

#include "market/instrument.h"
#include "venues/decoding.h"

namespace perpscope::venues {
namespace {

std::string_view hostOf(std::string_view url) {
  const auto scheme = url.find("://");
  return scheme == std::string_view::npos ? std::string_view{} : url.substr(scheme + 3);
}

std::string_view either(std::string_view first, std::string_view second) {
  return first.empty() ? second : first;
}

std::string capitals(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

// BTCUSD_PERP, BTCUSD_210924 and the pair BTCUSD; not BTCUSDT, not BTCBUSD_210129.
bool isCoinMargined(std::string_view symbol) {
  const auto pair = symbol.substr(0, symbol.find('_'));
  return pair.ends_with("USD") && !pair.ends_with("BUSD") && !pair.ends_with("TUSD");
}

}  // namespace

BinanceAddress BinanceAddress::of(std::string_view url) {
  const auto origin = Origin::of(url);
  const auto name = hostOf(url);
  BinanceAddress address;
  address.path = origin.path;
  address.symbol = either(origin.param("symbol"), origin.param("pair"));
  address.interval = either(origin.param("interval"), origin.param("period"));
  address.coin_m =
      name.starts_with("dapi.") || name.starts_with("dstream.") || origin.path.starts_with("/dapi/");
  constexpr std::string_view kBareStream = "/ws/";
  if (const auto at = origin.path.find(kBareStream); at != std::string_view::npos)
    address.stream = origin.path.substr(at + kBareStream.size());
  return address;
}

std::string BinanceAddress::streamSymbol() const {
  if (stream.starts_with('!')) return {};
  return capitals(std::string_view(stream).substr(0, stream.find('@')));
}

void BinanceEvents::add(const Reading& reading, Event event) const {
  if (!reading.ok()) event.what = ErrorEvent{reading.error().error().message};
  out_.push_back(std::move(event));
}

void BinanceEvents::ignore(std::string_view why, std::string_view symbol, std::optional<Time> time) const {
  out_.push_back({symbolOr(symbol), time, IgnoredEvent{std::string(why)}});
}

void BinanceEvents::refuse(std::string why) const {
  out_.push_back({symbolOr({}), {}, ErrorEvent{std::move(why)}});
}

std::string BinanceEvents::symbolOr(std::string_view own) const {
  if (!own.empty()) return std::string(own);
  return address_.symbol.empty() ? address_.streamSymbol() : std::string(address_.symbol);
}

BinanceMarket BinanceEvents::marketOf(std::string_view symbol) const {
  if (symbol.empty()) return address_.coin_m ? BinanceMarket::CoinM : BinanceMarket::UsdM;
  return isCoinMargined(symbol) ? BinanceMarket::CoinM : BinanceMarket::UsdM;
}

FundingEvent BinanceEvents::predicted(std::string_view symbol, double fraction,
                                      std::optional<Time> next) const {
  FundingEvent event{{fraction, std::chrono::hours{8}, FundingKind::Predicted}, next, false};
  const auto known = knowledge_.funding_intervals.find(symbol);
  if (known == knowledge_.funding_intervals.end()) return event;
  event.rate.interval = known->second;
  event.interval_known = true;
  return event;
}

TradeEvent BinanceEvents::trade(std::string_view symbol, double price, double amount,
                                bool buyer_is_maker) const {
  TradeEvent event{Price{price}, {}, {}, buyer_is_maker ? Side::Sell : Side::Buy};
  if (marketOf(symbol) != BinanceMarket::CoinM) {
    event.size = BaseQuantity{amount};
    return event;
  }
  event.contracts = Contracts{amount};
  const auto size = knowledge_.contract_sizes.find(symbol);
  if (size != knowledge_.contract_sizes.end())
    event.size = ContractSpec{size->second, true}.toBase(event.contracts, event.price);
  return event;
}

std::optional<Time> optionalTime(Reading& reading, const Json& value, std::string_view field) {
  if (value.is_null()) return std::nullopt;
  return binanceTime(reading, value, field);
}

std::optional<Time> settlementTime(Reading& reading, const Json& value, std::string_view field) {
  const auto time = optionalTime(reading, value, field);
  return time && toMs(*time) > 0 ? time : std::nullopt;
}

}  // namespace perpscope::venues
