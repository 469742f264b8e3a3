// Answers of the simulated Deribit. For this folder only.
#pragma once

#include <expected>
#include <map>

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

// What is wrong with a call: its code, message and the parameter.
struct DeribitError {
  int code = -32602;
  std::string message = "Invalid params";
  std::string reason = {};
  std::string param = {};
};

using DeribitResult = std::expected<Json, DeribitError>;

struct DeribitCall {
  const Dataset& market;
  Time at;
  std::map<std::string, std::string, std::less<>> params;

  [[nodiscard]] std::string_view param(std::string_view name) const {
    const auto found = params.find(name);
    return found == params.end() ? std::string_view{} : std::string_view(found->second);
  }
  // The parameter instrument_name, or what is wrong with it.
  [[nodiscard]] std::expected<Instrument, DeribitError> instrument() const;
  // start_timestamp and end_timestamp, both inclusive, both required.
  [[nodiscard]] std::expected<TimeRange, DeribitError> range() const;
};

[[nodiscard]] std::vector<Instrument> deribitProducts(const Dataset& market);

// History.
[[nodiscard]] DeribitResult deribitChart(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitFundingHistory(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitFundingValue(const DeribitCall& call);
// What there is, and now.
[[nodiscard]] DeribitResult deribitTime(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitStatus(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitTest(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitCurrencies(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitInstruments(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitInstrument(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitTicker(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitSummaryOfOne(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitSummaryOfAll(const DeribitCall& call);
[[nodiscard]] DeribitResult deribitIndexPrice(const DeribitCall& call);

}  // namespace perpscope::sim::exchanges
