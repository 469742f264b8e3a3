// Every venue's client against its simulated exchange, for every kind of data and step that the venue offers:
// what is asked for comes back equal, across page borders, holes, the listing date and the venue's retention.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/exchanges.h"
#include "sim/in_process.h"
#include "sim/made_market.h"
#include "venues/registry.h"

namespace perpscope {
namespace {

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute + Milliseconds{12'345});
struct Case {
  const venues::Venue* venue;
  const sim::Exchange* exchange;
  const venues::Offer* offer;
  Interval step;
  std::string base;
  bool over_pages;  // ask for more than two pages of the venue; else for a few hundred rows
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.venue->id() << ' ' << c.base << ' ' << label(c.step);
}

std::string dataLabel(const venues::Offer& offer) {
  if (offer.data == DataKind::Funding) return "funding";
  return offer.data == DataKind::OpenInterest ? "open interest" : std::string(label(offer.price));
}

std::string nameOf(const Case& c) {
  auto name = fmt::format("{} {} {} {} {} {}", c.venue->id(), label(c.offer->kind), label(c.offer->margin),
                          dataLabel(*c.offer), label(c.step), c.base);
  std::erase_if(name, [](char letter) { return letter == '-'; });
  std::ranges::replace(name, ' ', '_');
  return name;
}

std::vector<Case> allCases() {
  std::vector<Case> cases;
  for (const auto* exchange : sim::allExchanges()) {
    const auto* venue = venues::find(exchange->venue());
    if (venue == nullptr) continue;
    for (const auto& offer : venue->offers()) {
      const auto steps = offer.steps.empty() ? std::vector{Interval::H1} : offer.steps;
      for (const auto step : steps)
        cases.push_back(
            {venue, exchange, &offer, step, "BTC", step == steps.front() || step == steps.back()});
      for (const char* base : {"ETH", "SOL"})
        cases.push_back({venue, exchange, &offer, steps.back(), base, false});
    }
  }
  return cases;
}

class RoundTrip : public testing::TestWithParam<Case> {
 protected:
  RoundTrip()
      : venue_(*GetParam().venue),
        exchange_(*GetParam().exchange),
        offer_(*GetParam().offer),
        step_(GetParam().step),
        length_(nominalLength(step_)),
        instrument_(*standardInstrument(venue_.id(), offer_.kind, GetParam().base, offer_.margin)),
        range_(rangeToAsk()),
        market_({instrument_}, {listing(), kNow + Milliseconds{1}}) {
    // A bar alone, a few in a row, and one at a border.
    const auto bar = [this](std::int64_t steps) { return listing() + steps * unit(); };
    market_.addHole({bar(3), bar(4)});
    market_.addHole({bar(20), bar(29)});
    market_.addHole({bar(41), bar(42)});
  }

  // Settlements come by the funding interval.
  [[nodiscard]] Milliseconds unit() const {
    return offer_.data == DataKind::Funding ? Milliseconds(test::MadeMarket::fundingInterval(instrument_))
                                            : length_;
  }

  [[nodiscard]] std::int64_t mostSteps() const {
    constexpr std::int64_t kFew = 400;
    return GetParam().over_pages ? static_cast<std::int64_t>(offer_.page) * 9 / 4 + 30 : kFew;
  }

  // As far back as the venue answers, on the grid of the step, up to the end of the running bar.
  [[nodiscard]] TimeRange rangeToAsk() const {
    const Time reach = std::max(offer_.reach.oldest(length_, kNow), kNow - mostSteps() * length_);
    const auto first = barNumber(reach + length_ - Milliseconds{1}, step_);
    return {barOpen(first, step_), barEnd(barNumber(kNow, step_), step_)};
  }

  // In the range's first quarter, as a bar's open.
  [[nodiscard]] Time listing() const {
    const auto quarter = range_.from + (range_.to - range_.from) / 4;
    return barOpen(barNumber(quarter, Interval::D1), Interval::D1) < range_.from
               ? barOpen(barNumber(quarter, step_), step_)
               : barOpen(barNumber(quarter, Interval::D1), Interval::D1);
  }

  [[nodiscard]] venues::Product product() const {
    const auto request = venue_.productRequest(instrument_);
    const auto answer = test::asked(exchange_, market_, request, kNow);
    EXPECT_FALSE(venue_.refusal(answer).has_value()) << request.target << ' ' << answer.body.substr(0, 300);
    const auto product = venue_.parseProduct(instrument_, answer);
    EXPECT_TRUE(product.has_value()) << request.target << ' ' << product.error().message;
    return product.value_or(venues::Product{instrument_, instrument_.symbol, {}, true});
  }

  [[nodiscard]] venues::Query query(const venues::Product& product) const {
    return {product, offer_.data, offer_.price, step_, range_};
  }

  const venues::Venue& venue_;
  const sim::Exchange& exchange_;
  const venues::Offer& offer_;
  Interval step_;
  Milliseconds length_;
  Instrument instrument_;
  TimeRange range_;
  test::MadeMarket market_;
};

// What the venue's rows leave out is not compared.
template <class Unit>
void expectKnown(const Quantity<Unit>& got, const Quantity<Unit>& expected, Time at, const char* what) {
  if (got.missing()) return;
  EXPECT_NEAR(got.value(), expected.value(), std::abs(expected.value()) * 1e-12)
      << what << " at " << isoTime(at);
}

void expectEqual(const Candle& got, const Candle& expected, bool traded) {
  ASSERT_EQ(got.time, expected.time) << isoTime(got.time) << " instead of " << isoTime(expected.time);
  EXPECT_EQ(got.open.value(), expected.open.value()) << isoTime(got.time);
  EXPECT_EQ(got.high.value(), expected.high.value()) << isoTime(got.time);
  EXPECT_EQ(got.low.value(), expected.low.value()) << isoTime(got.time);
  EXPECT_EQ(got.close.value(), expected.close.value()) << isoTime(got.time);
  if (!traded) return;
  EXPECT_FALSE(got.volume.missing() && got.volume_quote.missing() && got.volume_contracts.missing());
  expectKnown(got.volume, expected.volume, got.time, "volume");
  expectKnown(got.volume_quote, expected.volume_quote, got.time, "turnover");
  expectKnown(got.volume_contracts, expected.volume_contracts, got.time, "contracts");
}

void expectEqual(const Funding& got, const Funding& expected) {
  ASSERT_EQ(got.time, expected.time) << isoTime(got.time) << " instead of " << isoTime(expected.time);
  EXPECT_NEAR(got.rate.fraction, expected.rate.fraction, std::abs(expected.rate.fraction) * 1e-9)
      << isoTime(got.time);
  EXPECT_EQ(got.rate.interval, expected.rate.interval) << isoTime(got.time);
  EXPECT_EQ(got.rate.kind, FundingKind::Settled);
}

void expectEqual(const OpenInterest& got, const OpenInterest& expected) {
  ASSERT_EQ(got.time, expected.time) << isoTime(got.time) << " instead of " << isoTime(expected.time);
  EXPECT_FALSE(got.base.missing() && got.usd.missing() && got.contracts.missing()) << isoTime(got.time);
  expectKnown(got.base, expected.base, got.time, "base");
  expectKnown(got.usd, expected.usd, got.time, "usd");
  expectKnown(got.contracts, expected.contracts, got.time, "contracts");
}

TEST_P(RoundTrip, ComesBackEqual) {
  const auto found = product();
  EXPECT_EQ(found.instrument.contract, instrument_.contract);
  const auto got = test::fetched(venue_, exchange_, market_, offer_, query(found), kNow);
  // A venue that pages by position answers one range with many pages.
  const auto rows = got.rows.candles.size() + got.rows.funding.size() + got.rows.open_interest.size();
  EXPECT_LE(got.requests, 3 * venues::pages(offer_, step_, range_).size() + rows / 50);
  if (offer_.data == DataKind::Bars) {
    const auto expected =
        market_.bars(instrument_, offer_.price, step_, {range_.from, kNow + Milliseconds{1}});
    ASSERT_EQ(got.rows.candles.size(), expected.size());
    for (std::size_t i = 0; i < expected.size() && !HasFatalFailure(); ++i)
      expectEqual(got.rows.candles[i], expected[i], offer_.price == PriceKind::Trade);
  } else if (offer_.data == DataKind::Funding) {
    const auto expected = market_.settledFunding(instrument_, {range_.from, kNow + Milliseconds{1}});
    ASSERT_EQ(got.rows.funding.size(), expected.size());
    for (std::size_t i = 0; i < expected.size() && !HasFatalFailure(); ++i)
      expectEqual(got.rows.funding[i], expected[i]);
  } else {
    const auto expected = market_.openInterest(instrument_, length_, {range_.from, kNow + Milliseconds{1}});
    ASSERT_EQ(got.rows.open_interest.size(), expected.size());
    for (std::size_t i = 0; i < expected.size() && !HasFatalFailure(); ++i)
      expectEqual(got.rows.open_interest[i], expected[i]);
  }
}

// Before the venue's retention there is nothing, or a refusal; never rows of another time.
TEST_P(RoundTrip, WhatIsTooOldGivesNoRows) {
  auto old = query(product());
  const Time edge = barOpen(barNumber(offer_.reach.oldest(length_, kNow), step_), step_);
  if (edge < kNow - 4000 * kDay) GTEST_SKIP() << "the whole history is within reach";
  old.range = {edge - 5 * length_, edge - 3 * length_};
  const auto answer = test::asked(exchange_, market_, venue_.request(old), kNow);
  if (venue_.refusal(answer)) return;
  const auto page = venue_.parse(old, answer);
  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_TRUE(page->candles.empty());
  EXPECT_TRUE(page->funding.empty());
  EXPECT_TRUE(page->open_interest.empty());
}

// A product that the exchange does not list is told from one that has no data.
TEST_P(RoundTrip, AnUnknownProductIsSaidToBeUnknown) {
  const auto stranger = *standardInstrument(venue_.id(), offer_.kind, "NOSUCH", offer_.margin);
  const auto answer = test::asked(exchange_, market_, venue_.productRequest(stranger), kNow);
  if (const auto refused = venue_.refusal(answer)) {
    EXPECT_EQ(refused->kind, venues::Refusal::Kind::NoSymbol) << refused->message;
    return;
  }
  const auto product = venue_.parseProduct(stranger, answer);
  ASSERT_FALSE(product.has_value());
  EXPECT_EQ(product.error().kind, ErrorKind::NotFound) << product.error().message;
}

INSTANTIATE_TEST_SUITE_P(Venues, RoundTrip, testing::ValuesIn(allCases()),
                         [](const auto& info) { return nameOf(info.param); });

}  // namespace
}  // namespace perpscope
