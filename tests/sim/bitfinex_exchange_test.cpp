// The simulated Bitfinex: row orders, paging borders, error bodies, what client libraries ask for first.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/bitfinex.h"
#include "sim/made_market.h"
#include "sim/target.h"

namespace perpscope::sim {
namespace {

using nlohmann::json;

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute + Milliseconds{500});
constexpr Time kListed = utc(2026, 11, 1);

test::MadeMarket market() {
  return {{*standardInstrument("bitfinex", MarketKind::Spot, "BTC"),
           *standardInstrument("bitfinex", MarketKind::Perp, "BTC")},
          {kListed, kNow + Milliseconds{1}}};
}

json ask(std::string_view target, int status = 200) {
  const auto parsed = parseTarget(target);
  const auto answer =
      exchanges::bitfinex().answer({"rest", "GET", parsed->path, parsed->query, {}, {}, kNow}, market());
  EXPECT_EQ(answer.status, status) << target << ' ' << answer.body;
  return json::parse(answer.body);
}

TEST(BitfinexExchange, CandlesAreNewestFirstUnlessSorted) {
  const auto newest = ask("/v2/candles/trade:1h:tBTCUSD/hist");
  ASSERT_EQ(newest.size(), 100U);
  EXPECT_EQ(newest[0][0], toMs(utc(2026, 11, 20, 13 * kHour)));
  EXPECT_EQ(newest[99][0], toMs(utc(2026, 11, 20, 13 * kHour) - 99 * kHour));
  const auto oldest = ask("/v2/candles/trade:1h:tBTCUSD/hist?sort=1&limit=3");
  ASSERT_EQ(oldest.size(), 3U);
  EXPECT_EQ(oldest[0][0], toMs(kListed));
}

// [ms, open, close, high, low, volume], both ends inclusive.
TEST(BitfinexExchange, CandleColumns) {
  const auto start = std::to_string(toMs(utc(2026, 11, 5)));
  const auto end = std::to_string(toMs(utc(2026, 11, 5, 2 * kHour)));
  const auto rows = ask("/v2/candles/trade:1h:tBTCF0:USTF0/hist?sort=1&start=" + start + "&end=" + end);
  ASSERT_EQ(rows.size(), 3U);
  const auto bar = market().bars(market().instruments()[1], PriceKind::Trade, Interval::H1,
                                 {utc(2026, 11, 5), utc(2026, 11, 5, kHour)})[0];
  EXPECT_EQ(rows[0], json::array({toMs(bar.time), bar.open.value(), bar.close.value(), bar.high.value(),
                                  bar.low.value(), bar.volume.value()}));
}

TEST(BitfinexExchange, OddTimeframes) {
  const auto weeks = ask("/v2/candles/trade:1W:tBTCUSD/hist?sort=1");
  ASSERT_GE(weeks.size(), 3U);
  EXPECT_EQ(weeks[1][0], toMs(utc(2026, 11, 2)));  // a Monday
  EXPECT_EQ(ask("/v2/candles/trade:3h:tBTCUSD/hist?limit=1")[0][0], toMs(utc(2026, 11, 20, 12 * kHour)));
  EXPECT_EQ(ask("/v2/candles/trade:1M:tBTCUSD/hist")[0][0], toMs(utc(2026, 11, 1)));
  EXPECT_EQ(ask("/v2/candles/trade:1D:tBTCUSD/last")[0], toMs(utc(2026, 11, 20)));
}

TEST(BitfinexExchange, AtMost10000Candles) {
  EXPECT_EQ(ask("/v2/candles/trade:1m:tBTCUSD/hist?limit=10000").size(), 10'000U);
  EXPECT_EQ(ask("/v2/candles/trade:1m:tBTCUSD/hist?limit=10001", 500)[2], "limit: invalid");
}

TEST(BitfinexExchange, RefusesWithStatus500) {
  EXPECT_EQ(ask("/v2/candles/trade:1h:tNOSUCH/hist", 500), json::array({"error", 10020, "symbol: invalid"}));
  EXPECT_EQ(ask("/v2/candles/trade:2h:tBTCUSD/hist", 500)[2], "time_interval: invalid");
  EXPECT_EQ(ask("/v2/candles/nonsense/hist", 500)[0], "error");
  EXPECT_EQ(ask("/v2/candles/trade:1h:tBTCUSD/all", 500)[0], "error");
  EXPECT_EQ(ask("/v2/candles/trade:1h:tBTCUSD/hist?start=soon", 500)[2], "start: invalid");
  EXPECT_EQ(ask("/v2/ticker/tNOSUCH", 500)[2], "symbol: invalid");
  EXPECT_EQ(ask("/v2/nonsense", 404)[0], "error");
}

TEST(BitfinexExchange, StatusIsARowAMinute) {
  const auto at = utc(2026, 11, 10, 15 * kHour);
  const auto rows =
      ask("/v2/status/deriv/tBTCF0:USTF0/hist?sort=1&limit=61&start=" + std::to_string(toMs(at)));
  ASSERT_EQ(rows.size(), 61U);
  ASSERT_EQ(rows[0].size(), 23U);
  const auto perp = market().instruments()[1];
  const auto rate = [&](Time t) { return market().settledFunding(perp, {t, t + kMinute})[0].rate.fraction; };
  EXPECT_EQ(rows[0][0], toMs(at));
  EXPECT_EQ(rows[59][7], toMs(at + kHour));
  EXPECT_EQ(rows[59][11], rate(at + kHour));
  EXPECT_EQ(rows[60][7], toMs(at + 9 * kHour));  // a settlement begins the next period
  EXPECT_EQ(rows[60][11], rate(at + 9 * kHour));
  EXPECT_EQ(rows[5][17],
            market().openInterest(perp, kMinute, {at + 5 * kMinute, at + 6 * kMinute})[0].base.value());
}

TEST(BitfinexExchange, StatusHistoryHasBorders) {
  EXPECT_EQ(ask("/v2/status/deriv/tBTCF0:USTF0/hist").size(), 100U);
  EXPECT_EQ(ask("/v2/status/deriv/tBTCF0:USTF0/hist?limit=5000").size(), 5000U);
  EXPECT_EQ(ask("/v2/status/deriv/tBTCF0:USTF0/hist?limit=5001", 500)[0], "error");
  EXPECT_EQ(ask("/v2/status/deriv/tNOSUCH/hist"), json::array());
  const auto newest = ask("/v2/status/deriv/tBTCF0:USTF0/hist?limit=1");
  EXPECT_EQ(newest[0][0], toMs(utc(2026, 11, 20, 13 * kHour + 37 * kMinute)));
  EXPECT_EQ(newest[0][11], 1e-4);  // what forms
  EXPECT_EQ(ask("/v2/status/deriv/tBTCF0:USTF0/hist?end=" + std::to_string(toMs(utc(2026, 1, 1)))),
            json::array());
}

TEST(BitfinexExchange, StatusOfThePresent) {
  const auto rows = ask("/v2/status/deriv?keys=tBTCF0:USTF0,tNOSUCH");
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows[0].size(), 24U);
  EXPECT_EQ(rows[0][0], "tBTCF0:USTF0");
  EXPECT_EQ(rows[0][8], toMs(utc(2026, 11, 20, 16 * kHour)));
  EXPECT_EQ(ask("/v2/status/deriv?keys=ALL").size(), 1U);
  EXPECT_EQ(ask("/v2/status/deriv?keys=tNOSUCH"), json::array());
}

TEST(BitfinexExchange, AnswersWhatLibrariesAskFirst) {
  EXPECT_EQ(ask("/v2/platform/status"), json::array({1}));
  const auto lists = ask("/v2/conf/pub:list:pair:exchange,pub:list:pair:futures,pub:nonsense");
  ASSERT_EQ(lists.size(), 3U);
  EXPECT_EQ(lists[0][0], "BTCUSD");
  EXPECT_EQ(lists[1][0], "BTCF0:USTF0");
  EXPECT_EQ(lists[2], json::array());
  EXPECT_EQ(ask("/v2/conf/pub:info:pair")[0][0][0], "BTCUSD");
  EXPECT_EQ(ask("/v2/conf/pub:list:currency")[0].size(), 3U);
  EXPECT_EQ(ask("/v2/ticker/tBTCUSD").size(), 10U);
  const auto tickers = ask("/v2/tickers?symbols=ALL");
  ASSERT_EQ(tickers.size(), 2U);
  EXPECT_EQ(tickers[0][0], "tBTCUSD");
  EXPECT_EQ(tickers[0].size(), 11U);
}

TEST(BitfinexExchange, CountsByKindOfCall) {
  const auto& exchange = exchanges::bitfinex();
  const auto pool = [&](std::string path) {
    const auto cost = exchange.cost({"rest", "GET", std::move(path), {}, {}, {}, kNow});
    return cost.empty() ? std::string_view{} : cost[0].pool;
  };
  EXPECT_EQ(pool("/v2/candles/trade:1h:tBTCUSD/hist"), "candles");
  EXPECT_EQ(pool("/v2/status/deriv/tBTCF0:USTF0/hist"), "status");
  EXPECT_EQ(pool("/v2/status/deriv"), "status");
  EXPECT_EQ(pool("/v2/ticker/tBTCUSD"), "ticker");
  EXPECT_EQ(pool("/v2/tickers"), "tickers");
  EXPECT_EQ(exchange.overLimit({"candles", {}, 31, kMinute}).status, 429);
}

}  // namespace
}  // namespace perpscope::sim
