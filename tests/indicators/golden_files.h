// Golden vectors: inputs and expected outputs of the operators, as their README describes them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "indicators/na.h"
#include "test_data.h"

namespace perpscope::test {

// $PERPSCOPE_GOLDEN_DIR, or the folder `golden` of the recorded data.
inline std::filesystem::path goldenFolder() {
  if (const char* chosen = std::getenv("PERPSCOPE_GOLDEN_DIR")) return chosen;
  return sharedFolder() / "golden";
}

// A table with a header; lines that start with # are left out.
class GoldenTable {
 public:
  explicit GoldenTable(const std::filesystem::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line[0] == '#') continue;
      auto cells = split(line);
      if (header_.empty())
        header_ = std::move(cells);
      else
        rows_.push_back(std::move(cells));
    }
  }

  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] const std::string& cell(std::size_t row, std::size_t column) const {
    return rows_[row][column];
  }
  // Empty is na.
  [[nodiscard]] std::vector<double> column(const std::string& name) const {
    const auto at =
        static_cast<std::size_t>(std::find(header_.begin(), header_.end(), name) - header_.begin());
    std::vector<double> values;
    for (const auto& row : rows_)
      values.push_back(at >= row.size() || row[at].empty() ? indicators::kNa
                                                           : std::strtod(row[at].c_str(), nullptr));
    return values;
  }

 private:
  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::size_t from = 0;
    for (std::size_t comma = line.find(','); comma != std::string::npos; comma = line.find(',', from)) {
      cells.push_back(line.substr(from, comma - from));
      from = comma + 1;
    }
    cells.push_back(line.substr(from));
    return cells;
  }

  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace perpscope::test
