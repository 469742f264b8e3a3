#include "store/import_instrument.h"

#include <gtest/gtest.h>

namespace perpscope::store {
namespace {

TEST(ImportInstrument, QuotesAreWhatSymbolsEndIn) {
  EXPECT_EQ(quoteIn("BTCUSDT"), "USDT");
  EXPECT_EQ(quoteIn("BTCFDUSD"), "FDUSD");
  EXPECT_EQ(quoteIn("BTCUSD_PERP"), "USD");
  EXPECT_EQ(quoteIn("SOL-USDT-SWAP"), "USDT");
  EXPECT_EQ(quoteIn("XBT/EUR"), "EUR");
  EXPECT_EQ(quoteIn("USDT"), "");
  EXPECT_EQ(quoteIn("BTCXYZ"), "");
}

TEST(ImportInstrument, ContractSizesAreKnownForTheCatalogueOnly) {
  const auto known = chooseInstrument({"okx", MarketKind::Perp, Margin::None, "", "BTC-USDT-SWAP"});
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->contract_known);
  EXPECT_EQ(known->instrument.contract.size, 0.01);
  const auto unknown = chooseInstrument({"binance", MarketKind::Perp, Margin::Inverse, "SOL", "SOLEUR"});
  ASSERT_TRUE(unknown) << unknown.error().message;
  EXPECT_FALSE(unknown->contract_known);
  EXPECT_EQ(unknown->instrument.margin, Margin::Inverse);
  EXPECT_TRUE(unknown->instrument.contract.in_quote);
}

}  // namespace
}  // namespace perpscope::store
