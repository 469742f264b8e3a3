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

}  // namespace

std::string strippedBase(std::string_view symbol) {
  auto base = uppered(trimmed(symbol));
  for (const auto* contract : {".P", "-PERP", "-SWAP", "_PERP"}) strip(base, contract);
  std::erase_if(base, [](char c) { return c == '/' || c == '-'; });
  for (const auto* quote : {"USDT", "USDC", "USD"})
    if (strip(base, quote)) break;
  return base == "XBT" ? "BTC" : base;
}

Result<Instrument> manualLeg(std::string_view typed, MarketKind role) {
  const auto colon = typed.find(':');
  if (colon == std::string_view::npos)
    return fail(ErrorKind::Usage, fmt::format("'{}': venue:SYMBOL is wanted, as in binance:BTCUSDT", typed));
  const auto venue = lowered(trimmed(typed.substr(0, colon)));
  const auto symbol = trimmed(typed.substr(colon + 1));
  if (auto known = resolveLeg(fmt::format("{}:{}", venue, symbol), role, strippedBase(symbol))) return known;
  return resolveLeg(venue, role, strippedBase(symbol));
}

}  // namespace perpscope::studies
