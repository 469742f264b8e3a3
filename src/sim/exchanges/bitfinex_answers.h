// Answers of the simulated Bitfinex. For this folder only.
#pragma once

#include <functional>

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

struct BitfinexCall {
  const ServerRequest& request;
  const Dataset& market;
  std::string_view rest;  // the path behind the folder: trade:1m:tBTCUSD/hist

  [[nodiscard]] std::vector<Instrument> spot() const {
    return products(market, "bitfinex", MarketKind::Spot, Margin::None);
  }
  [[nodiscard]] std::vector<Instrument> perps() const {
    return products(market, "bitfinex", MarketKind::Perp, Margin::Linear);
  }
  [[nodiscard]] std::optional<Instrument> product(std::string_view symbol) const;
};

// ["error", 10020, what], with status 500.
[[nodiscard]] ServerResponse bitfinexError(std::string_view what, int code = 10020);

// start, end, sort and limit of a history.
struct BitfinexWindow {
  TimeRange range;  // both ends of the request are inclusive
  bool oldest_first = false;
  std::size_t limit = 0;
};
[[nodiscard]] std::expected<BitfinexWindow, ServerResponse> bitfinexWindow(const BitfinexCall& call,
                                                                           std::int64_t usual,
                                                                           std::int64_t most);

// As many rows as the window's limit, from that end of it where the order begins. `read` gives the rows of a
// stretch, oldest first; stretches are as long as the limit would be without holes.
template <class Row, class Read>
std::vector<Row> rowsInOrder(const BitfinexWindow& window, Milliseconds step, Read&& read) {
  std::vector<Row> rows;
  const auto stretch = step * static_cast<std::int64_t>(window.limit);
  auto left = window.range;
  while (!left.empty() && rows.size() < window.limit) {
    auto part = left;
    if (window.oldest_first)
      left.from = part.to = std::min(left.to, left.from + stretch);
    else
      left.to = part.from = std::max(left.from, left.to - stretch);
    std::vector<Row> more = read(part);
    if (!window.oldest_first) std::ranges::reverse(more);
    std::ranges::move(more, std::back_inserter(rows));
  }
  if (rows.size() > window.limit) rows.resize(window.limit);
  return rows;
}

[[nodiscard]] ServerResponse bitfinexCandles(const BitfinexCall& call);
[[nodiscard]] ServerResponse bitfinexStatusNow(const BitfinexCall& call);
[[nodiscard]] ServerResponse bitfinexStatusHistory(const BitfinexCall& call);
[[nodiscard]] ServerResponse bitfinexConfiguration(const BitfinexCall& call);
[[nodiscard]] ServerResponse bitfinexTicker(const BitfinexCall& call);
[[nodiscard]] ServerResponse bitfinexTickers(const BitfinexCall& call);

}  // namespace perpscope::sim::exchanges
