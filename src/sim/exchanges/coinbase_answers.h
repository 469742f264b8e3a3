// Answers of the simulated Coinbase. For this folder only.
#pragma once

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

// {"message": …} of Exchange.
[[nodiscard]] ServerResponse coinbaseError(std::string_view message, int status = 400);
// {"title": …, "status": …} of INTX.
[[nodiscard]] ServerResponse intxError(std::string_view title, int status = 400);

// A bound of a range: ISO-8601, or seconds where the interface takes them.
[[nodiscard]] std::optional<Time> isoOrSeconds(std::string_view text);

// `rest` is what stands behind /products or /api/v1: empty, /BTC-USD, /BTC-USD/candles.
[[nodiscard]] ServerResponse exchangeProducts(const ServerRequest& request, const Dataset& market,
                                              std::string_view rest);
[[nodiscard]] ServerResponse exchangeCurrencies(const Dataset& market);
[[nodiscard]] ServerResponse intxAnswer(const ServerRequest& request, const Dataset& market,
                                        std::string_view rest);

}  // namespace perpscope::sim::exchanges
