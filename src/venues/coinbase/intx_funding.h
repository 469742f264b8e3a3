// Funding history of INTX, which is paged by position: so many rows behind the newest. For this folder only.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

// The query's cursor is the position of the first row wanted; none stands for the newest row.
[[nodiscard]] Request intxFundingRequest(const Query& query);

// The rows of the range. A page is of use only if what is newer than the range's end is known to be covered:
// it begins with the newest row of all, or shows a row at or behind that end. Else the rest is the whole
// range, with the cursor moved to where it should be: rows are hourly, so positions can be guessed, and
// hours without a row make the guess too far back.
[[nodiscard]] Result<Page> parseIntxFunding(const Query& query, const Response& response);

}  // namespace perpscope::venues
