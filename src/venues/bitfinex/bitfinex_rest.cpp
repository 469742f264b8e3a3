#include <fmt/format.h>

#include "base/text.h"
#include "venues/bitfinex/bitfinex_events.h"

namespace perpscope::venues {
namespace {

// Colons are the only characters of symbols and keys that need an encoding.
std::string withColons(std::string_view path) {
  std::string plain(path);
  for (const std::string_view code : {"%3A", "%3a"})
    for (auto found = plain.find(code); found != std::string::npos; found = plain.find(code))
      plain.replace(found, code.size(), ":");
  return plain;
}

// The part of the path behind the folder: tBTCUSD of /v2/ticker/tBTCUSD and "ticker".
std::string_view behind(std::string_view path, std::string_view folder) {
  const auto found = path.find(folder);
  if (found == std::string_view::npos) return {};
  const auto rest = path.substr(found + folder.size());
  return rest.substr(0, rest.find('/'));
}

bool isList(const Json& body) { return element(body, 0).is_array(); }

// One row or a list of them.
template <class Read>
void rows(const Json& body, Read&& read) {
  if (!isList(body)) return read(body);
  for (const auto& row : body) read(row);
}

// ["tBTCUSD", bid, …]: the fields of a ticker behind the symbol.
void namedTicker(Events& events, const Json& row) {
  auto fields = row;
  fields.erase(0);
  bitfinexTicker(events, fields, text(element(row, 0)));
}

// ["tBTCUSD", bid, null, ask, …, ms]
void tickerOfHistory(Events& events, const Json& row) {
  events.one(row, [&](Reading& reading, const Json& each) {
    const QuoteEvent quote{Price{reading.number(element(each, 1), "bid")},
                           Price{reading.number(element(each, 3), "ask")}};
    events.add(text(element(each, 0)), reading.milliseconds(element(each, 12), "time"), quote);
  });
}

void named(Events& events, const Json& row) {
  constexpr std::size_t kHistory = 13;
  constexpr std::size_t kStatus = 18;
  const auto symbol = text(element(row, 0));
  if (isLending(symbol)) return events.ignore("margin lending", symbol);
  if (row.size() >= kStatus) return bitfinexStatus(events, row, symbol);
  row.size() == kHistory ? tickerOfHistory(events, row) : namedTicker(events, row);
}

// "BTCUSD", "LINK:USD", "BTCF0:USTF0"
void listedPair(Events& events, std::string_view pair) {
  const auto colon = pair.find(':');
  InstrumentEvent instrument;
  instrument.base = pair.substr(0, colon == std::string_view::npos ? 3 : colon);
  instrument.quote =
      pair.substr(colon == std::string_view::npos ? std::min<std::size_t>(3, pair.size()) : colon + 1);
  events.add(fmt::format("t{}", pair), std::nullopt, instrument);
}

// Several lists may be asked for at once; they come in the order of their names in the path.
void configuration(Events& events, const Json& body, std::string_view names) {
  const auto lists = split(names, ',');
  for (std::size_t i = 0; i < body.size(); ++i) {
    const std::string_view name = i < lists.size() ? std::string_view(lists[i]) : std::string_view{};
    const bool plain = name.starts_with("pub:list:pair:");
    if (!plain && !name.starts_with("pub:info:pair")) {
      events.ignore(fmt::format("configuration {}", name));
      continue;
    }
    for (const auto& pair : body[i]) listedPair(events, text(plain ? pair : element(pair, 0)));
  }
}

void byShape(Events& events, const Json& body) {
  const auto& first = element(body, 0);
  const bool of_texts = element(first, 0).is_string() && element(first, 1).is_string();
  if (first.is_object() || of_texts || element(element(first, 0), 0).is_string())
    return events.ignore("configuration");
  if (element(first, 0).is_string()) {
    for (const auto& row : body) named(events, row);
    return;
  }
  if (body.size() == 1 && first.is_number()) return events.ignore("platform status");
  bitfinexRowsByShape(events, body, {});
}

void byPath(Events& events, const Json& body, std::string_view path) {
  const auto candles = behind(path, "/candles/");
  if (!candles.empty()) {
    const auto subject = CandleSubject::of(candles);
    return rows(body, [&](const Json& row) { bitfinexCandle(events, row, subject); });
  }
  if (const auto symbol = behind(path, "/trades/"); !symbol.empty())
    return rows(body, [&](const Json& row) { bitfinexTrade(events, row, symbol); });
  if (const auto symbol = behind(path, "/ticker/"); !symbol.empty())
    return bitfinexTicker(events, body, symbol);
  if (const auto symbol = behind(path, "/status/deriv/"); !symbol.empty())
    return rows(body, [&](const Json& row) { bitfinexStatus(events, row, symbol); });
  if (const auto names = behind(path, "/conf/"); !names.empty()) return configuration(events, body, names);
  if (const auto symbol = behind(path, "/book/"); !symbol.empty()) return events.ignore("order book", symbol);
  for (const std::string_view other : {"/liquidations", "/funding", "/stats1", "/rankings", "/pulse"})
    if (path.contains(other)) return events.ignore(other.substr(1));
  byShape(events, body);
}

}  // namespace

void bitfinexRestBody(Events& events, const Json& body, std::string_view origin) {
  if (text(element(body, 0)) == "error")
    return events.fail(fmt::format("{} ({})", text(element(body, 2)), element(body, 1).dump()));
  if (body.is_object()) {
    const auto words = text(member(body, "error"));
    return events.fail(words.empty() ? "no message that is known" : words);
  }
  if (!body.is_array()) return events.fail("no list");
  if (body.empty()) return events.ignore("empty list");
  byPath(events, body, withColons(Origin::of(origin).path));
}

}  // namespace perpscope::venues
