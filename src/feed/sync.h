// History into the cache: plans the fewest requests for what is asked and not there, sends them in parallel
// over the venues and in order within one, as fast as each allows, and writes what comes. Stopped at any
// instant, it goes on next time where it was. Threads: all on the loop's, but for the cache's own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "feed/selection.h"
#include "feed/store_thread.h"
#include "net/coroutine.h"
#include "net/fetch_error.h"
#include "net/http.h"
#include "store/types.h"

namespace perpscope::feed {

struct VenueProgress {
  std::string venue;
  std::size_t done = 0;     // pages
  std::size_t planned = 0;  // grows while series are looked at
  std::size_t rows = 0;     // that came
  std::string doing;        // "binance:BTCUSDT 1h", or what is waited for
};

struct VenueOutcome {
  std::string venue;
  store::WriteOutcome rows;
  std::size_t requests = 0;
  std::size_t retries = 0;
  Milliseconds took{0};
  std::vector<std::string> remarks;  // a line each: products it does not list, series that could not be had
  std::optional<Error> failed;       // the venue as a whole: blocked, refused, TLS …
  std::size_t pages_failed = 0;
};

// One fetch over the network.
using Send = std::function<net::Task<net::Fetched<net::HttpResponse>>(net::HttpRequest)>;

struct SyncHooks {
  Send send;
  // The base URL of a venue's endpoint: ("binance", "spot_rest").
  std::function<std::string(std::string_view venue, const venues::Endpoint& endpoint)> url;
  std::function<double()> random;                           // uniform in [0, 1)
  std::function<void(const VenueProgress&)> progress = {};  // called on the loop's thread
};

struct SyncOptions {
  int attempts = 6;                      // of one request, rate limits not counted
  Milliseconds patience = 15 * kMinute;  // the longest a venue may make us wait at once
  Milliseconds first_backoff{1000};
  bool limited = true;  // keep to the venue's pools; not needed against exchanges of our own
};

// Ends when all venues have, each with what it got. In their order.
[[nodiscard]] net::Task<std::vector<VenueOutcome>> syncAll(std::vector<const venues::Venue*> venues,
                                                           const Selection& selection, const net::Loop& loop,
                                                           StoreThread& store, const Clock& clock,
                                                           const SyncHooks& hooks,
                                                           const SyncOptions& options);

}  // namespace perpscope::feed
