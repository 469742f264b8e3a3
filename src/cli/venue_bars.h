// A progress bar for each venue, one under the other on a terminal; silent where stderr is none.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "app/syncing.h"
#include "cli/command.h"

namespace perpscope::cli {

class VenueBars {
 public:
  explicit VenueBars(const Console& console);
  VenueBars(const VenueBars&) = delete;
  VenueBars& operator=(const VenueBars&) = delete;
  ~VenueBars() { clear(); }

  // From any thread. Draws at most ten times a second.
  void show(const app::SyncProgress& progress);
  // Wipes the bars, so that other words can be written.
  void clear();

  // One bar as text: "binance  [######        ]  43 %  1,203,000 rows  2:10 left  BTCUSDT 1h".
  [[nodiscard]] static std::string line(const app::SyncProgress& progress, Milliseconds since);

 private:
  void draw();

  const Console& console_;
  Time began_;
  Time drawn_{};
  std::mutex mutex_;
  std::map<std::string, app::SyncProgress> bars_;
  std::size_t lines_ = 0;  // on the terminal
};

// 1,203,000
[[nodiscard]] std::string grouped(std::size_t count);

}  // namespace perpscope::cli
