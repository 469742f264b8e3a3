// The engine behind the window and the shell: owns the cache and the threads, answers requests with
// snapshots.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "app/explanation.h"
#include "base/clock.h"

namespace perpscope::app {

struct SessionOptions {
  std::filesystem::path cache;  // empty: the default cache file
  bool create = false;  // make the cache where there is none, and mend a damaged one (the window does)
  bool demo = false;    // a simulated market in a temporary cache that goes with the session
  std::uint64_t demo_seed = 7;
};

// What is stored, for pickers: "BTC" -> intervals that any leg of a study could be drawn on.
struct AssetInfo {
  std::string asset;
  std::vector<Interval> stored;  // intervals with bars of any leg
};

class Session {
 public:
  // Opens the cache for reading. A demo session first writes its market: `progress` gets 0…1 while it does.
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(
      const SessionOptions& options, const Clock& clock, const std::function<void(double)>& progress = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  // On the caller's thread; for commands. Not while request() is in use.
  [[nodiscard]] virtual Result<SnapshotPtr> compute(const StudyRequest& request) = 0;

  // Computes on the engine's thread. `done` is called there, once, and not after the session's end; hop to
  // your own. A newer request with the same ticket replaces one that has not started.
  using Done = std::function<void(Result<SnapshotPtr>)>;
  virtual void request(const std::string& ticket, StudyRequest request, Done done) = 0;

  // How a bar of a snapshot came about. On the caller's thread, as compute().
  [[nodiscard]] virtual Result<Explanation> explain(const Snapshot& snapshot, Time at) = 0;
  // The same on the engine's thread, as request().
  using Explained = std::function<void(Result<Explanation>)>;
  virtual void requestExplanation(SnapshotPtr snapshot, Time at, Explained done) = 0;

  // On the caller's thread, from a connection of its own.
  [[nodiscard]] virtual Result<std::vector<AssetInfo>> assets() = 0;
  [[nodiscard]] virtual bool simulated() const = 0;
  [[nodiscard]] virtual const std::filesystem::path& cacheFile() const = 0;
  // What opening the cache had to say (a damaged file set aside), for the window's message bar.
  [[nodiscard]] virtual const std::vector<std::string>& openNotes() const = 0;

 protected:
  Session() = default;
};

}  // namespace perpscope::app
