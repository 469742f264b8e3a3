#include "studies/manual_leg.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::studies {
namespace {

std::string uppered(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return upper;
}

// Takes a suffix off where there is one and something is left before it.
bool strip(std::string& symbol, std::string_view suffix) {
  if (symbol.size() <= suffix.size() || !symbol.ends_with(suffix)) return false;
  symbol.resize(symbol.size() - suffix.size());
  return true;
}

void stripContract(std::string& symbol) {
  for (const auto* contract : {".P", "-PERP", "-SWAP", "_PERP"}) strip(symbol, contract);
}

std::string withoutMarks(std::string symbol) {
  std::erase_if(symbol, [](char c) { return c == '/' || c == '-'; });
  return symbol;
}

}  // namespace

std::string strippedBase(std::string_view symbol) {
  auto base = uppered(trimmed(symbol));
  stripContract(base);
  base = withoutMarks(std::move(base));
  for (const auto* quote : {"USDT", "USDC", "USD"})
    if (strip(base, quote)) break;
  return base == "XBT" ? "BTC" : base;
}

Result<Instrument> manualLeg(std::string_view typed, MarketKind role) {
  const auto colon = typed.find(':');
  if (colon == std::string_view::npos)
    return fail(ErrorKind::Usage, fmt::format("'{}': venue:SYMBOL is wanted, as in binance:BTCUSDT", typed));
  const auto venue = lowered(trimmed(typed.substr(0, colon)));
  const auto symbol = uppered(trimmed(typed.substr(colon + 1)));
  auto plain = symbol;
  stripContract(plain);
  for (const auto& each : {std::string(trimmed(typed.substr(colon + 1))), symbol, plain})
    if (auto known = resolveLeg(fmt::format("{}:{}", venue, each), role, strippedBase(each));
        known && known->kind == role)
      return known;
  auto product = resolveLeg(venue, role, strippedBase(symbol));
  if (!product) return product;
  // Another contract than the one that was typed would be silently wrong.
  auto wanted = withoutMarks(plain);
  if (wanted.starts_with("XBT")) wanted.replace(0, 3, "BTC");
  if (wanted != product->base + product->quote)
    return fail(ErrorKind::Usage,
                fmt::format("{} has no {} {}: its own is {}", venue, label(role), symbol, product->symbol));
  return product;
}

}  // namespace perpscope::studies
