#include "app/session.h"

#include <algorithm>
#include <map>
#include <random>

#include <fmt/format.h>

#include "app/demo.h"
#include "app/engine.h"
#include "app/explain.h"
#include "app/worker.h"

namespace perpscope::app {
namespace {

namespace fs = std::filesystem;

// Reading is half of the work, and most layouts have two studies at least.
constexpr std::size_t kEngineThreads = 2;

// A folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder() = default;
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {}
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  static Result<TemporaryFolder> make() {
    std::random_device random;
    std::error_code error;
    const auto path =
        fs::temp_directory_path() / fmt::format("perpscope-demo-{:08x}{:08x}", random(), random());
    if (!fs::create_directory(path, error))
      return fail(ErrorKind::Io, fmt::format("cannot make {}: {}", path.string(), error.message()));
    return TemporaryFolder(path);
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class CacheSession final : public Session {
 public:
  // Each engine thread reads through a connection of its own; the window's pickers ask the one that opened
  // the file.
  CacheSession(TemporaryFolder folder, std::optional<Demo> demo, store::Cache cache,
               std::vector<store::Cache> readers, const Clock& clock)
      : folder_(std::move(folder)),
        demo_(std::move(demo)),
        cache_(std::move(cache)),
        readers_(std::move(readers)),
        clock_(clock) {}

  static Result<std::unique_ptr<Session>> over(TemporaryFolder folder, std::optional<Demo> demo,
                                               store::Cache cache, const Clock& clock) {
    std::vector<store::Cache> readers;
    for (std::size_t i = 0; i < kEngineThreads; ++i) {
      auto reader = store::Cache::open(cache.file(), store::Access::ReadOnly, clock);
      if (!reader) return std::unexpected(reader.error());
      readers.push_back(*std::move(reader));
    }
    return std::make_unique<CacheSession>(std::move(folder), std::move(demo), std::move(cache),
                                          std::move(readers), clock);
  }

  Result<SnapshotPtr> compute(const StudyRequest& request) override {
    return computeStudy(store::Reader(cache_), request, clock_);
  }

  void request(const std::string& ticket, StudyRequest request, Done done) override {
    worker_.post(ticket, [this, request = std::move(request), done = std::move(done)](std::size_t thread) {
      done(computeStudy(store::Reader(readers_[thread]), request, clock_));
    });
  }

  Result<Explanation> explain(const Snapshot& snapshot, Time at) override {
    return explainBar(store::Reader(cache_), snapshot, at, clock_);
  }

  void requestExplanation(SnapshotPtr snapshot, Time at, Explained done) override {
    worker_.post("explain",
                 [this, snapshot = std::move(snapshot), at, done = std::move(done)](std::size_t thread) {
                   done(explainBar(store::Reader(readers_[thread]), *snapshot, at, clock_));
                 });
  }

  Result<std::vector<AssetInfo>> assets() override;

  bool simulated() const override { return demo_.has_value(); }
  const fs::path& cacheFile() const override { return cache_.file(); }
  const std::vector<std::string>& openNotes() const override { return cache_.openNotes(); }

 private:
  TemporaryFolder folder_;
  std::optional<Demo> demo_;
  store::Cache cache_;
  std::vector<store::Cache> readers_;
  const Clock& clock_;
  Worker worker_{kEngineThreads};  // last: stops before what its jobs use
};

Result<std::vector<AssetInfo>> CacheSession::assets() {
  const auto series = store::Reader(cache_).inventory();
  if (!series) return std::unexpected(series.error());
  std::map<std::string, std::vector<Interval>> by_asset;
  for (const auto& info : *series) {
    auto& intervals = by_asset[info.key.instrument.base];
    if (info.key.data == store::DataKind::Bars) intervals.push_back(info.key.interval);
  }
  std::vector<AssetInfo> assets;
  for (auto& [asset, intervals] : by_asset) {
    std::ranges::sort(intervals);
    intervals.erase(std::ranges::unique(intervals).begin(), intervals.end());
    assets.push_back({asset, std::move(intervals)});
  }
  return assets;
}

Result<std::unique_ptr<Session>> openDemo(const SessionOptions& options, const Clock& clock,
                                          const std::function<void(double)>& progress) {
  auto folder = TemporaryFolder::make();
  if (!folder) return std::unexpected(folder.error());
  auto demo = Demo::start({.folder = folder->path(), .seed = options.demo_seed}, clock, progress);
  if (!demo) return std::unexpected(demo.error());
  auto cache = store::Cache::open(demo->cacheFile(), store::Access::ReadOnly, clock);
  if (!cache) return std::unexpected(cache.error());
  return CacheSession::over(*std::move(folder), *std::move(demo), *std::move(cache), clock);
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const SessionOptions& options, const Clock& clock,
                                               const std::function<void(double)>& progress) {
  if (options.demo) return openDemo(options, clock, progress);
  const auto file = options.cache.empty() ? store::defaultCacheFile() : options.cache;
  auto cache =
      store::Cache::open(file, options.create ? store::Access::ReadWrite : store::Access::ReadOnly, clock);
  if (!cache) return std::unexpected(cache.error());
  return CacheSession::over(TemporaryFolder{}, std::nullopt, *std::move(cache), clock);
}

}  // namespace perpscope::app
