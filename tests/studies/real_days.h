// Recorded daily history, read without the project's importers.
#pragma once

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "market/align.h"
#include "test_data.h"

namespace perpscope::studies::real {

inline constexpr auto kSpotFile = "binance_spot_BTCUSDT_ohlcv_1d.csv";
inline constexpr auto kPerpFile = "binance_um_BTCUSDT_ohlcv_1d.csv";

// The rows of a file as cells, without its first `skip` lines; quotes are dropped.
inline std::vector<std::vector<std::string>> rowsOf(const std::string& name, int skip) {
  std::ifstream in(test::historyFolder() / name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (skip-- > 0) continue;
    std::erase(line, '"');
    std::vector<std::string> cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
    rows.push_back(cells);
  }
  return rows;
}

// A column of the daily candle files of Binance: 3 open, 4 high, 5 low, 6 close, 7 volume in coins.
inline std::vector<double> dailyColumn(const std::string& name, std::size_t column, const Grid& grid) {
  std::vector<double> values(grid.size, kMissing);
  for (const auto& row : rowsOf(name, 2)) {
    const auto bar = grid.indexOf(timeFromMs(std::stoll(row[0])));
    if (grid.holds(bar)) values[static_cast<std::size_t>(bar)] = std::stod(row[column]);
  }
  return values;
}

// The same columns of Coinbase's daily file.
inline std::vector<double> coinbaseColumn(std::size_t column, const Grid& grid) {
  std::vector<double> values(grid.size, kMissing);
  for (const auto& row : rowsOf("coinbase_spot_BTCUSD_ohlcv_1d__2020-01_2025-10.csv", 1)) {
    const auto bar = grid.indexOf(*parseTime(row[0]));
    if (grid.holds(bar)) values[static_cast<std::size_t>(bar)] = std::stod(row[column]);
  }
  return values;
}

// The export writes London wall clocks; settlements are at 00, 08 and 16 UTC, so the hour before or the same
// is meant.
inline FundingColumns settledFunding() {
  auto rows = rowsOf("binance_um_BTCUSDT_funding_8h__2019-09_2024-08.csv", 1);
  std::ranges::reverse(rows);
  FundingColumns funding;
  for (const auto& row : rows) {
    const Time wall = *parseTime(row[0]);
    funding.time.push_back(Time{wall.time_since_epoch() / (8 * kHour) * (8 * kHour)});
    funding.fraction.push_back(std::stod(row[3]) / 100);
    funding.interval_min.push_back(480);
  }
  return funding;
}

inline OpenInterestColumns dailyOpenInterest() {
  OpenInterestColumns oi;
  for (const auto& row : rowsOf("binance_um_BTCUSDT_oi_1d_coinalyze__2021-03_2025-04.csv", 1)) {
    oi.time.push_back(*parseTime(row[0]) + kDay);
    oi.base.push_back(kMissing);
    oi.usd.push_back(std::stod(row[4]));
  }
  return oi;
}

}  // namespace perpscope::studies::real
