#include "store/import_spec.h"

#include <algorithm>

#include <fmt/format.h>

#include "import_fixture.h"

namespace perpscope::store {
namespace {

std::string refusalOf(const ImportOptions& options) {
  const auto spec = parseImportSpec(options);
  if (spec) return "accepted";
  EXPECT_EQ(spec.error().kind, ErrorKind::Usage);
  return spec.error().message;
}

// The needed options with one of them changed, or added.
ImportOptions changed(ImportOptions options, const std::string& name, const std::string& value) {
  options[name] = value;
  return options;
}

TEST(ImportSpec, ReadsEverything) {
  const auto spec = parseImportSpec(dailyBars({{"delimiter", ";"},
                                               {"skip-lines", "2"},
                                               {"scale", "volume=0.01, close=2"},
                                               {"from", "2024-01-01"},
                                               {"to", "2024-02-01T12:00:00Z"},
                                               {"stamp", "close"},
                                               {"replace", "true"},
                                               {"skip-bad", "true"},
                                               {"no-header", "false"}}));
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->key.instrument.name(), "binance:BTCUSDT");
  EXPECT_EQ(spec->key.interval, Interval::D1);
  EXPECT_EQ(spec->delimiter, ';');
  EXPECT_EQ(spec->skip_lines, 2U);
  EXPECT_EQ(spec->scale[indexOf(Field::Volume)], 0.01);
  EXPECT_EQ(spec->scale[indexOf(Field::Close)], 2);
  EXPECT_EQ(spec->scale[indexOf(Field::Open)], 1);
  EXPECT_EQ(spec->range, (TimeRange{utc(2024, 1, 1), utc(2024, 2, 1) + 12 * kHour}));
  EXPECT_TRUE(spec->stamp_is_close && spec->skip_bad && spec->header);
  EXPECT_EQ(spec->on_equal, OnEqualKey::Replace);
  EXPECT_EQ(parseImportSpec(dailyBars({{"delimiter", "tab"}}))->delimiter, '\t');
}

TEST(ImportSpec, NeededOptionsAreNamed) {
  for (const auto* name : {"venue", "kind", "data", "map", "time", "interval"}) {
    auto options = dailyBars();
    options.erase(name);
    EXPECT_EQ(refusalOf(options), fmt::format("--{} is missing", name));
  }
}

struct BadOption {
  const char* name;
  const char* value;
  const char* said;
};

class BadOptions : public testing::TestWithParam<BadOption> {};

TEST_P(BadOptions, AreNamed) {
  const auto& [name, value, said] = GetParam();
  const auto message = refusalOf(changed(dailyBars(), name, value));
  EXPECT_NE(message.find(fmt::format("--{}", name)), std::string::npos) << message;
  EXPECT_NE(message.find(said), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Bars, BadOptions,
    testing::Values(
        BadOption{"colour", "red", "no option"}, BadOption{"venue", "mtgox", "binance"},
        BadOption{"kind", "option", "spot or perp"}, BadOption{"margin", "cross", "linear or inverse"},
        BadOption{"margin", "linear", "only perps"}, BadOption{"data", "liquidations", "open-interest"},
        BadOption{"interval", "2h", "12h"}, BadOption{"interval", "1w", "built from 1d by Perpscope"},
        BadOption{"stamp", "middle", "open or close"}, BadOption{"delimiter", "ab", "one character"},
        BadOption{"delimiter", "\"", "one character"}, BadOption{"skip-lines", "-1", "number of lines"},
        BadOption{"replace", "maybe", "true and false"}, BadOption{"map", "time", "FIELD="},
        BadOption{"map", "time=a,price=b", "FIELD="},
        BadOption{"map", "time=a,rate=b", "no field of candles"},
        BadOption{"map", "close=a", "time is missing"}, BadOption{"map", "time=a", "value is missing"},
        BadOption{"map", "time=a,volume=b", "value is missing"},
        BadOption{"map", "time=a,close=b,close=c", "given twice"},
        BadOption{"map", "time=a,close=", "name of a column"},
        BadOption{"scale", "close=zero", "number is wanted"},
        BadOption{"scale", "close=0", "number is wanted"}, BadOption{"scale", "volume_quote=2", "mapped"},
        BadOption{"scale", "time=1000", "mapped"}, BadOption{"time", "unix", "iso"},
        BadOption{"timezone", "Mars", "IANA"}, BadOption{"from", "yesterday", "not a time"},
        BadOption{"symbol", "BTC/USDT", "--asset is wanted"}));

TEST(ImportSpec, NumbersFromOneWithoutAHeader) {
  auto options = dailyBars({{"no-header", "true"}});
  options["map"] = "time=1,close=5,open=5";
  EXPECT_EQ(refusalOf(options), "accepted");
  for (const auto* bad : {"time=1,close=0", "time=1,close=close", "time=1,close=-2"})
    EXPECT_NE(refusalOf(changed(options, "map", bad)).find("number of a column from 1"), std::string::npos)
        << bad;
}

TEST(ImportSpec, EmptyRange) {
  EXPECT_NE(refusalOf(dailyBars({{"from", "2024-02-01"}, {"to", "2024-02-01"}})).find("--from"),
            std::string::npos);
}

TEST(ImportSpec, FundingNeedsItsSettlementInterval) {
  auto options = settlements();
  options.erase("interval");
  EXPECT_NE(refusalOf(options).find("--interval is missing"), std::string::npos);
  EXPECT_EQ(refusalOf(changed(options, "map", "time=t,rate=r,interval=i")), "accepted");
  EXPECT_NE(refusalOf(settlements({{"interval", "soon"}})).find("settlement interval"), std::string::npos);
  EXPECT_EQ(parseImportSpec(settlements({{"interval", "4h"}}))->settlement_interval, std::chrono::hours{4});
  EXPECT_NE(refusalOf(settlements({{"kind", "spot"}})).find("belong to a perp"), std::string::npos);
  EXPECT_NE(refusalOf(settlements({{"stamp", "close"}})).find("--stamp close"), std::string::npos);
}

TEST(ImportSpec, ChoosesInstruments) {
  const auto nameOf = [](ImportOptions options) {
    const auto spec = parseImportSpec(dailyBars(std::move(options)));
    return spec ? fmt::format("{} {} {}", spec->key.instrument.name(), label(spec->key.instrument.margin),
                              spec->key.instrument.quote)
                : spec.error().message;
  };
  EXPECT_EQ(nameOf({{"asset", "ETH"}}), "binance:ETHUSDT none USDT");
  EXPECT_EQ(nameOf({{"kind", "perp"}, {"margin", "inverse"}}), "binance:BTCUSD_PERP inverse USD");
  EXPECT_EQ(nameOf({{"venue", "kraken"}}), "kraken:XBT/USD none USD");
  EXPECT_EQ(nameOf({{"kind", "perp"}, {"symbol", "BTCUSD_PERP"}}), "binance:BTCUSD_PERP inverse USD");
  EXPECT_EQ(nameOf({{"kind", "perp"}, {"symbol", "BTCUSDC"}, {"asset", "BTC"}}),
            "binance:BTCUSDC linear USDC");
  EXPECT_EQ(nameOf({{"symbol", "SOLETH"}, {"asset", "SOL"}}), "binance:SOLETH none ETH");
  EXPECT_EQ(nameOf({{"symbol", "SOLXYZ"}, {"asset", "SOL"}}), "binance:SOLXYZ none ");
}

TEST(ImportSpec, WhatContradictsTheCatalogueIsRefused) {
  EXPECT_NE(refusalOf(dailyBars({{"symbol", "ETHUSDT"}, {"asset", "BTC"}})).find("--asset BTC"),
            std::string::npos);
  EXPECT_NE(
      refusalOf(dailyBars({{"kind", "perp"}, {"symbol", "BTCUSDT"}, {"margin", "inverse"}})).find("--margin"),
      std::string::npos);
  EXPECT_NE(refusalOf(dailyBars({{"venue", "bitmex"}})).find("--symbol is wanted"), std::string::npos);
}

TEST(ImportSpec, ContractsOfAnUnknownSizeAreNoOpenInterest) {
  auto options = samples({{"symbol", "BTCUSDC"}, {"asset", "BTC"}});
  options["map"] = "time=t,oi_contracts=c";
  EXPECT_NE(refusalOf(options).find("--map oi_contracts"), std::string::npos);
}

}  // namespace
}  // namespace perpscope::store
