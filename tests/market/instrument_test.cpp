#include "market/instrument.h"

#include <gtest/gtest.h>

namespace perpscope {
namespace {

struct Leg {
  const char* text;
  MarketKind role;
  const char* asset;
  const char* name;
  MarketKind kind;
  Margin margin;
};

class ResolveLeg : public testing::TestWithParam<Leg> {};

TEST_P(ResolveLeg, FindsTheVenuesOwnProduct) {
  const auto& leg = GetParam();
  const auto found = resolveLeg(leg.text, leg.role, leg.asset);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->name(), leg.name);
  EXPECT_EQ(found->kind, leg.kind);
  EXPECT_EQ(found->margin, leg.margin);
  EXPECT_EQ(found->base, leg.asset);
}

using enum MarketKind;
INSTANTIATE_TEST_SUITE_P(
    Legs, ResolveLeg,
    testing::Values(Leg{"binance", Spot, "BTC", "binance:BTCUSDT", Spot, Margin::None},
                    Leg{"binance", Perp, "BTC", "binance:BTCUSDT", Perp, Margin::Linear},
                    Leg{"binance", Perp, "ETH", "binance:ETHUSDT", Perp, Margin::Linear},
                    Leg{"binance:BTCUSD_PERP", Perp, "BTC", "binance:BTCUSD_PERP", Perp, Margin::Inverse},
                    Leg{"binance:BTCUSD_PERP", Spot, "BTC", "binance:BTCUSD_PERP", Perp, Margin::Inverse},
                    Leg{"okx", Spot, "SOL", "okx:SOL-USDT", Spot, Margin::None},
                    Leg{"okx", Perp, "BTC", "okx:BTC-USDT-SWAP", Perp, Margin::Linear},
                    Leg{"okx:BTC-USD-SWAP", Perp, "BTC", "okx:BTC-USD-SWAP", Perp, Margin::Inverse},
                    Leg{"coinbase", Spot, "BTC", "coinbase:BTC-USD", Spot, Margin::None},
                    Leg{"coinbase", Perp, "BTC", "coinbase:BTC-PERP", Perp, Margin::Linear},
                    Leg{"kraken", Spot, "BTC", "kraken:XBT/USD", Spot, Margin::None},
                    Leg{"kraken", Spot, "ETH", "kraken:ETH/USD", Spot, Margin::None},
                    Leg{"kraken", Perp, "BTC", "kraken:PF_XBTUSD", Perp, Margin::Linear},
                    Leg{"kraken:PI_XBTUSD", Perp, "BTC", "kraken:PI_XBTUSD", Perp, Margin::Inverse},
                    Leg{"bitfinex", Perp, "BTC", "bitfinex:tBTCF0:USTF0", Perp, Margin::Linear},
                    Leg{"bitfinex", Spot, "BTC", "bitfinex:tBTCUSD", Spot, Margin::None},
                    Leg{"bitfinex", Spot, "LINK", "bitfinex:tLINK:USD", Spot, Margin::None},
                    Leg{"bitfinex:tLINK:UST", Spot, "LINK", "bitfinex:tLINK:UST", Spot, Margin::None},
                    Leg{"bitfinex", Perp, "LINK", "bitfinex:tLINKF0:USTF0", Perp, Margin::Linear},
                    Leg{"bitstamp", Spot, "BTC", "bitstamp:BTC/USD", Spot, Margin::None},
                    Leg{"bybit:BTCUSD", Perp, "BTC", "bybit:BTCUSD", Perp, Margin::Inverse},
                    Leg{"deribit", Perp, "BTC", "deribit:BTC-PERPETUAL", Perp, Margin::Inverse},
                    Leg{"hyperliquid", Perp, "BTC", "hyperliquid:BTC", Perp, Margin::Linear},
                    Leg{"hyperliquid", Spot, "BTC", "hyperliquid:BTC/USDC", Spot, Margin::None},
                    Leg{"hyperliquid:ETH/USDC", Perp, "ETH", "hyperliquid:ETH/USDC", Spot, Margin::None},
                    Leg{"bitmex", Perp, "BTC", "bitmex:XBTUSD", Perp, Margin::Inverse}));

TEST(ResolveLegRefused, SaysWhy) {
  const auto no_venue = resolveLeg("ftx", Spot, "BTC");
  ASSERT_FALSE(no_venue);
  EXPECT_EQ(no_venue.error().kind, ErrorKind::Usage);
  EXPECT_NE(no_venue.error().message.find("binance, bybit"), std::string::npos);
  const auto no_market = resolveLeg("bitmex", Spot, "BTC");
  ASSERT_FALSE(no_market);
  EXPECT_EQ(no_market.error().kind, ErrorKind::Unsupported);
  EXPECT_FALSE(resolveLeg("okx:BTCUSDT", Spot, "BTC"));
}

TEST(InstrumentOfSymbol, LongestPatternWins) {
  EXPECT_EQ(instrumentOfSymbol("bybit", "BTCUSDT", Perp)->margin, Margin::Linear);
  EXPECT_EQ(instrumentOfSymbol("bybit", "BTCUSD", Perp)->margin, Margin::Inverse);
  EXPECT_EQ(instrumentOfSymbol("bitmex", "XBTUSDT", Perp)->quote, "USDT");
  EXPECT_EQ(instrumentOfSymbol("binance", "BTCUSDT")->kind, Spot);
}

TEST(ContractSpec, ConvertsBothWays) {
  const auto linear = *standardInstrument("okx", Perp, "BTC");
  EXPECT_DOUBLE_EQ(linear.contract.toBase(Contracts{250}, Price{50'000}).value(), 2.5);
  EXPECT_DOUBLE_EQ(linear.contract.toQuote(Contracts{250}, Price{50'000}).value(), 125'000);
  const auto inverse = *standardInstrument("binance", Perp, "BTC", Margin::Inverse);
  EXPECT_DOUBLE_EQ(inverse.contract.toQuote(Contracts{30}, Price{50'000}).value(), 3'000);
  EXPECT_DOUBLE_EQ(inverse.contract.toBase(Contracts{30}, Price{50'000}).value(), 0.06);
  EXPECT_DOUBLE_EQ(standardInstrument("binance", Perp, "ETH", Margin::Inverse)->contract.size, 10);
  EXPECT_DOUBLE_EQ(standardInstrument("deribit", Perp, "BTC", Margin::Inverse)->contract.size, 10);
  EXPECT_TRUE(inverse.contract.toBase(Contracts{30}, Price{}).missing());
}

}  // namespace
}  // namespace perpscope
