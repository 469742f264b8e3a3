// The demo: simulated exchanges inside this program, and a cache that is filled from them as from real ones.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "base/error.h"

namespace perpscope::app {

struct DemoOptions {
  std::filesystem::path folder;  // of the demo's own files, of which demo.db is the cache
  std::string asset = "BTC";
  std::uint64_t seed = 7;
};

// The exchanges run as long as it lives.
class Demo {
 public:
  // Starts the exchanges, and syncs: 1d since 2019, 1h for a year, 1m for five days; funding and open
  // interest of the last weeks. Older funding and open interest are there as if recorded before, for most
  // venues give back little of them. `progress` gets 0…1, from another thread too.
  [[nodiscard]] static Result<Demo> start(const DemoOptions& options, const Clock& clock,
                                          const std::function<void(double)>& progress);
  Demo(Demo&&) noexcept;
  Demo& operator=(Demo&&) noexcept;
  ~Demo();

  [[nodiscard]] const std::filesystem::path& cacheFile() const;

 private:
  struct Impl;
  explicit Demo(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace perpscope::app
