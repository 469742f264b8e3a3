#include <csignal>

#include <fmt/format.h>
#include <pthread.h>

#include "app/simulation.h"
#include "cli/commands.h"

namespace perpscope::cli {
namespace {

struct SimulateOptions {
  app::SimulationOptions simulation;
  std::filesystem::path write_endpoints;
  std::string now;
  bool statistics = false;
};

// SIGINT and SIGTERM are held back from its making on, for every thread that is made later too, so that one
// that comes early is not lost.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  void wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

// The authority lies beside the endpoints file: sim.json -> sim.ca.pem.
std::filesystem::path authorityFile(const std::filesystem::path& endpoints) {
  if (endpoints.empty()) return {};
  return std::filesystem::absolute(endpoints).replace_extension(".ca.pem");
}

void announce(const app::Simulation& simulation, const Console& console) {
  fmt::print(console.err, "{}\n", simulation.title());
  for (const auto& [venue, urls] : simulation.endpoints().venues)
    for (const auto& [key, url] : urls) fmt::print(console.err, "  {} {} {}\n", venue, key, url);
  fmt::print(console.out, "ready\n");
  std::fflush(console.out);
}

Status simulate(SimulateOptions options, const Console& console) {
  if (!options.now.empty()) {
    const auto now = parseTime(options.now);
    if (!now) return fail(ErrorKind::Usage, now.error().message);
    options.simulation.now = *now;
  }
  options.simulation.ca_file = authorityFile(options.write_endpoints);
  const StopSignals signals;
  auto simulation = app::Simulation::start(options.simulation, *console.clock);
  if (!simulation) return std::unexpected(simulation.error());
  if (!options.write_endpoints.empty()) {
    auto written = app::writeEndpoints(options.write_endpoints.string(), simulation->endpoints());
    if (!written) return written;
  }
  announce(*simulation, console);
  signals.wait();
  simulation->stop();
  if (options.statistics) fmt::print(console.err, "{}", simulation->statistics());
  return {};
}

}  // namespace

Action declareSimulate(CLI::App& command) {
  const auto options = std::make_shared<SimulateOptions>();
  auto& simulation = options->simulation;
  auto* dataset = command.add_option("--dataset", simulation.dataset, "a cache file whose history is served");
  command.add_option("--seed", simulation.seed, "of the market model (default 7)")->excludes(dataset);
  command.add_option("--write-endpoints", options->write_endpoints,
                     "where to write the addresses, with the certificate authority beside it");
  command.add_option("--speed", simulation.speed, "how fast the exchanges' clock runs (default 1)");
  command.add_option("--now", options->now, "where it begins (default: the real time)");
  command
      .add_option("--fault", simulation.faults,
                  "[VENUE[.ENDPOINT]:]ITEM,… as docs/simulator.md lists them; repeatable")
      ->allow_extra_args(false);
  command.add_flag("--stats", options->statistics, "at the end, how the limits were used, as JSON on stderr");
  return [options](const Console& console) { return simulate(*options, console); };
}

}  // namespace perpscope::cli
