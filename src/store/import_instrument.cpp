#include "store/import_instrument.h"

#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perpscope::store {
namespace {

// Longer ones before those they end in.
constexpr std::array<std::string_view, 13> kQuotes{"FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USD", "EUR",
                                                   "GBP",   "JPY",  "TRY",  "BTC",  "ETH",  "BNB"};
constexpr std::array<std::string_view, 5> kPerpTails{"_PERP", "-PERP", "-SWAP", "-PERPETUAL", "PERP"};

std::unexpected<Error> usage(std::string message) { return fail(ErrorKind::Usage, std::move(message)); }

std::unexpected<Error> noSuchVenue(std::string_view venue) {
  std::vector<std::string_view> ids;
  for (const auto& known : knownVenues()) ids.push_back(known.id);
  return usage(fmt::format("--venue {}: there are {}", venue, fmt::join(ids, ", ")));
}

Status agrees(const Instrument& found, const InstrumentChoice& choice) {
  if (!choice.asset.empty() && choice.asset != found.base)
    return usage(fmt::format("--asset {}: {} is a product of {}", choice.asset, found.name(), found.base));
  if (choice.margin != Margin::None && choice.margin != found.margin)
    return usage(
        fmt::format("--margin {}: {} is {}", label(choice.margin), found.name(), label(found.margin)));
  return {};
}

ChosenInstrument unusual(const InstrumentChoice& choice) {
  Instrument made{std::string(choice.venue), std::string(choice.symbol),          choice.kind, choice.margin,
                  std::string(choice.asset), std::string(quoteIn(choice.symbol)), {}};
  if (made.kind == MarketKind::Perp && made.margin == Margin::None) made.margin = Margin::Linear;
  made.contract.in_quote = made.margin == Margin::Inverse;
  return {made, false};
}

}  // namespace

std::string_view quoteIn(std::string_view symbol) {
  for (const auto tail : kPerpTails)
    if (symbol.ends_with(tail)) symbol.remove_suffix(tail.size());
  for (const auto quote : kQuotes)
    if (symbol.size() > quote.size() && symbol.ends_with(quote)) return quote;
  return {};
}

Result<ChosenInstrument> chooseInstrument(const InstrumentChoice& choice) {
  if (findVenue(choice.venue) == nullptr) return noSuchVenue(choice.venue);
  if (choice.kind == MarketKind::Spot && choice.margin != Margin::None)
    return usage(fmt::format("--margin {}: only perps have one", label(choice.margin)));
  const auto asset = choice.asset.empty() ? "BTC" : choice.asset;
  const auto found = choice.symbol.empty()
                         ? standardInstrument(choice.venue, choice.kind, asset, choice.margin)
                         : instrumentOfSymbol(choice.venue, choice.symbol, choice.kind);
  if (found) {
    if (auto fits = agrees(*found, choice); !fits) return std::unexpected(fits.error());
    return ChosenInstrument{*found};
  }
  if (choice.symbol.empty())
    return usage(fmt::format("{} has no usual {} symbol for {}: --symbol is wanted", choice.venue,
                             label(choice.kind), asset));
  if (choice.asset.empty())
    return usage(fmt::format("--symbol {}: not in the catalogue, so --asset is wanted too", choice.symbol));
  return unusual(choice);
}

}  // namespace perpscope::store
