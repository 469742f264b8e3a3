// How much of each venue's allowance a sync uses while there is work, as the simulated exchanges count it.
// Budgets: never one request over a limit, at least 90 % used. The limits are the venues' own, in real time:
// two minutes and a half by default, for windows of a minute. Usage: bench_sync [SECONDS [VENUE]…]
#include <algorithm>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "feed/sync.h"
#include "net/client.h"
#include "sim/exchanges.h"
#include "sim/made_market.h"
#include "sim/server.h"
#include "temp_folder.h"
#include "venues/registry.h"

namespace perpscope {
namespace {

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute);
// On the way to an exchange and back.
constexpr const char* kRoundTrip = "delay=40ms";

std::vector<Instrument> usualProducts(std::span<const venues::Venue* const> venues) {
  std::vector<Instrument> all;
  const feed::Selection bitcoin;
  for (const auto* venue : venues)
    std::ranges::copy(feed::instrumentsOf(*venue, bitcoin), std::back_inserter(all));
  return all;
}

std::vector<const venues::Venue*> chosen(std::span<char*> ids) {
  std::vector<const venues::Venue*> venues;
  for (const char* id : ids)
    if (const auto* venue = venues::find(id)) venues.push_back(venue);
  if (ids.empty())
    for (const auto* venue : venues::all())
      if (!venue->endpoints().empty()) venues.push_back(venue);
  return venues;
}

net::Task<void> run(net::Task<std::vector<feed::VenueOutcome>> task) { (void)co_await std::move(task); }

void print(const std::vector<sim::VenueStatistics>& all) {
  fmt::print("{:<12} {:<22} {:>9} {:>9} {:>8}  {}\n", "venue", "pool", "requests", "refused", "used",
             "most in a window");
  for (const auto& venue : all)
    for (const auto& pool : venue.pools) {
      if (pool.requests == 0) continue;
      std::string windows;
      for (const auto& window : pool.windows)
        windows += fmt::format("{:g} of {:g} in {} s  ", window.most_used, window.window.allowance,
                               static_cast<double>(window.window.length.count()) / 1e3);
      fmt::print("{:<12} {:<22} {:>9} {:>9} {:>7.1f}%  {}\n", venue.venue, pool.pool, pool.requests,
                 pool.refused, pool.share() * 100, windows);
    }
}

int measure(std::chrono::seconds duration, const std::vector<const venues::Venue*>& venues) {
  const test::TempFolder folder;
  const ManualClock clock(kNow);
  const test::MadeMarket market(usualProducts(venues), {utc(2017, 1, 1), kNow + kDay});
  auto faults = sim::parseFaults(std::vector<std::string>{kRoundTrip});
  auto server =
      sim::Server::start(market, clock, {sim::allExchanges(), *faults, 7, true, SystemClock().now()});
  if (!server) return fmt::print(stderr, "{}\n", server.error().message), 1;
  std::ofstream(folder / "ca.pem") << server->authorityPem();

  const net::Loop loop;
  net::ClientOptions options;
  options.ca_file = folder / "ca.pem";
  options.connections_per_origin = 16;
  const auto client = net::HttpClient::create(loop, clock, options);
  feed::StoreThread store(*store::Cache::open(folder / "cache.db", store::Access::ReadWrite, clock), loop);
  feed::SyncHooks hooks;
  hooks.send = [&client](net::HttpRequest request) { return client->fetch(std::move(request)); };
  hooks.url = [&server](std::string_view venue, const venues::Endpoint& endpoint) {
    return server->url(venue, endpoint.key);
  };
  hooks.random = [] { return 0.5; };
  feed::Selection selection;
  selection.parts = {{{Interval::M1, Interval::M5, Interval::H1}, {}, feed::allKinds()}};
  const feed::SyncOptions sync_options;
  const auto running =
      net::spawn(loop, run(feed::syncAll(venues, selection, loop, store, clock, hooks, sync_options)));
  std::this_thread::sleep_for(duration);
  running.cancel();
  running.wait();
  print(server->statistics());
  return 0;
}

}  // namespace
}  // namespace perpscope

int main(int argc, char** argv) {
  const std::span arguments(argv + 1, static_cast<std::size_t>(argc - 1));
  const auto seconds = arguments.empty() ? 150 : std::atoi(arguments.front());
  return perpscope::measure(std::chrono::seconds(seconds),
                            perpscope::chosen(arguments.empty() ? arguments : arguments.subspan(1)));
}
