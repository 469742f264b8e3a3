#include <algorithm>
#include <array>

#include "base/text.h"
#include "sim/decimal.h"
#include "sim/exchanges/kraken_answers.h"
#include "sim/exchanges/odd_bars.h"
#include "sim/row_search.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kMostRows = 2000;

struct Resolution {
  std::string_view name;
  Milliseconds length;
};
constexpr std::array kResolutions{
    Resolution{"1m", kMinute},       Resolution{"5m", 5 * kMinute}, Resolution{"15m", 15 * kMinute},
    Resolution{"30m", 30 * kMinute}, Resolution{"1h", kHour},       Resolution{"4h", 4 * kHour},
    Resolution{"12h", 12 * kHour},   Resolution{"1d", kDay},        Resolution{"1w", 7 * kDay},
};

struct Tick {
  std::string_view name;
  PriceKind price;
};
constexpr std::array kTicks{Tick{"trade", PriceKind::Trade}, Tick{"mark", PriceKind::Mark},
                            Tick{"spot", PriceKind::Index}};

bool isInverse(const Instrument& contract) { return contract.margin == Margin::Inverse; }

Time seconds(std::int64_t count) { return Time{std::chrono::seconds{count}}; }

// Coins for one, dollars for the other.
double volumeOf(const Candle& bar, const Instrument& contract) {
  if (!isInverse(contract)) return bar.volume.missing() ? 0 : bar.volume.value();
  if (!bar.volume_quote.missing()) return bar.volume_quote.value();
  return bar.volume.missing() ? 0 : bar.volume.value() * bar.close.value();
}

Json barRow(const Candle& bar, const Instrument& contract, PriceKind price) {
  return {{"time", toMs(bar.time)},
          {"open", decimal(bar.open.value())},
          {"high", decimal(bar.high.value())},
          {"low", decimal(bar.low.value())},
          {"close", decimal(bar.close.value())},
          {"volume", price == PriceKind::Trade ? decimal(volumeOf(bar, contract)) : "0"}};
}

// Seconds, both ends inclusive.
struct Window {
  std::optional<std::int64_t> from, to;
};

std::optional<Window> windowOf(const ServerRequest& request, std::string_view from) {
  Window window{wholeParam(request, from), wholeParam(request, "to")};
  const bool readable = (window.from || !request.has(from)) && (window.to || !request.has("to"));
  return readable ? std::optional(window) : std::nullopt;
}

// From `from` on the oldest, without it the newest.
ServerResponse candles(const KrakenCall& call, const Instrument& contract, PriceKind price,
                       Milliseconds length) {
  const auto window = windowOf(call.request, "from");
  if (!window) return krakenChartsError("from and to are seconds", 400);
  const auto count =
      std::clamp<std::int64_t>(wholeParam(call.request, "count").value_or(kMostRows), 1, kMostRows);
  const Time last = window->to ? std::min(seconds(*window->to), call.request.at) : call.request.at;
  const Time oldest = call.market.listed(contract).value_or(last) - length;
  const TimeRange range{window->from ? seconds(*window->from) : Time{}, last + Milliseconds{1}};
  const auto fetch = [&](TimeRange part) {
    return barsEvery(call.market, contract, price, length, part, call.request.at);
  };
  const auto one_more = static_cast<std::size_t>(count) + 1;
  auto bars = window->from ? oldestRows(range, oldest, length, one_more, fetch)
                           : newestRows(range, oldest, length, one_more, fetch);
  const bool more = static_cast<std::int64_t>(bars.size()) > count;
  if (more && window->from) bars.resize(static_cast<std::size_t>(count));
  if (more && !window->from) bars.erase(bars.begin(), bars.end() - count);
  Json rows = Json::array();
  for (const auto& bar : bars) rows.push_back(barRow(bar, contract, price));
  return answerJson({{"candles", std::move(rows)}, {"more_candles", more}});
}

// Open, high, low, close of a bucket from what stood at its two ends. A bucket that is not over yet closes at
// what stands now.
Json bucketRow(double open, double close) {
  return Json::array(
      {decimal(open), decimal(std::max(open, close)), decimal(std::min(open, close)), decimal(close)});
}

ServerResponse openInterest(const KrakenCall& call, const Instrument& contract, Milliseconds bucket,
                            const Window& window) {
  const Time at = call.request.at;
  const Time first = seconds(*window.from);
  const Time last = window.to ? std::min(seconds(*window.to), at) : at;
  // One row before the first and one behind the last are looked at too.
  const auto samples =
      oldestRows({first, last + bucket + Milliseconds{1}}, call.market.listed(contract).value_or(at), bucket,
                 static_cast<std::size_t>(kMostRows) + 2,
                 [&](TimeRange part) { return call.market.openInterest(contract, bucket, part); });
  const auto amount = [&](const OpenInterest& sample) { return krakenAmount(call.market, contract, sample); };
  Json stamps = Json::array();
  Json data = Json::array();
  bool more = false;
  for (std::size_t i = 0; i < samples.size() && !more; ++i) {
    // The sample closes the bucket before it.
    const Time start = samples[i].time - bucket;
    if (samples[i].time > at || start < first || start > last) continue;
    more = stamps.size() == static_cast<std::size_t>(kMostRows);
    if (more) break;
    const bool adjoining = i > 0 && samples[i - 1].time == start;
    stamps.push_back(toMs(start) / 1000);
    data.push_back(bucketRow(amount(samples[adjoining ? i - 1 : i]), amount(samples[i])));
  }
  const Time running = at - at.time_since_epoch() % bucket;
  if (!more && running <= last && !samples.empty() && samples.back().time == running && running >= first) {
    stamps.push_back(toMs(running) / 1000);
    data.push_back(bucketRow(amount(samples.back()), amount(samples.back())));
  }
  return answerJson(
      {{"result", {{"timestamp", stamps}, {"more", more}, {"data", data}}}, {"errors", Json::array()}});
}

ServerResponse analytics(const KrakenCall& call, std::string_view symbol, std::string_view type) {
  const auto contracts = krakenContracts(call.market);
  const auto contract = productNamed(contracts, symbol);
  if (!contract) return krakenChartsError("Unknown symbol", 404);
  if (type != "open-interest") return krakenChartsError("Unknown analytics type", 404);
  const auto window = windowOf(call.request, "since");
  const auto interval = wholeParam(call.request, "interval");
  const bool known = interval && std::ranges::any_of(kResolutions, [&](const Resolution& each) {
                       return each.length == std::chrono::seconds{*interval};
                     });
  if (!window || !window->from || !known) return krakenChartsError("since and interval are required", 400);
  return openInterest(call, *contract, std::chrono::seconds{*interval}, *window);
}

Json names(const auto& all) {
  Json list = Json::array();
  for (const auto& each : all) list.push_back(each.name);
  return list;
}

ServerResponse symbols(const KrakenCall& call) {
  Json list = Json::array();
  for (const auto& contract : krakenContracts(call.market)) list.push_back(contract.symbol);
  return answerJson(list);
}

}  // namespace

ServerResponse krakenChartsError(std::string_view message, int status) {
  return answerJson(
      {{"errors",
        Json::array(
            {{{"severity", "error"}, {"error_class", "EGeneral"}, {"type", "Invalid"}, {"msg", message}}})}},
      status);
}

// /, /trade, /trade/PF_XBTUSD, /trade/PF_XBTUSD/1h, /analytics/PF_XBTUSD/open-interest
ServerResponse krakenChartsAnswer(const KrakenCall& call, std::string_view path) {
  const auto parts = split(path, '/');
  if (parts.empty()) return answerJson(names(kTicks));
  if (parts[0] == "analytics" && parts.size() == 3) return analytics(call, parts[1], parts[2]);
  const auto tick = std::ranges::find(kTicks, parts[0], &Tick::name);
  if (tick == kTicks.end() || parts.size() > 3) return krakenChartsError("Not found", 404);
  if (parts.size() == 1) return symbols(call);
  const auto contracts = krakenContracts(call.market);
  const auto contract = productNamed(contracts, parts[1]);
  if (!contract) return krakenChartsError("Unknown symbol", 404);
  if (parts.size() == 2) return answerJson(names(kResolutions));
  const auto resolution = std::ranges::find(kResolutions, parts[2], &Resolution::name);
  if (resolution == kResolutions.end()) return krakenChartsError("Unknown resolution", 400);
  return candles(call, *contract, tick->price, resolution->length);
}

}  // namespace perpscope::sim::exchanges
