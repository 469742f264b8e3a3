#include "store/import_vision.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zip.h>

#include "import_fixture.h"
#include "store/import_archive.h"
#include "store/import_zip.h"

namespace perpscope::store {
namespace {

using Times = std::vector<Time>;
using Values = std::vector<double>;
namespace fs = std::filesystem;

const std::string kKlineHeader =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_"
    "volume,"
    "ignore\n";
const std::string kMetricsHeader =
    "create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,"
    "sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio\n";

std::string sha256Of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02X}", digest[i]);
  return hex;
}

class ImportVision : public ImportTest {
 protected:
  // A zip of one table, as the site has them.
  fs::path zip(const std::string& path, const std::string& table, const std::string& inside = "table.csv") {
    const fs::path file = folder_ / path;
    fs::create_directories(file.parent_path());
    int code = 0;
    zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    zip_file_add(archive, inside.c_str(), zip_source_buffer(archive, table.data(), table.size(), 0), 0);
    EXPECT_EQ(zip_close(archive), 0);
    return file;
  }
  Result<std::vector<ImportSummary>> import(const fs::path& path, const ImportOptions& options = {}) {
    return importBinanceVision(cache_, path, options, clock_);
  }
  std::string refusal(const fs::path& path, const ImportOptions& options = {}) {
    const auto summaries = import(path, options);
    return summaries ? "accepted" : summaries.error().message;
  }
};

TEST_F(ImportVision, SpotKlinesInMicrosecondsWithoutAHeader) {
  const auto file = zip("data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2025-01-01.zip",
                        "1735689600000000,93576,93610,93537,93610,8.2,1735689659999999,767323,1,4,400,0\n"
                        "1735689660000000,93610,93652,93606,93652,5.1,1735689719999999,480000,1,2,200,0\n");
  const auto summaries = import(file);
  ASSERT_TRUE(summaries) << summaries.error().message;
  EXPECT_EQ(summaries->at(0).series, "binance spot BTCUSDT candles 1m");
  const auto stored = bars(PriceKind::Trade, Interval::M1);
  EXPECT_EQ(stored.time, (Times{utc(2025, 1, 1), utc(2025, 1, 1) + kMinute}));
  EXPECT_EQ(stored[CandleField::Volume], (Values{8.2, 5.1}));
}

TEST_F(ImportVision, FuturesKlinesWithAHeader) {
  ASSERT_TRUE(import(zip("data/futures/um/monthly/klines/BTCUSDT/1d/BTCUSDT-1d-2024-01.zip",
                         kKlineHeader + "1704067200000,1,3,1,2,10,1704153599999,20,5,1,1,0\n")));
  EXPECT_EQ(barsOf(perp())[CandleField::Close], Values{2});
  EXPECT_EQ(barsOf(perp())[CandleField::Volume], Values{10});
}

TEST_F(ImportVision, CoinMarginedVolumesAreContractsAndBase) {
  ASSERT_TRUE(
      import(zip("data/futures/cm/monthly/klines/BTCUSD_PERP/1d/BTCUSD_PERP-1d-2024-01.zip",
                 kKlineHeader + "1704067200000,40000,45000,40000,42000,840,1704153599999,2.1,5,1,1,0\n")));
  const auto inverse = perp("BTC", Margin::Inverse);
  EXPECT_EQ(barsOf(inverse)[CandleField::Volume], Values{2.1});
}

TEST_F(ImportVision, PricesAreToldByTheirFolder) {
  const std::string row = "1704067200000,{0},{0},{0},{0},0,1704153599999,0,86400,0,0,0\n";
  const auto folder = [](std::string_view kind) {
    return fmt::format("data/futures/um/daily/{}/BTCUSDT/1d/BTCUSDT-1d-2024-01-01.zip", kind);
  };
  ASSERT_TRUE(import(zip(folder("markPriceKlines"), kKlineHeader + fmt::format(fmt::runtime(row), 41))));
  ASSERT_TRUE(import(zip(folder("indexPriceKlines"), kKlineHeader + fmt::format(fmt::runtime(row), 42))));
  ASSERT_TRUE(import(zip(folder("premiumIndexKlines"), fmt::format(fmt::runtime(row), -0.001))));
  EXPECT_EQ(barsOf(perp(), PriceKind::Mark)[CandleField::Close], Values{41});
  EXPECT_EQ(barsOf(perp(), PriceKind::Index)[CandleField::Close], Values{42});
  EXPECT_EQ(barsOf(perp(), PriceKind::PremiumIndex)[CandleField::Low], Values{-0.001});
  EXPECT_EQ(seriesStored(), 3U);
}

TEST_F(ImportVision, CoinMarginedIndexPricesAreByPair) {
  ASSERT_TRUE(import(zip("data/futures/cm/daily/indexPriceKlines/BTCUSD/1d/BTCUSD-1d-2024-01-01.zip",
                         kKlineHeader + "1704067200000,42,42,42,42,0,1704153599999,0,1,0,0,0\n")));
  EXPECT_EQ(barsOf(perp("BTC", Margin::Inverse), PriceKind::Index)[CandleField::Close], Values{42});
}

TEST_F(ImportVision, ABareNameOfBarsWithoutVolumeIsNotGuessed) {
  const auto message =
      refusal(zip("BTCUSDT-1d-2024-01.zip", "1704067200000,42,42,42,42,0,1704153599999,0,1,0,0,0\n"),
              {{"market", "um"}});
  EXPECT_NE(message.find("markPriceKlines"), std::string::npos) << message;
}

TEST_F(ImportVision, ABareNameWantsItsMarket) {
  const auto file = zip("BTCUSDT-1d-2024-01.zip", "1704067200000,1,3,1,2,10,1704153599999,20,5,1,1,0\n");
  EXPECT_NE(refusal(file).find("--market is missing"), std::string::npos);
  EXPECT_NE(refusal(file, {{"market", "moon"}}).find("--market moon"), std::string::npos);
  ASSERT_TRUE(import(file, {{"market", "um"}}));
  EXPECT_EQ(barsOf(perp()).size(), 1U);
  ASSERT_TRUE(import(file, {{"market", "spot"}}));
  EXPECT_EQ(bars().size(), 1U);
  EXPECT_TRUE(
      import(zip("BTCUSD_PERP-1d-2024-01.zip", "1704067200000,1,3,1,2,10,1704153599999,20,5,1,1,0\n")));
}

TEST_F(ImportVision, FundingRates) {
  ASSERT_TRUE(import(zip("BTCUSDT-fundingRate-2024-01.zip",
                         "calc_time,funding_interval_hours,last_funding_rate\n1704067200005,8,0.00037409\n"
                         "1704096000000,8,0.00027213\n")));
  EXPECT_EQ(funding().time, (Times{utc(2024, 1, 1), utc(2024, 1, 1) + 8 * kHour}));
  EXPECT_EQ(funding().fraction, (Values{0.00037409, 0.00027213}));
  EXPECT_EQ(funding().interval_min, (std::vector<std::int32_t>{480, 480}));
}

TEST_F(ImportVision, MetricsOfOldAreStampedByTheEnd) {
  const auto summaries = import(zip("BTCUSDT-metrics-2026-06-24.zip",
                                    kMetricsHeader + "2026-06-24 00:05:00,BTCUSDT,80000.5,5.2e9,1,1,1,1\n"
                                                     "2026-06-24 00:10:00,BTCUSDT,0,0,1,1,1,1\n"
                                                     "2026-06-24 00:15:00,BTCUSDT,80001,0,1,1,1,1\n"
                                                     "2026-06-24 00:15:00,BTCUSDT,80001,0,1,1,1,1\n"
                                                     "2026-06-25 00:00:00,BTCUSDT,80100,5.3e9,1,1,1,1\n"));
  ASSERT_TRUE(summaries) << summaries.error().message;
  EXPECT_EQ(summaries->at(0).empty, 1U);
  EXPECT_EQ(summaries->at(0).repeated, 1U);
  const auto stored = openInterest(perp());
  EXPECT_EQ(stored.time,
            (Times{utc(2026, 6, 24) + 5 * kMinute, utc(2026, 6, 24) + 15 * kMinute, utc(2026, 6, 25)}));
  EXPECT_EQ(stored.base, (Values{80000.5, 80001, 80100}));
  EXPECT_EQ(stored.usd.at(0), 5.2e9);
  EXPECT_TRUE(isMissing(stored.usd.at(1)));
}

TEST_F(ImportVision, MetricsFromTheChangeOnAreStampedByTheStart) {
  ASSERT_TRUE(import(zip("BTCUSDT-metrics-2026-06-25.zip",
                         kMetricsHeader + "2026-06-25 00:00:00,BTCUSDT,80000,5e9,1,1,1,1\n"
                                          "2026-06-25 23:55:00,BTCUSDT,80001,5e9,1,1,1,1\n")));
  EXPECT_EQ(openInterest(perp()).time, (Times{utc(2026, 6, 25) + 5 * kMinute, utc(2026, 6, 26)}));
}

TEST_F(ImportVision, CoinMarginedMetricsCountContracts) {
  ASSERT_TRUE(import(zip("data/futures/cm/daily/metrics/BTCUSD_PERP/BTCUSD_PERP-metrics-2024-01-01.zip",
                         kMetricsHeader + "2024-01-01 00:05:00,BTCUSD_PERP,5000,11.9,1,1,1,1\n")));
  EXPECT_EQ(openInterest(perp("BTC", Margin::Inverse)).usd, Values{500'000});
}

TEST_F(ImportVision, AChecksumBesideIsChecked) {
  const auto file =
      zip("um/klines/BTCUSDT-1d-2024-01.zip", "1704067200000,1,3,1,2,10,1704153599999,20,5,1,1,0\n");
  const auto note = "um/klines/BTCUSDT-1d-2024-01.zip.CHECKSUM";
  folder_.write(note, std::string(64, '0') + "  BTCUSDT-1d-2024-01.zip\n");
  EXPECT_NE(refusal(file).find(".CHECKSUM"), std::string::npos);
  EXPECT_EQ(seriesStored(), 0U);
  folder_.write(note, sha256Of(file) + "  BTCUSDT-1d-2024-01.zip\n");
  EXPECT_EQ(refusal(file), "accepted");
}

TEST_F(ImportVision, AFolderGoesInByNameAndLeavesOutWhatIsNotOurs) {
  zip("um/daily/klines/BTCUSDT/1d/BTCUSDT-1d-2024-01-02.zip", "1704153600000,2,3,1,2,10,0,20,5,1,1,0\n");
  zip("um/daily/klines/BTCUSDT/1d/BTCUSDT-1d-2024-01-01.zip", "1704067200000,1,3,1,2,10,0,20,5,1,1,0\n");
  zip("um/daily/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2024-01-01.zip", "1,2,3\n");
  zip("um/monthly/klines/BTCUSDT/1mo/BTCUSDT-1mo-2024-01.zip", "1704067200000,1,3,1,2,10,0,20,5,1,1,0\n");
  zip("um/daily/klines/BTCUSDT_240927/1d/BTCUSDT_240927-1d-2024-01-01.zip",
      "1704067200000,1,3,1,2,1,0,2,5,1,1,0\n");
  folder_.write("um/readme.txt", "no zip");
  const auto summaries = import(folder_ / "um");
  ASSERT_TRUE(summaries) << summaries.error().message;
  std::vector<std::string> told;
  for (const auto& one : *summaries) told.push_back(one.left_out.empty() ? one.series : one.left_out);
  EXPECT_EQ(told, (std::vector<std::string>{
                      "nothing is stored of 'aggTrades' archives", "binance perp BTCUSDT candles 1d",
                      "binance perp BTCUSDT candles 1d", "BTCUSDT_240927 is a dated future",
                      "nothing is stored of '1mo' archives"}));
  EXPECT_EQ(barsOf(perp()).size(), 2U);
  EXPECT_NE(describe(summaries->front()).find("left out: nothing is stored of"), std::string::npos);
}

TEST_F(ImportVision, ARefusedZipStopsItsFolder) {
  zip("um/klines/BTCUSDT-1d-2024-01-01.zip", "1704067200000,1,3,1,2,10,0,20,5,1,1,0\n");
  zip("um/klines/BTCUSDT-1d-2024-01-02.zip", "1704153600000,1,0,1,2,10,0,20,5,1,1,0\n");
  zip("um/klines/BTCUSDT-1d-2024-01-03.zip", "1704240000000,1,3,1,2,10,0,20,5,1,1,0\n");
  const auto message = refusal(folder_ / "um");
  EXPECT_NE(message.find("BTCUSDT-1d-2024-01-02.zip, line 1, column '3': 0 is no price"), std::string::npos)
      << message;
  EXPECT_NE(message.find("number 2 of 3"), std::string::npos) << message;
  EXPECT_EQ(barsOf(perp()).time, Times{utc(2024, 1, 1)});
}

TEST_F(ImportVision, WhatIsNoArchiveIsRefused) {
  EXPECT_NE(refusal(folder_.write("BTCUSDT-1d.zip", "")).find("not named as archives"), std::string::npos);
  EXPECT_NE(refusal(folder_.write("BTCUSDT-1d-2024-13.zip", "")).find("not named as archives"),
            std::string::npos);
  EXPECT_NE(refusal(folder_.write("BTCUSDT-metrics-2024-01-01.zip", "PK no zip")).find("no readable zip"),
            std::string::npos);
  EXPECT_NE(refusal(zip("ETHUSDT-metrics-2024-01-01.zip", "x", "readme.txt")).find("no .csv"),
            std::string::npos);
  EXPECT_EQ(import(zip("BTCUSDT-3d-2024-01.zip", "1,2\n"), {{"market", "um"}}).error().kind,
            ErrorKind::Unsupported);
  EXPECT_EQ(import(folder_ / "nowhere").error().kind, ErrorKind::NotFound);
  fs::create_directories(folder_ / "empty");
  EXPECT_EQ(import(folder_ / "empty").error().kind, ErrorKind::NotFound);
  EXPECT_NE(refusal(folder_ / "empty", {{"interval", "1d"}}).find("no option --interval"), std::string::npos);
}

TEST_F(ImportVision, ADamagedZipIsRefused) {
  std::string table = kMetricsHeader;
  for (int i = 0; i < 288; ++i) table += fmt::format("2024-01-01 00:05:00,BTCUSDT,{},1,1,1,1,1\n", 7919 * i);
  const auto file = zip("BTCUSDT-metrics-2024-01-01.zip", table);
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(200);
  bytes << "damage";
  bytes.close();
  EXPECT_NE(refusal(file).find("is damaged"), std::string::npos);
  EXPECT_EQ(seriesStored(), 0U);
}

TEST_F(ImportVision, ATableThatUnpacksWithoutEndIsRefused) {
  const auto file = zip("bomb.zip", std::string(5 << 20, '\n'));
  EXPECT_LT(fs::file_size(file), 64'000U);
  const auto lines = openZippedTable(file, 1 << 20);
  ASSERT_TRUE(lines);
  std::string_view line;
  auto more = (*lines)->next(line);
  while (more && *more) more = (*lines)->next(line);
  ASSERT_FALSE(more);
  EXPECT_NE(more.error().message.find("larger than 1048576 bytes"), std::string::npos);
}

TEST_F(ImportVision, ReplaceLetsANewerArchiveWin) {
  const std::string path = "um/klines/BTCUSDT-1d-2024-01.zip";
  ASSERT_TRUE(import(zip(path, "1704067200000,1,3,1,2,10,0,20,5,1,1,0\n")));
  const auto newer = zip(path, "1704067200000,1,3,1,2.5,10,0,20,5,1,1,0\n");
  ASSERT_TRUE(import(newer));
  EXPECT_EQ(barsOf(perp())[CandleField::Close], Values{2});
  ASSERT_TRUE(import(newer, {{"replace", "true"}}));
  EXPECT_EQ(barsOf(perp())[CandleField::Close], Values{2.5});
}

TEST_F(ImportVision, ProductsOutsideTheCatalogueKeepTheirBase) {
  const auto spec =
      specOf(*archiveOf("spot/klines/ETHBTC-1d-2024-01.zip", ""), false, OnEqualKey::KeepStored);
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->key.instrument.base, "ETH");
  EXPECT_EQ(spec->key.instrument.quote, "BTC");
  EXPECT_EQ(specOf(*archiveOf("spot/klines/FDUSDUSDT-1d-2024-01.zip", ""), false, OnEqualKey::KeepStored)
                ->key.instrument.base,
            "FDUSD");
}

TEST_F(ImportVision, ProgressOfAFolderIsInBytesOfItsZips) {
  zip("um/klines/BTCUSDT-1d-2024-01-01.zip", "1704067200000,1,3,1,2,10,0,20,5,1,1,0\n");
  zip("um/klines/BTCUSDT-1d-2024-01-02.zip", "1704153600000,1,3,1,2,10,0,20,5,1,1,0\n");
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "um/klines")) bytes += entry.file_size();
  std::vector<std::uint64_t> done;
  const Progress progress{[&](std::uint64_t now, std::uint64_t total) {
                            EXPECT_EQ(total, bytes);
                            done.push_back(now);
                          },
                          nullptr};
  ASSERT_TRUE(importBinanceVision(cache_, folder_ / "um", {}, clock_, progress));
  EXPECT_TRUE(std::ranges::is_sorted(done));
  EXPECT_GT(done.back(), bytes / 2);
}

}  // namespace
}  // namespace perpscope::store
