// Golden vectors: inputs and expected outputs of the operators, as their README describes them.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "indicators/na.h"
#include "test_data.h"

namespace perpscope::test {

using Column = std::vector<double>;

// $PERPSCOPE_GOLDEN_DIR, or the folder `golden` of the recorded data.
inline std::filesystem::path goldenFolder() {
  if (const char* chosen = std::getenv("PERPSCOPE_GOLDEN_DIR")) return chosen;
  return sharedFolder() / "golden";
}

// A table with a header; lines that start with # are left out, cells may stand in double quotes.
class GoldenTable {
 public:
  explicit GoldenTable(const std::filesystem::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty() || line[0] == '#') continue;
      auto cells = split(line);
      if (header_.empty()) {
        header_ = std::move(cells);
      } else {
        cells.resize(header_.size());
        rows_.push_back(std::move(cells));
      }
    }
  }

  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool has(const std::string& name) const { return std::ranges::count(header_, name) > 0; }
  [[nodiscard]] const std::string& cell(std::size_t row, std::size_t column) const {
    return rows_[row][column];
  }
  // Empty is na; a column that is not there is all na.
  [[nodiscard]] Column column(const std::string& name) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(header_, name) - header_.begin());
    Column values;
    for (const auto& row : rows_) values.push_back(at < row.size() ? number(row[at]) : indicators::kNa);
    return values;
  }
  [[nodiscard]] static double number(const std::string& cell) {
    return cell.empty() ? indicators::kNa : std::strtod(cell.c_str(), nullptr);
  }

 private:
  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        cells.emplace_back();
      else
        cells.back() += c;
    }
    return cells;
  }

  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

struct Tolerance {
  double abs = 1e-12;
  double rel = 1e-9;
};

// tolerances.json: stem -> column -> {abs, rel}; the column * stands for those without an entry.
inline Tolerance toleranceOf(const nlohmann::json& all, const std::string& stem, const std::string& column) {
  const auto known = all.find(stem);
  if (known == all.end()) return {};
  for (const auto& name : {column, std::string("*")})
    if (const auto entry = known->find(name); entry != known->end())
      return {entry->value("abs", 0.0), entry->value("rel", 0.0)};
  return {};
}

inline bool fits(double actual, const std::string& cell, Tolerance tolerance) {
  if (cell == "*") return true;
  const double expected = GoldenTable::number(cell);
  if (std::isnan(expected) || std::isnan(actual)) return std::isnan(expected) && std::isnan(actual);
  return std::abs(actual - expected) <= tolerance.abs + tolerance.rel * std::abs(expected);
}

// Every cell of the column but the starred ones; the first five that differ are told.
inline void compare(const GoldenTable& expected, std::size_t column, const Column& actual,
                    Tolerance tolerance) {
  ASSERT_EQ(actual.size(), expected.size()) << expected.header()[column];
  std::size_t wrong = 0;
  for (std::size_t row = 0; row < expected.size() && wrong < 5; ++row) {
    const auto& cell = expected.cell(row, column);
    if (fits(actual[row], cell, tolerance)) continue;
    ++wrong;
    ADD_FAILURE() << expected.header()[column] << " row " << row << ": '" << cell << "' expected, "
                  << actual[row] << " computed";
  }
}

}  // namespace perpscope::test
