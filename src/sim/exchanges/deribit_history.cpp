#include <algorithm>
#include <array>
#include <numeric>

#include "base/text.h"
#include "sim/exchanges/deribit_answers.h"
#include "sim/exchanges/odd_bars.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::size_t kMostBars = 5000;
constexpr std::size_t kMostHours = 744;

constexpr std::array<std::string_view, 11> kMinutes{"1",  "3",   "5",   "10",  "15", "30",
                                                    "60", "120", "180", "360", "720"};

std::optional<Milliseconds> lengthOf(std::string_view resolution) {
  if (resolution == "1D") return kDay;
  if (std::ranges::find(kMinutes, resolution) == kMinutes.end()) return std::nullopt;
  return *parseNumber<std::int64_t>(resolution) * kMinute;
}

double known(double value, double instead) { return isMissing(value) ? instead : value; }

// Quarters and the like: longer than the cap, the newest are given.
template <class Row>
void keepNewest(std::vector<Row>& rows, std::size_t most) {
  if (rows.size() > most) rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(most));
}

Json columns(const std::vector<Candle>& bars) {
  Json ticks = Json::array(), open = ticks, high = ticks, low = ticks, close = ticks, volume = ticks,
       cost = ticks;
  for (const auto& bar : bars) {
    const double coins = known(bar.volume.value(), 0);
    ticks.push_back(toMs(bar.time));
    open.push_back(bar.open.value());
    high.push_back(bar.high.value());
    low.push_back(bar.low.value());
    close.push_back(bar.close.value());
    volume.push_back(coins);
    cost.push_back(known(bar.volume_quote.value(), coins * bar.close.value()));
  }
  return {{"volume", volume}, {"ticks", ticks}, {"status", bars.empty() ? "no_data" : "ok"},
          {"open", open},     {"low", low},     {"high", high},
          {"cost", cost},     {"close", close}};
}

// Settlements are published by the hour, whatever interval a market stores.
std::vector<Funding> hours(const DeribitCall& call, const Instrument& product, TimeRange range) {
  auto rows = call.market.settledFunding(product, range);
  std::erase_if(rows, [](const Funding& row) { return row.rate.interval != std::chrono::hours{1}; });
  return rows;
}

// The eight hours that end with the row.
double eightHours(const std::vector<Funding>& rows, std::size_t last) {
  double sum = 0;
  for (std::size_t i = last + 1; i-- > 0 && rows[last].time - rows[i].time < 8 * kHour;)
    sum += rows[i].rate.fraction;
  return sum;
}

// The index at the end of an hour; null where the market has none.
Json indexAt(const std::vector<Candle>& bars, Time end) {
  const auto found = std::ranges::find(bars, end - kHour, &Candle::time);
  return found == bars.end() ? Json() : Json(found->close.value());
}

std::expected<Instrument, DeribitError> perpetual(const DeribitCall& call) {
  auto product = call.instrument();
  if (product && product->kind == MarketKind::Spot)
    return std::unexpected(DeribitError{.reason = "must be perpetual", .param = "instrument_name"});
  return product;
}

}  // namespace

DeribitResult deribitChart(const DeribitCall& call) {
  const auto product = call.instrument();
  if (!product) return std::unexpected(product.error());
  const auto range = call.range();
  if (!range) return std::unexpected(range.error());
  const auto length = lengthOf(call.param("resolution"));
  if (!length) return std::unexpected(DeribitError{.reason = "invalid value", .param = "resolution"});
  const Time oldest = range->to - *length * static_cast<std::int64_t>(kMostBars + 1);
  auto bars = barsEvery(call.market, *product, PriceKind::Trade, *length,
                        {std::max(range->from, oldest), range->to}, call.at);
  keepNewest(bars, kMostBars);
  return columns(bars);
}

DeribitResult deribitFundingHistory(const DeribitCall& call) {
  const auto product = perpetual(call);
  if (!product) return std::unexpected(product.error());
  const auto range = call.range();
  if (!range) return std::unexpected(range.error());
  const Time from = std::max(range->from, range->to - kHour * static_cast<std::int64_t>(kMostHours + 8));
  const auto rows = hours(call, *product, {from - 8 * kHour, range->to});
  const auto index =
      call.market.bars(*product, PriceKind::Index, Interval::H1, {from - 2 * kHour, range->to});
  std::vector<Json> list;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].time < range->from) continue;
    list.push_back({{"timestamp", toMs(rows[i].time)},
                    {"prev_index_price", indexAt(index, rows[i].time - kHour)},
                    {"interest_8h", eightHours(rows, i)},
                    {"interest_1h", rows[i].rate.fraction},
                    {"index_price", indexAt(index, rows[i].time)}});
  }
  keepNewest(list, kMostHours);
  return Json(list);
}

DeribitResult deribitFundingValue(const DeribitCall& call) {
  const auto product = perpetual(call);
  if (!product) return std::unexpected(product.error());
  const auto range = call.range();
  if (!range) return std::unexpected(range.error());
  double sum = 0;
  for (const auto& row : hours(call, *product, *range)) sum += row.rate.fraction;
  return Json(sum);
}

}  // namespace perpscope::sim::exchanges
