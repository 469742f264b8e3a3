#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "sim/exchanges/bitfinex_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr double kHalfSpread = 0.5e-4;  // of the price
constexpr std::string_view kPaper = "TESTBTC:TESTUSD";
constexpr std::string_view kPaperFuture = "TESTBTCF0:TESTUSDTF0";

// Lists name pairs without the t.
std::string pairOf(const Instrument& product) { return product.symbol.substr(1); }

// [bid, size, ask, size, change, relative, last, volume, high, low]
Json tickerRow(const BitfinexCall& call, const Instrument& product) {
  const auto day = lastDay(call.market, product, call.request.at);
  return Json::array({plainNumber(day.last * (1 - kHalfSpread)), 10,
                      plainNumber(day.last * (1 + kHalfSpread)), 10, plainNumber(day.last - day.open),
                      plainNumber(day.last / day.open - 1), plainNumber(day.last), plainNumber(day.volume),
                      plainNumber(day.high), plainNumber(day.low)});
}

Json pairs(const std::vector<Instrument>& products, std::string_view paper) {
  Json list = Json::array();
  for (const auto& product : products) list.push_back(pairOf(product));
  list.push_back(paper);
  return list;
}

Json pairTerms(const std::vector<Instrument>& products) {
  Json list = Json::array();
  for (const auto& product : products) {
    auto terms = Json::array({nullptr, nullptr, nullptr, "0.0002", "2000.0", nullptr, nullptr, nullptr,
                              nullptr, nullptr, nullptr, nullptr});
    list.push_back(Json::array({pairOf(product), std::move(terms)}));
  }
  return list;
}

// USDT is UST here, in pairs and in lists of currencies.
std::string ownName(const std::string& currency) { return currency == "USDT" ? "UST" : currency; }

std::set<std::string> currencies(const BitfinexCall& call) {
  std::set<std::string> names;
  for (const auto& list : {call.spot(), call.perps()})
    for (const auto& product : list) names.insert({ownName(product.base), ownName(product.quote)});
  return names;
}

Json currencyList(const BitfinexCall& call) {
  Json list = Json::array();
  for (const auto& name : currencies(call)) list.push_back(name);
  return list;
}

Json currencyLabels(const BitfinexCall& call) {
  Json list = Json::array();
  for (const auto& name : currencies(call)) list.push_back(Json::array({name, name}));
  return list;
}

Json currencyFees(const BitfinexCall& call) {
  Json list = Json::array();
  for (const auto& name : currencies(call)) list.push_back(Json::array({name, Json::array({0, 0})}));
  return list;
}

struct List {
  std::string_view name;
  Json (*make)(const BitfinexCall& call);
};
constexpr std::array kLists{
    List{"pub:list:pair:exchange", [](const BitfinexCall& call) { return pairs(call.spot(), kPaper); }},
    List{"pub:list:pair:futures", [](const BitfinexCall& call) { return pairs(call.perps(), kPaperFuture); }},
    List{"pub:list:pair:margin", [](const BitfinexCall& call) { return pairs(call.spot(), kPaper); }},
    List{"pub:info:pair", [](const BitfinexCall& call) { return pairTerms(call.spot()); }},
    List{"pub:info:pair:futures", [](const BitfinexCall& call) { return pairTerms(call.perps()); }},
    List{"pub:list:currency", currencyList},
    List{"pub:list:currency:margin", currencyList},
    List{"pub:map:currency:label", currencyLabels},
    List{"pub:map:currency:tx:fee", currencyFees},
    List{"pub:map:currency:sym",
         [](const BitfinexCall&) {
           return Json::array({Json::array({"UST", "USDt"}), Json::array({"USTF0", "USDt0"})});
         }},
};

}  // namespace

// Several lists may be asked for at once. What is not known is an empty one.
ServerResponse bitfinexConfiguration(const BitfinexCall& call) {
  Json answer = Json::array();
  for (const auto& name : split(call.rest, ',')) {
    const auto found = std::ranges::find(kLists, name, &List::name);
    answer.push_back(found == kLists.end() ? Json::array() : found->make(call));
  }
  return answerJson(answer);
}

ServerResponse bitfinexTicker(const BitfinexCall& call) {
  const auto product = call.product(call.rest);
  return product ? answerJson(tickerRow(call, *product)) : bitfinexError("symbol: invalid");
}

ServerResponse bitfinexTickers(const BitfinexCall& call) {
  if (!call.request.has("symbols")) return bitfinexError("symbols: invalid");
  const auto wanted = split(call.request.param("symbols"), ',');
  const bool all = std::ranges::find(wanted, "ALL") != wanted.end();
  Json rows = Json::array();
  for (const auto& list : {call.spot(), call.perps()})
    for (const auto& product : list) {
      if (!all && std::ranges::find(wanted, product.symbol) == wanted.end()) continue;
      auto row = tickerRow(call, product);
      row.insert(row.begin(), product.symbol);
      rows.push_back(std::move(row));
    }
  return answerJson(rows);
}

}  // namespace perpscope::sim::exchanges
