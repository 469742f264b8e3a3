// Instruments: one product of one venue. The catalogue knows how each venue writes the symbols of the
// products that studies use, so that `bybit` in a list of perp legs and BTC as the asset give
// `bybit:BTCUSDT`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"

namespace perpscope {

enum class MarketKind : std::uint8_t { Spot, Perp };
enum class Margin : std::uint8_t { None, Linear, Inverse };  // None: spot

[[nodiscard]] std::string_view label(MarketKind kind);
[[nodiscard]] std::string_view label(Margin margin);
[[nodiscard]] std::optional<MarketKind> parseMarketKind(std::string_view text);
[[nodiscard]] std::optional<Margin> parseMargin(std::string_view text);

// What one contract is worth: `size` base coins (linear), or `size` units of quote currency (inverse).
struct ContractSpec {
  double size = 1.0;
  bool in_quote = false;

  [[nodiscard]] BaseQuantity toBase(Contracts count, Price price) const;
  [[nodiscard]] QuoteQuantity toQuote(Contracts count, Price price) const;
  friend bool operator==(const ContractSpec&, const ContractSpec&) = default;
};

struct Instrument {
  std::string venue;   // lower case: binance
  std::string symbol;  // as the venue writes it: BTCUSDT, BTC-USD, XBT/USD
  MarketKind kind = MarketKind::Spot;
  Margin margin = Margin::None;
  std::string base;   // BTC
  std::string quote;  // USDT
  ContractSpec contract;

  // venue:SYMBOL, which a reader sees and types. Spot and perp of a venue may share it.
  [[nodiscard]] std::string name() const { return venue + ':' + symbol; }
  // Venue, kind and symbol make an instrument.
  friend bool operator==(const Instrument& a, const Instrument& b) {
    return a.venue == b.venue && a.kind == b.kind && a.symbol == b.symbol;
  }
};

struct VenueInfo {
  std::string_view id;
  std::string_view name;
  bool closed = false;  // no live market any more: imported and recorded history only
};

[[nodiscard]] std::span<const VenueInfo> knownVenues();
[[nodiscard]] const VenueInfo* findVenue(std::string_view id);

// The venue's own product for a role: bybit + Perp + BTC -> BTCUSDT. Nothing where the venue has none.
[[nodiscard]] std::optional<Instrument> standardInstrument(std::string_view venue, MarketKind kind,
                                                           std::string_view base,
                                                           Margin margin = Margin::None);

// The instrument of a symbol as the venue writes it. `kind` settles symbols that name both a spot and a perp
// product; without it an ambiguous symbol is spot.
[[nodiscard]] std::optional<Instrument> instrumentOfSymbol(std::string_view venue, std::string_view symbol,
                                                           std::optional<MarketKind> kind = std::nullopt);

// `venue` or `venue:SYMBOL`, for the role and asset of a study.
[[nodiscard]] Result<Instrument> resolveLeg(std::string_view leg, MarketKind role, std::string_view base);

// The legs a study starts with, in the order of studies.md section 0.
[[nodiscard]] std::span<const std::string_view> defaultSpotVenues();
[[nodiscard]] std::span<const std::string_view> defaultPerpVenues();

}  // namespace perpscope
