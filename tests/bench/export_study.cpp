#include "export_study.h"

#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "study_market.h"

namespace perpscope::bench {
namespace {

using studies::Input;
using studies::InputKind;

std::vector<std::string> fieldsOf(const Input& input) {
  switch (input.kind) {
    case InputKind::OpenInterest: return {"oi_base", "oi_usd", "oi_age_ms"};
    case InputKind::Funding:
      return {"funding_rate_8h", "funding_interval_min", "funding_age_ms", "funding_predicted_8h"};
    case InputKind::PremiumWindow: {
      std::vector<std::string> fields{"mean", "rate_8h", "samples", "interval_min", "until_min"};
      for (auto& field : fields) field = fmt::format("{}_{}", label(input.price), field);
      return fields;
    }
    case InputKind::Candles: break;
  }
  std::vector<std::string> fields;
  constexpr std::array kNames{"open", "high", "low", "close", "volume"};
  for (std::size_t field = 0; field < kNames.size(); ++field)
    if (input.fields.has(static_cast<CandleField>(field))) fields.emplace_back(kNames[field]);
  return fields;
}

// As in binance.perp.close, and binance.perp.close@24h for a lagging one.
std::vector<std::string> cellNames(const studies::Inputs& inputs) {
  std::vector<std::string> names;
  for (const auto& input : inputs.list)
    for (const auto& field : fieldsOf(input))
      names.push_back(fmt::format("{}.{}.{}{}", input.leg.venue, label(input.leg.kind), field,
                                  input.lag == Milliseconds{0} ? "" : "@24h"));
  return names;
}

// Columns that grow at their ends, in one file one after another.
class ColumnFile {
 public:
  ColumnFile(const std::filesystem::path& path, std::size_t bars)
      : file_(path, std::ios::binary), bars_(bars) {}
  void write(std::size_t column, std::size_t first, std::span<const double> values) {
    file_.seekp(static_cast<std::streamoff>((column * bars_ + first) * sizeof(double)));
    file_.write(reinterpret_cast<const char*>(values.data()),
                static_cast<std::streamsize>(values.size_bytes()));
  }
  bool close() {
    file_.close();
    return !file_.fail();
  }

 private:
  std::ofstream file_;
  std::size_t bars_;
};

bool writeNames(const std::filesystem::path& path, const StudyMarket& of, std::size_t bars, double seconds) {
  std::ofstream file(path);
  file << fmt::format(R"({{"bars": {}, "seconds": {}, "cells": ["{}"], "columns": ["{}"]}})", bars, seconds,
                      fmt::join(cellNames(of.inputs), R"(", ")"),
                      fmt::join(of.study.declaration().columns(), R"(", ")"))
       << '\n';
  file.close();
  return !file.fail();
}

}  // namespace

bool exportStudy(const studies::Study& study, std::size_t bars, const std::filesystem::path& folder) {
  StudyMarket market(study);
  const auto base = (folder / study.declaration().id).string();
  ColumnFile cells(base + ".cells", bars);
  ColumnFile columns(base + ".columns", bars);
  std::size_t first = 0;
  const double seconds = market.run(bars, [&](const studies::Frame& frame, const studies::Table& table) {
    for (std::size_t cell = 0; cell < frame.width(); ++cell) cells.write(cell, first, frame.cells()[cell]);
    for (std::size_t c = 0; c < table.columns.size(); ++c) columns.write(c, first, table.columns[c]);
    first += frame.grid().size;
  });
  const bool written = writeNames(base + ".json", market, bars, seconds);
  return cells.close() && columns.close() && written;
}

}  // namespace perpscope::bench
