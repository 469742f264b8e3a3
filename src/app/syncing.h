// History of the venues into the cache, for commands and dialogs.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/endpoints.h"
#include "base/clock.h"
#include "base/error.h"
#include "market/interval.h"

namespace perpscope::app {

struct SyncPart {
  std::vector<Interval> intervals{Interval::D1};
  TimeRange range;
  std::vector<std::string> kinds;  // candles mark index premium-index funding open-interest; empty: all
};

struct SyncRequest {
  std::filesystem::path cache;  // empty: the default one
  std::vector<std::string> assets{"BTC"};
  std::vector<std::string> venues;  // empty: all that are live
  std::vector<SyncPart> parts{SyncPart{}};
  Endpoints endpoints;  // in place of the real exchanges
  std::string proxy;    // empty: what the environment says
  bool limited = true;  // keep to the venues' rate limits; not needed against exchanges of our own
};

struct SyncProgress {
  std::string venue;
  std::size_t pages_done = 0;
  std::size_t pages_planned = 0;
  std::size_t rows = 0;
  std::string doing;
};

struct SyncReport {
  std::string venue;  // id
  std::string name;   // for people
  std::size_t rows_new = 0;
  std::size_t rows_changed = 0;
  std::size_t rows_equal = 0;
  std::size_t requests = 0;
  std::size_t retries = 0;
  Milliseconds took{0};
  std::vector<std::string> remarks;    // what could not be had, a line each
  std::optional<std::string> problem;  // why the venue as a whole could not be had
};

struct SyncHooks {
  std::function<void(const SyncProgress&)> progress;  // from another thread
  const std::atomic<bool>* cancel = nullptr;
};

// One report a venue, in the order of the catalogue or of the request. Fails for what is wrong with the
// request or the cache; what is wrong with a venue is in its report. Blocks until all have ended.
[[nodiscard]] Result<std::vector<SyncReport>> syncHistory(const SyncRequest& request, const Clock& clock,
                                                          const SyncHooks& hooks);

}  // namespace perpscope::app
