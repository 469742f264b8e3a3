// A simulated exchange on loopback, the real client, and an empty cache to sync into.
#pragma once

#include <fstream>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed/sync.h"
#include "net/client.h"
#include "sim/exchanges.h"
#include "sim/made_market.h"
#include "sim/server.h"
#include "store/reader.h"
#include "store/writer.h"
#include "temp_folder.h"
#include "venues/registry.h"

namespace perpscope::feed {

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute);
constexpr Time kListed = utc(2026, 8, 1);

class SyncTest : public testing::Test {
 protected:
  void serve(const std::vector<std::string>& faults = {}) {
    server_.reset();
    auto specs = sim::parseFaults(faults);
    ASSERT_TRUE(specs) << specs.error().message;
    auto server = sim::Server::start(market_, clock_,
                                     {sim::allExchanges(), *std::move(specs), 7, true, SystemClock().now()});
    ASSERT_TRUE(server) << server.error().message;
    server_.emplace(*std::move(server));
    std::ofstream(folder_ / "ca.pem") << server_->authorityPem();
  }

  // The outcome of one venue.
  VenueOutcome sync(const std::string& venue, Selection selection) {
    return syncVenues({venue}, std::move(selection)).front();
  }

  std::vector<VenueOutcome> syncVenues(const std::vector<std::string>& ids, Selection selection) {
    const net::Loop loop;
    net::ClientOptions client_options;
    client_options.ca_file = ca_file_.value_or(folder_ / "ca.pem");
    auto client = net::HttpClient::create(loop, clock_, client_options);
    EXPECT_TRUE(client) << client.error().message;
    StoreThread store(*store::Cache::open(folder_ / "cache.db", store::Access::ReadWrite, clock_), loop);
    SyncHooks hooks;
    hooks.send = [&client](net::HttpRequest request) { return client->fetch(std::move(request)); };
    hooks.url = [this](std::string_view venue, const venues::Endpoint& endpoint) {
      return server_->url(venue, endpoint.key);
    };
    hooks.random = [] { return 0.5; };
    hooks.progress = [this](const VenueProgress& progress) { last_progress_ = progress; };
    std::vector<const venues::Venue*> venues;
    for (const auto& id : ids) venues.push_back(venues::find(id));
    return net::blockOn(loop, syncAll(venues, selection, loop, store, clock_, hooks, options_));
  }

  static Selection hourly(TimeRange range = {}) {
    return {{"BTC"}, {Part{{Interval::H1}, range, allKinds()}}};
  }

  [[nodiscard]] Instrument leg(const char* venue, MarketKind kind, Margin margin = Margin::None) const {
    return *standardInstrument(venue, kind, "BTC", margin);
  }

  [[nodiscard]] store::Cache cache() const {
    return *store::Cache::open(folder_ / "cache.db", store::Access::ReadOnly, clock_);
  }

  // Stamps and closes of the stored bars.
  [[nodiscard]] std::vector<std::pair<Time, double>> closes(const Instrument& instrument, PriceKind price,
                                                            Interval interval) const {
    auto opened = cache();
    const auto bars =
        store::Reader(opened).bars(instrument, price, interval, {}, CandleFields{CandleField::Close});
    EXPECT_TRUE(bars) << bars.error().message;
    std::vector<std::pair<Time, double>> rows;
    for (std::size_t i = 0; i < bars->size(); ++i)
      rows.emplace_back(bars->time[i], (*bars)[CandleField::Close][i]);
    return rows;
  }

  [[nodiscard]] std::vector<std::pair<Time, double>> expectedCloses(const Instrument& instrument,
                                                                    PriceKind price, Interval interval,
                                                                    TimeRange range) const {
    std::vector<std::pair<Time, double>> rows;
    for (const auto& bar : market_.bars(instrument, price, interval, range))
      if (bar.time + nominalLength(interval) <= clock_.now()) rows.emplace_back(bar.time, bar.close.value());
    return rows;
  }

  static std::vector<Instrument> allInstruments() {
    std::vector<Instrument> all;
    for (const auto& venue : knownVenues())
      for (const auto& [kind, margin] : {std::pair{MarketKind::Spot, Margin::None},
                                         {MarketKind::Perp, Margin::Linear},
                                         {MarketKind::Perp, Margin::Inverse}})
        if (const auto known = standardInstrument(venue.id, kind, "BTC", margin)) all.push_back(*known);
    return all;
  }

  test::TempFolder folder_;
  ManualClock clock_{kNow};
  test::MadeMarket market_{allInstruments(), {kListed, kNow + 30 * kDay}};
  std::optional<std::filesystem::path> ca_file_;
  std::optional<sim::Server> server_;
  SyncOptions options_{6, 15 * kMinute, Milliseconds{20}};
  VenueProgress last_progress_;
};

}  // namespace perpscope::feed
