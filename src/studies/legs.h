// From the legs a user chose to a study's inputs, and where in a bar each leg's cells lie.
#pragma once

#include <array>
#include <map>

#include "studies/study.h"

namespace perpscope::studies {

inline constexpr std::size_t kNoCell = static_cast<std::size_t>(-1);

// Collects inputs, and says which cell each starts at.
class InputList {
 public:
  std::size_t add(Input input);
  // The legs of a parameter, those of other venues than --venues left out. Legs a venue lacks are named in
  // left_out.
  [[nodiscard]] Result<std::vector<Instrument>> legs(const Context& context, std::string_view param,
                                                     MarketKind role);
  void note(std::string text) { inputs_.notes.push_back(std::move(text)); }
  [[nodiscard]] Inputs take() { return std::move(inputs_); }

 private:
  void noteIfClosed(const std::string& venue);

  Inputs inputs_;
  std::size_t cells_ = 0;
};

// Where a leg's price is, and what brings it to USD.
struct PriceCells {
  std::size_t close = kNoCell;
  std::size_t volume = kNoCell;
  std::array<std::size_t, 2> to_usd{
      kNoCell, kNoCell};  // Kraken's rate, else Coinbase's; kNoCell: is USD or stays as is
};

// The stablecoin rates that quote_adjust asks for: Kraken's, and Coinbase's as a second source. Each once.
class RateList {
 public:
  RateList(InputList& list, const Context& context, Milliseconds lag = Milliseconds{0});
  std::array<std::size_t, 2> of(const std::string& quote);

 private:
  std::size_t add(std::string_view venue, const std::string& quote);

  InputList& list_;
  bool wanted_;
  Milliseconds lag_;
  std::map<std::string, std::array<std::size_t, 2>> cells_;
};

// Close (and volume for vwap) of each leg, with the stablecoin rates that quote_adjust asks for.
[[nodiscard]] std::vector<PriceCells> addPriceLegs(InputList& list, const Context& context,
                                                   const std::vector<Instrument>& legs,
                                                   Milliseconds lag = Milliseconds{0});
// Both sides of a premium, from the parameters spot_legs and perp_legs, with the note on mixed quotes.
struct Sides {
  std::vector<Instrument> perp_legs;
  std::vector<PriceCells> spot;
  std::vector<PriceCells> perp;
};
[[nodiscard]] Result<Sides> addSides(InputList& list, const Context& context);

// One leg of a parameter that names a single one. `fields` are in the order of CandleField, the close among
// them; its rate to USD is still to be asked for.
struct SingleLeg {
  Instrument leg;
  PriceCells cells;
};
[[nodiscard]] SingleLeg addLeg(InputList& list, const Instrument& leg, CandleFields fields);
[[nodiscard]] Result<SingleLeg> addLeg(InputList& list, const Context& context, std::string_view param,
                                       MarketKind role, CandleFields fields);

// Says so where legs of different quote currencies are mixed as they are.
void noteMixedQuotes(InputList& list, const Context& context, const std::vector<Instrument>& legs);

// The closes of one leg, or the candle field whose cells lie `offset` before them, in the chosen currency;
// NaN where it or its rate is missing. A room is taken where they have to be brought to it.
[[nodiscard]] Values pricesOf(const CellColumns& cells, const PriceCells& leg, Rooms& rooms,
                              std::size_t offset = 0);

// (perp - spot) / spot in per cent.
void premiumOf(Column premium, Values perp, Values spot);

}  // namespace perpscope::studies
