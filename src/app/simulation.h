// The simulated exchanges of a market, running: what `perpscope simulate` and `--demo` start.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/endpoints.h"
#include "base/clock.h"

namespace perpscope::app {

struct SimulationOptions {
  std::filesystem::path dataset;  // a cache file whose history is served; empty: the market model
  std::uint64_t seed = 7;         // of the model
  std::optional<Time> now;        // where the exchanges' clock begins; else at the real time
  double speed = 1;               // how fast it runs
  std::vector<std::string> faults;
  bool limited = true;            // count requests against the venues' limits
  std::filesystem::path ca_file;  // where the certificate authority is written; empty: nowhere
};

class Simulation {
 public:
  // All ports listen when it returns. `clock` is the real one and outlives it. Usage for options that mean
  // nothing.
  [[nodiscard]] static Result<Simulation> start(const SimulationOptions& options, const Clock& clock);

  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;
  ~Simulation();  // stops

  // What listens, and `ca_file`.
  [[nodiscard]] const Endpoints& endpoints() const;
  // "simulated market of seed 7, as of 2026-06-20T10:00:00Z"
  [[nodiscard]] const std::string& title() const;
  // How the venues' limits were used, as JSON (sim/statistics.h). Also after stop().
  [[nodiscard]] std::string statistics() const;
  void stop();

 private:
  struct Impl;
  explicit Simulation(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace perpscope::app
