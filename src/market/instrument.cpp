#include "market/instrument.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace perpscope {
namespace {

constexpr std::array kVenues{
    VenueInfo{"binance", "Binance"},
    VenueInfo{"bybit", "Bybit"},
    VenueInfo{"okx", "OKX"},
    VenueInfo{"coinbase", "Coinbase"},
    VenueInfo{"bitfinex", "Bitfinex"},
    VenueInfo{"kraken", "Kraken"},
    VenueInfo{"bitstamp", "Bitstamp"},
    VenueInfo{"deribit", "Deribit"},
    VenueInfo{"hyperliquid", "Hyperliquid"},
    VenueInfo{"bitmex", "BitMEX", true},
};

constexpr std::array<std::string_view, 7> kDefaultSpot{"binance",  "bybit",  "okx",     "coinbase",
                                                       "bitfinex", "kraken", "bitstamp"};
constexpr std::array<std::string_view, 6> kDefaultPerp{"binance",  "bybit",    "okx",
                                                       "coinbase", "bitfinex", "kraken"};

// How a venue writes one product. {} stands for the base asset in the venue's own spelling.
// The first row of a venue and kind is what the venue's name alone means.
struct Product {
  std::string_view venue;
  MarketKind kind;
  Margin margin;
  std::string_view pattern;
  std::string_view quote;
  double contract = 1.0;               // of BTC
  double contract_other = 1.0;         // of every other base
  std::string_view long_pattern = {};  // for bases of more than three letters, where that differs

  [[nodiscard]] std::string_view patternFor(std::string_view base) const {
    return base.size() > 3 && !long_pattern.empty() ? long_pattern : pattern;
  }
};

using enum MarketKind;
using enum Margin;
constexpr std::array kProducts{
    Product{"binance", Spot, None, "{}USDT", "USDT"},
    Product{"binance", Spot, None, "{}USDC", "USDC"},
    Product{"binance", Perp, Linear, "{}USDT", "USDT"},
    Product{"binance", Perp, Inverse, "{}USD_PERP", "USD", 100, 10},
    Product{"bybit", Spot, None, "{}USDT", "USDT"},
    Product{"bybit", Spot, None, "{}USDC", "USDC"},
    Product{"bybit", Perp, Linear, "{}USDT", "USDT"},
    Product{"bybit", Perp, Linear, "{}PERP", "USDC"},
    Product{"bybit", Perp, Inverse, "{}USD", "USD"},
    Product{"okx", Spot, None, "{}-USDT", "USDT"},
    Product{"okx", Spot, None, "{}-USDC", "USDC"},
    Product{"okx", Perp, Linear, "{}-USDT-SWAP", "USDT", 0.01, 0.1},
    Product{"okx", Perp, Linear, "{}-USDC-SWAP", "USDC", 0.01, 0.1},
    Product{"okx", Perp, Inverse, "{}-USD-SWAP", "USD", 100, 10},
    Product{"coinbase", Spot, None, "{}-USD", "USD"},
    Product{"coinbase", Perp, Linear, "{}-PERP", "USDC"},
    Product{"kraken", Spot, None, "{}/USD", "USD"},
    Product{"kraken", Perp, Linear, "PF_{}USD", "USD"},
    Product{"kraken", Perp, Inverse, "PI_{}USD", "USD"},
    Product{"bitfinex", Spot, None, "t{}USD", "USD", 1, 1, "t{}:USD"},
    Product{"bitfinex", Perp, Linear, "t{}F0:USTF0", "USDT"},
    Product{"bitfinex", Spot, None, "t{}UST", "USDT", 1, 1, "t{}:UST"},
    Product{"bitstamp", Spot, None, "{}/USD", "USD"},
    Product{"bitstamp", Perp, Linear, "{}/USD-PERP", "USD"},
    Product{"deribit", Perp, Inverse, "{}-PERPETUAL", "USD", 10, 1},
    Product{"deribit", Perp, Linear, "{}_USDC-PERPETUAL", "USDC"},
    Product{"deribit", Spot, None, "{}_USDC", "USDC"},
    Product{"hyperliquid", Perp, Linear, "{}", "USDC"},
    Product{"hyperliquid", Spot, None, "{}/USDC",
            "USDC"},  // as its pages write it; @142 and the like in requests
    Product{"bitmex", Perp, Inverse, "{}USD", "USD"},
    Product{"bitmex", Perp, Linear, "{}USDT", "USDT", 1e-6, 1e-6},
};

// BTC is XBT at Kraken and BitMEX.
bool saysXbt(std::string_view venue) { return venue == "kraken" || venue == "bitmex"; }

std::string spelled(std::string_view venue, std::string_view base) {
  return base == "BTC" && saysXbt(venue) ? "XBT" : std::string(base);
}

std::string canonical(std::string_view venue, std::string_view spelling) {
  return spelling == "XBT" && saysXbt(venue) ? "BTC" : std::string(spelling);
}

Instrument make(const Product& product, std::string_view base) {
  std::string symbol(product.patternFor(base));
  symbol.replace(symbol.find("{}"), 2, spelled(product.venue, base));
  const double size = base == "BTC" ? product.contract : product.contract_other;
  return {std::string(product.venue),
          symbol,
          product.kind,
          product.margin,
          std::string(base),
          std::string(product.quote),
          {size, product.margin == Inverse}};
}

std::optional<std::string> baseIn(std::string_view venue, std::string_view pattern, std::string_view symbol) {
  const auto hole = pattern.find("{}");
  const auto head = pattern.substr(0, hole);
  const auto tail = pattern.substr(hole + 2);
  if (symbol.size() <= head.size() + tail.size() || !symbol.starts_with(head) || !symbol.ends_with(tail))
    return std::nullopt;
  const auto base = symbol.substr(head.size(), symbol.size() - head.size() - tail.size());
  const bool plain = std::ranges::all_of(base, [](unsigned char c) { return std::isalnum(c) != 0; });
  return plain ? std::optional(canonical(venue, base)) : std::nullopt;
}

// The base asset for which the product has the symbol, if any does.
std::optional<std::string> baseIn(const Product& product, std::string_view symbol) {
  for (const auto pattern : {product.pattern, product.long_pattern}) {
    if (pattern.empty()) continue;
    auto base = baseIn(product.venue, pattern, symbol);
    if (base && product.patternFor(*base) == pattern) return base;
  }
  return std::nullopt;
}

Error unknownVenue(std::string_view venue) {
  std::vector<std::string_view> ids;
  for (const auto& info : kVenues) ids.push_back(info.id);
  return {ErrorKind::Usage, fmt::format("no venue '{}': there are {}", venue, fmt::join(ids, ", ")), {}};
}

}  // namespace

BaseQuantity ContractSpec::toBase(Contracts count, Price price) const {
  const double value = count.value() * size;
  return BaseQuantity{in_quote ? value / price.value() : value};
}

QuoteQuantity ContractSpec::toQuote(Contracts count, Price price) const {
  const double value = count.value() * size;
  return QuoteQuantity{in_quote ? value : value * price.value()};
}

std::string_view label(MarketKind kind) { return kind == Spot ? "spot" : "perp"; }

std::string_view label(Margin margin) {
  constexpr std::array<std::string_view, 3> kLabels{"none", "linear", "inverse"};
  return kLabels.at(static_cast<std::size_t>(margin));
}

std::optional<MarketKind> parseMarketKind(std::string_view text) {
  if (text == "spot") return Spot;
  if (text == "perp") return Perp;
  return std::nullopt;
}

std::optional<Margin> parseMargin(std::string_view text) {
  for (const auto margin : {None, Linear, Inverse})
    if (label(margin) == text) return margin;
  return std::nullopt;
}

std::span<const VenueInfo> knownVenues() { return kVenues; }

const VenueInfo* findVenue(std::string_view id) {
  const auto found = std::ranges::find(kVenues, id, &VenueInfo::id);
  return found == kVenues.end() ? nullptr : &*found;
}

std::optional<Instrument> standardInstrument(std::string_view venue, MarketKind kind, std::string_view base,
                                             Margin margin) {
  for (const auto& product : kProducts)
    if (product.venue == venue && product.kind == kind && (margin == None || product.margin == margin))
      return make(product, base);
  return std::nullopt;
}

std::optional<Instrument> instrumentOfSymbol(std::string_view venue, std::string_view symbol,
                                             std::optional<MarketKind> kind) {
  // The longest fixed part wins: BTCUSDT is BTC in USDT, not BTCUSDT's T-less cousin BTCUSD + T.
  const Product* best = nullptr;
  std::string best_base;
  for (const auto& product : kProducts) {
    if (product.venue != venue || (kind && product.kind != *kind)) continue;
    const auto base = baseIn(product, symbol);
    if (base && (best == nullptr || product.pattern.size() > best->pattern.size())) {
      best = &product;
      best_base = *base;
    }
  }
  return best == nullptr ? std::nullopt : std::optional(make(*best, best_base));
}

Result<Instrument> resolveLeg(std::string_view leg, MarketKind role, std::string_view base) {
  const auto colon = leg.find(':');
  const auto venue = leg.substr(0, colon);
  if (findVenue(venue) == nullptr) return std::unexpected(unknownVenue(venue));
  if (colon == std::string_view::npos) {
    if (auto standard = standardInstrument(venue, role, base)) return *standard;
    return fail(ErrorKind::Unsupported, fmt::format("{} has no {} market for {}", venue, label(role), base));
  }
  const auto symbol = leg.substr(colon + 1);
  if (auto known = instrumentOfSymbol(venue, symbol, role)) return *known;
  if (auto other = instrumentOfSymbol(venue, symbol)) return *other;
  return fail(ErrorKind::Usage, fmt::format("'{}' is not a symbol as {} writes it", symbol, venue));
}

std::span<const std::string_view> defaultSpotVenues() { return kDefaultSpot; }
std::span<const std::string_view> defaultPerpVenues() { return kDefaultPerp; }

}  // namespace perpscope
