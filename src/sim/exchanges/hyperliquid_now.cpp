#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "sim/decimal.h"
#include "sim/exchanges/hyperliquid_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr double kHalfSpread = 0.5e-4;  // of the price

std::string number(double value) { return decimal(value, 1); }

struct Wrapped {
  std::string_view base;
  std::string_view full_name;
};
constexpr std::array kWrapped{Wrapped{"BTC", "Unit Bitcoin"}, Wrapped{"ETH", "Unit Ethereum"},
                              Wrapped{"SOL", "Unit Solana"}};

Json token(std::string_view name, std::size_t index, int decimals, const Json& full_name) {
  return {{"name", name},
          {"szDecimals", decimals},
          {"weiDecimals", 8},
          {"index", index},
          {"tokenId", fmt::format("0x{:032x}", index + 1)},
          {"isCanonical", index < 2},
          {"evmContract", nullptr},
          {"fullName", full_name},
          {"deployerTradingFeeShare", "0.0"}};
}

Json baseToken(std::string_view base, std::size_t index) {
  const auto wrapped = std::ranges::find(kWrapped, base, &Wrapped::base);
  if (wrapped == kWrapped.end()) return token(base, index, 2, nullptr);
  return token(fmt::format("U{}", base), index, 5, wrapped->full_name);
}

// Token 0 is USDC, 1 is PURR, the others are the bases in the order of their pairs.
Json spotMeta(const HyperliquidCall& call) {
  Json tokens = Json::array({token("USDC", 0, 8, nullptr), token("PURR", 1, 0, nullptr)});
  Json universe =
      Json::array({{{"tokens", {1, 0}}, {"name", hyperliquidPair(0)}, {"index", 0}, {"isCanonical", true}}});
  std::size_t index = 1;
  for (const auto& product : call.spots()) {
    tokens.push_back(baseToken(product.base, index + 1));
    universe.push_back({{"tokens", {index + 1, 0}},
                        {"name", hyperliquidPair(index)},
                        {"index", index},
                        {"isCanonical", false}});
    ++index;
  }
  return {{"universe", universe}, {"tokens", tokens}};
}

Json meta(const HyperliquidCall& call) {
  Json universe = Json::array();
  for (const auto& product : call.perps())
    universe.push_back({{"szDecimals", product.base == "BTC" ? 5 : 2},
                        {"name", product.symbol},
                        {"maxLeverage", 40},
                        {"marginTableId", 56}});
  const Json table{{"description", ""},
                   {"marginTiers", Json::array({{{"lowerBound", "0.0"}, {"maxLeverage", 40}}})}};
  return {{"universe", universe},
          {"marginTables", Json::array({Json::array({56, table})})},
          {"collateralToken", 0}};
}

double openCoins(const HyperliquidCall& call, const Instrument& product, double mark) {
  const auto open = lastOpenInterest(call.market, product, call.at);
  if (!open) return 0;
  return open->base.missing() ? open->usd.value() / mark : open->base.value();
}

// A number, or null.
Json orNull(double value) { return isMissing(value) ? Json() : Json(number(value)); }

Json perpContext(const HyperliquidCall& call, const Instrument& product) {
  const auto day = lastDay(call.market, product, call.at);
  const double mark = lastClose(call.market, product, PriceKind::Mark, call.at);
  const double oracle = lastClose(call.market, product, PriceKind::Index, call.at);
  const double last = lastClose(call.market, product, PriceKind::Trade, call.at);
  const auto forming = call.market.predictedFunding(product, call.at);
  const bool traded = !isMissing(last);
  return {
      {"funding", number(forming ? forming->rate.fraction : 0)},
      {"openInterest", number(openCoins(call, product, mark))},
      {"prevDayPx", orNull(day.open)},
      {"dayNtlVlm", number(day.volume_quote)},
      {"premium", orNull(last / oracle - 1)},
      {"oraclePx", orNull(oracle)},
      {"markPx", orNull(mark)},
      {"midPx", orNull(last)},
      {"impactPxs",
       traded ? Json::array({number(last * (1 - kHalfSpread)), number(last * (1 + kHalfSpread))}) : Json()},
      {"dayBaseVlm", number(day.volume)}};
}

Json spotContext(std::string_view pair, const Day& day, double last) {
  return {{"prevDayPx", isMissing(day.open) ? "0.0" : number(day.open)},
          {"dayNtlVlm", number(day.volume_quote)},
          {"markPx", isMissing(last) ? "0.0" : number(last)},
          {"midPx", orNull(last)},
          {"circulatingSupply", "1000000.0"},
          {"coin", pair},
          {"totalSupply", "1000000.0"},
          {"dayBaseVlm", number(day.volume)}};
}

// Other dexes than the first are not there.
bool namesOtherDex(const HyperliquidCall& call) {
  const auto dex = call.body.value("dex", Json());
  return dex.is_string() && !dex.get<std::string>().empty();
}

}  // namespace

std::string hyperliquidPair(std::size_t index) {
  return index == 0 ? std::string("PURR/USDC") : fmt::format("@{}", index);
}

std::vector<Instrument> HyperliquidCall::perps() const {
  return products(market, "hyperliquid", MarketKind::Perp, Margin::Linear);
}

std::vector<Instrument> HyperliquidCall::spots() const {
  return products(market, "hyperliquid", MarketKind::Spot, Margin::None);
}

std::optional<Instrument> HyperliquidCall::product(std::string_view coin) const {
  if (auto perp = productNamed(perps(), coin)) return perp;
  const auto all = spots();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (hyperliquidPair(i + 1) == coin) return all[i];
  return std::nullopt;
}

ServerResponse hyperliquidUnreadable() {
  return {422, "Failed to deserialize the JSON body into the target type", "text/plain; charset=utf-8", {}};
}

ServerResponse hyperliquidUnknown() { return {500, "null", "application/json", {}}; }

ServerResponse hyperliquidMeta(const HyperliquidCall& call) {
  return namesOtherDex(call) ? hyperliquidUnknown() : answerJson(meta(call));
}

ServerResponse hyperliquidMetaAndContexts(const HyperliquidCall& call) {
  if (namesOtherDex(call)) return hyperliquidUnknown();
  Json contexts = Json::array();
  for (const auto& product : call.perps()) contexts.push_back(perpContext(call, product));
  return answerJson(Json::array({meta(call), contexts}));
}

ServerResponse hyperliquidSpotMeta(const HyperliquidCall& call) { return answerJson(spotMeta(call)); }

ServerResponse hyperliquidSpotMetaAndContexts(const HyperliquidCall& call) {
  Json contexts = Json::array({spotContext(hyperliquidPair(0), {}, kMissing)});
  std::size_t index = 1;
  for (const auto& product : call.spots())
    contexts.push_back(spotContext(hyperliquidPair(index++), lastDay(call.market, product, call.at),
                                   lastClose(call.market, product, PriceKind::Trade, call.at)));
  return answerJson(Json::array({spotMeta(call), contexts}));
}

ServerResponse hyperliquidMids(const HyperliquidCall& call) {
  Json mids = Json::object();
  const auto add = [&](const std::string& coin, const Instrument& product) {
    const double last = lastClose(call.market, product, PriceKind::Trade, call.at);
    if (!isMissing(last)) mids[coin] = number(last);
  };
  for (const auto& product : call.perps()) add(product.symbol, product);
  std::size_t index = 1;
  for (const auto& product : call.spots()) add(hyperliquidPair(index++), product);
  return answerJson(mids);
}

ServerResponse hyperliquidBook(const HyperliquidCall& call) {
  const auto coin = call.body.value("coin", Json());
  if (!coin.is_string()) return hyperliquidUnreadable();
  const auto product = call.product(coin.get<std::string>());
  const double last = product ? lastClose(call.market, *product, PriceKind::Trade, call.at) : kMissing;
  if (isMissing(last)) return answerJson(nullptr);
  const auto level = [&](double factor) {
    return Json::array({{{"px", number(last * factor)}, {"sz", "1.0"}, {"n", 1}}});
  };
  return answerJson({{"coin", coin},
                     {"time", toMs(call.at)},
                     {"levels", Json::array({level(1 - kHalfSpread), level(1 + kHalfSpread)})}});
}

// The next settlement is told wrongly: the hour that has begun.
ServerResponse hyperliquidPredictions(const HyperliquidCall& call) {
  Json rows = Json::array();
  for (const auto& product : call.perps()) {
    const auto forming = call.market.predictedFunding(product, call.at);
    if (!forming) continue;
    const Json own{{"fundingRate", number(forming->rate.fraction)},
                   {"nextFundingTime", toMs(call.at - call.at.time_since_epoch() % kHour)},
                   {"fundingIntervalHours", 1}};
    rows.push_back(Json::array({product.symbol, Json::array({Json::array({"HlPerp", own})})}));
  }
  return answerJson(rows);
}

}  // namespace perpscope::sim::exchanges
