#include "venues/bitfinex/bitfinex_status.h"

#include <algorithm>

#include <fmt/format.h>

#include "venues/bitfinex/bitfinex_rows.h"
#include "venues/newest_first.h"
#include "venues/query_text.h"

namespace perpscope::venues {
namespace {

constexpr std::size_t kRows = 5000;
constexpr std::size_t kOldRows = 250;  // the limit that an older document names
// A settlement at the begin of the range needs a row before it.
constexpr Milliseconds kBefore = kHour;
constexpr std::chrono::minutes kFundingInterval{480};

using Rows = std::vector<DerivativeStatus>;

// Where an answer was cut off. On whole hours, a little back, so that it is on the grid of any step.
std::optional<TimeRange> restOf(const Query& query, const Rows& rows, std::size_t count) {
  const bool full = count >= kRows || count == kOldRows;
  if (!full || rows.empty() || rows.back().time + 2 * kMinute >= query.range.to) return std::nullopt;
  return TimeRange{std::chrono::floor<std::chrono::hours>(rows.back().time), query.range.to};
}

std::vector<OpenInterest> samplesOf(const Rows& rows, Milliseconds step, TimeRange range) {
  std::vector<OpenInterest> samples;
  for (const auto& row : rows) {
    const auto past = row.time.time_since_epoch() % step;
    const Time instant = past.count() == 0 ? row.time : row.time + (step - past);
    if (row.open_interest.missing() || instant - row.time >= kMinute || !range.contains(instant)) continue;
    if (!samples.empty() && samples.back().time == instant) samples.pop_back();
    samples.push_back({instant, row.open_interest, {}, {}});
  }
  return samples;
}

std::vector<Funding> settlementsOf(const Rows& rows, TimeRange range) {
  std::vector<Funding> settlements;
  for (const auto& row : rows) {
    if (!row.next_funding || isMissing(row.funding)) continue;
    const Time settlement = snappedToMinute(*row.next_funding);
    if (!settlements.empty() && settlements.back().time == settlement) settlements.pop_back();
    settlements.push_back({settlement, {row.funding, kFundingInterval, FundingKind::Settled}, {}});
  }
  const auto charged = [&rows](Time settlement) {
    const auto& last = rows.back();
    return last.time >= settlement || last.next_funding.value_or(settlement) > settlement;
  };
  std::erase_if(settlements,
                [&](const Funding& each) { return !range.contains(each.time) || !charged(each.time); });
  return settlements;
}

}  // namespace

Request derivativeStatusRequest(const Query& query) {
  Target target(fmt::format("/v2/status/deriv/{}/hist", percentEncoded(query.product.wire)));
  target.with("start", toMs(query.range.from - kBefore))
      .with("end", toMs(query.range.to) - 1)
      .with("sort", 1)
      .with("limit", static_cast<std::int64_t>(kRows));
  return {"rest", target.take(), "GET", {}, {{"status", 1}}};
}

Result<Page> parseDerivativeStatus(const Query& query, const Response& response) {
  const auto body = parseJson(response.body);
  if (!body) return std::unexpected(body.error());
  const auto rows = readRows<DerivativeStatus>(*body, derivativeStatusRow);
  if (!rows) return std::unexpected(rows.error());
  Page page;
  page.rest = restOf(query, *rows, body->size());
  if (page.rest && page.rest->from <= query.range.from)
    return fail(ErrorKind::BadInput, "rows of minutes: a page that gets no further");
  const TimeRange told{query.range.from, page.rest ? page.rest->from : query.range.to};
  if (query.data == DataKind::OpenInterest)
    page.open_interest = samplesOf(*rows, nominalLength(query.step), told);
  page.funding = settlementsOf(*rows, told);
  return page;
}

}  // namespace perpscope::venues
