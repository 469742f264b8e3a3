#include "app/syncing.h"

#include <future>
#include <random>

#include <fmt/format.h>

#include "feed/sync.h"
#include "net/client.h"
#include "venues/registry.h"

namespace perpscope::app {
namespace {

constexpr std::chrono::milliseconds kCancelLatency{50};

Result<std::vector<const venues::Venue*>> chosenVenues(const std::vector<std::string>& ids) {
  std::vector<const venues::Venue*> chosen;
  for (const auto& id : ids) {
    const auto* info = findVenue(id);
    if (info == nullptr) return fail(ErrorKind::Usage, fmt::format("--venues: no venue '{}'", id));
    if (info->closed)
      return fail(
          ErrorKind::Unsupported,
          fmt::format("{} has closed and answers no more; import recorded history instead", info->name));
    if (const auto* venue = venues::find(id)) chosen.push_back(venue);
  }
  if (ids.empty())
    for (const auto* venue : venues::all())
      if (!venue->endpoints().empty()) chosen.push_back(venue);
  return chosen;
}

Result<feed::Part> partOf(const SyncPart& wanted) {
  feed::Part part{wanted.intervals, wanted.range, feed::allKinds()};
  if (wanted.kinds.empty()) return part;
  part.kinds.clear();
  for (const auto& text : wanted.kinds) {
    const auto kind = feed::parseKind(text);
    if (!kind) return std::unexpected(kind.error());
    part.kinds.push_back(*kind);
  }
  return part;
}

Result<feed::Selection> selectionOf(const SyncRequest& request) {
  feed::Selection selection{request.assets, {}};
  for (const auto& wanted : request.parts) {
    auto part = partOf(wanted);
    if (!part) return std::unexpected(part.error());
    selection.parts.push_back(*std::move(part));
  }
  return selection;
}

Result<net::ClientOptions> clientOptions(const SyncRequest& request) {
  net::ClientOptions options;
  options.connections_per_origin = 16;
  if (!request.endpoints.ca_file.empty()) options.ca_file = request.endpoints.ca_file;
  auto proxies = request.proxy.empty() ? net::systemProxies() : net::proxyForAll(request.proxy);
  if (!proxies) return std::unexpected(proxies.error());
  options.proxies = *std::move(proxies);
  return options;
}

SyncReport reportOf(const feed::VenueOutcome& outcome) {
  SyncReport report;
  report.venue = outcome.venue;
  const auto* info = findVenue(outcome.venue);
  report.name = info == nullptr ? outcome.venue : std::string(info->name);
  report.rows_new = outcome.rows.stored;
  report.rows_changed = outcome.rows.replaced;
  report.rows_equal = outcome.rows.equal;
  report.requests = outcome.requests;
  report.retries = outcome.retries;
  report.took = outcome.took;
  report.remarks = outcome.remarks;
  if (outcome.failed) report.problem = outcome.failed->message;
  return report;
}

feed::SyncHooks feedHooks(const net::HttpClient& client, const Endpoints& endpoints, const SyncHooks& hooks) {
  feed::SyncHooks feed_hooks;
  feed_hooks.send = [&client](net::HttpRequest request) { return client.fetch(std::move(request)); };
  feed_hooks.url = [&endpoints](std::string_view venue, const venues::Endpoint& endpoint) {
    auto replaced = endpoints.url(venue, endpoint.key);
    return replaced.empty() ? std::string(endpoint.url) : replaced;
  };
  feed_hooks.random = [engine = std::make_shared<std::mt19937_64>(std::random_device{}())] {
    return std::uniform_real_distribution<double>()(*engine);
  };
  feed_hooks.progress = [report = hooks.progress](const feed::VenueProgress& progress) {
    if (report) report({progress.venue, progress.done, progress.planned, progress.rows, progress.doing});
  };
  return feed_hooks;
}

using Outcomes = std::vector<feed::VenueOutcome>;

net::Task<void> deliver(net::Task<Outcomes> task, Outcomes& outcomes, std::atomic<bool>& ended) {
  outcomes = co_await std::move(task);
  ended = true;
}

// Waits for the end, or for a wish to end sooner.
void waitFor(const net::Spawned& running, const std::atomic<bool>* cancel, const std::atomic<bool>& ended) {
  while (cancel != nullptr && !ended) {
    if (*cancel) {
      running.cancel();
      break;
    }
    std::this_thread::sleep_for(kCancelLatency);
  }
  running.wait();
}

}  // namespace

Result<std::vector<SyncReport>> syncHistory(const SyncRequest& request, const Clock& clock,
                                            const SyncHooks& hooks) {
  const auto venues = chosenVenues(request.venues);
  if (!venues) return std::unexpected(venues.error());
  const auto selection = selectionOf(request);
  if (!selection) return std::unexpected(selection.error());
  const auto options = clientOptions(request);
  if (!options) return std::unexpected(options.error());
  auto cache = store::Cache::open(request.cache.empty() ? store::defaultCacheFile() : request.cache,
                                  store::Access::ReadWrite, clock);
  if (!cache) return std::unexpected(cache.error());

  const net::Loop loop;
  const auto client = net::HttpClient::create(loop, clock, *options);
  if (!client) return std::unexpected(client.error());
  feed::StoreThread store(*std::move(cache), loop);
  const auto feed_hooks = feedHooks(*client, request.endpoints, hooks);
  feed::SyncOptions sync_options;
  sync_options.limited = request.limited;
  Outcomes outcomes;
  auto task = feed::syncAll(*venues, *selection, loop, store, clock, feed_hooks, sync_options);
  std::atomic<bool> ended = false;
  waitFor(net::spawn(loop, deliver(std::move(task), outcomes, ended)), hooks.cancel, ended);
  if (!ended)
    return fail(ErrorKind::Cancelled, "stopped; what came is kept, the next sync goes on from there");
  std::vector<SyncReport> reports;
  for (const auto& outcome : outcomes) reports.push_back(reportOf(outcome));
  return reports;
}

}  // namespace perpscope::app
