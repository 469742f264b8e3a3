#include "venues/coinbase/intx_funding.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/coinbase/coinbase_rows.h"
#include "venues/newest_first.h"
#include "venues/query_text.h"

namespace perpscope::venues {
namespace {

constexpr std::int64_t kRows = 100;

std::int64_t positionIn(const Query& query) {
  return std::max<std::int64_t>(parseNumber<std::int64_t>(query.cursor).value_or(0), 0);
}

struct FundingRows {
  std::vector<Funding> rows;  // oldest first
  std::int64_t count = 0;     // as sent
  std::int64_t position = 0;  // of the newest row
  std::int64_t limit = kRows;

  [[nodiscard]] bool endsHistory() const { return count < limit; }
  [[nodiscard]] std::int64_t lastPosition() const { return position + count - 1; }
};

Result<FundingRows> rowsOf(const Query& query, const Json& body) {
  auto rows = readRows<Funding>(member(body, "results"), intxFundingRow);
  if (!rows) return std::unexpected(rows.error());
  FundingRows page{*std::move(rows), std::ssize(member(body, "results")), positionIn(query), kRows};
  Reading reading;
  const auto& pagination = member(body, "pagination");
  for (const auto& [name, value] :
       {std::pair{"result_offset", &page.position}, std::pair{"result_limit", &page.limit}})
    if (const auto& told = member(pagination, name); !told.is_null()) *value = reading.integer(told, name);
  if (page.limit < 2 || page.position < 0) reading.refuse("pagination", "is out of bounds");
  if (!reading.ok()) return reading.error();
  return page;
}

Page search(const Query& query, std::int64_t position) {
  Page page;
  page.rest = query.range;
  page.cursor = std::to_string(std::max<std::int64_t>(position, 0));
  return page;
}

Page cut(const Query& query, const FundingRows& answer) {
  Page page;
  const Time oldest = answer.rows.front().time;
  std::ranges::copy_if(answer.rows, std::back_inserter(page.funding),
                       [&](const Funding& row) { return query.range.contains(row.time); });
  if (oldest > query.range.from && !answer.endsHistory()) {
    page.rest = TimeRange{query.range.from, std::min(oldest, query.range.to)};
    page.cursor = std::to_string(answer.lastPosition());  // seen again, as proof that no row lies between
  }
  return page;
}

}  // namespace

Request intxFundingRequest(const Query& query) {
  Target target(fmt::format("/api/v1/instruments/{}/funding", percentEncoded(query.product.wire)));
  target.with("result_limit", kRows).with("result_offset", positionIn(query));
  return {"intx_rest", target.take(), "GET", {}, {{"intx", 1}}};
}

Result<Page> parseIntxFunding(const Query& query, const Response& response) {
  const auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  const auto answer = rowsOf(query, *body);
  if (!answer) return std::unexpected(answer.error());
  const Time end = query.range.to;
  const bool from_newest = answer->position == 0;
  if (answer->rows.empty()) return from_newest ? Page{} : search(query, answer->position - kRows + 1);
  if (!from_newest && answer->rows.back().time + kHour < end)
    return search(query, answer->position - answer->limit + 1);
  const Time oldest = answer->rows.front().time;
  if (oldest >= end && !answer->endsHistory())
    return search(query, answer->lastPosition() + (oldest - end) / kHour);
  return cut(query, *answer);
}

}  // namespace perpscope::venues
