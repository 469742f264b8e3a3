// OKX's answers: history, products, refusals. For this folder only.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues::okx_v5 {

[[nodiscard]] Result<Page> parseHistory(const Query& query, const Response& response);
[[nodiscard]] Result<Product> parseProduct(const Instrument& instrument, const Response& response);
[[nodiscard]] std::optional<Refusal> refusal(const Response& response);

}  // namespace perpscope::venues::okx_v5
