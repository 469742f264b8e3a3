#include "app/simulation.h"

#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "app/cache_dataset.h"
#include "sim/exchanges.h"
#include "sim/model_dataset.h"
#include "sim/running_clock.h"
#include "sim/server.h"

namespace perpscope::app {
namespace {

Status checked(const SimulationOptions& options) {
  if (!std::isfinite(options.speed) || options.speed < 0 || options.speed > 1e6)
    return fail(ErrorKind::Usage, "--speed is a number from 0 to 1000000");
  return {};
}

// A clock that runs fast needs a longer market; it ends in 2100 at the latest.
Milliseconds horizonAt(double speed) {
  constexpr double kDays = 400;
  return kDay * static_cast<std::int64_t>(std::min(kDays * std::max(1.0, speed), 36'500.0));
}

Result<std::unique_ptr<sim::Dataset>> datasetOf(const SimulationOptions& options, const Clock& clock) {
  if (options.dataset.empty())
    return std::make_unique<sim::ModelDataset>(
        sim::ModelDatasetOptions{.seed = options.seed, .horizon = horizonAt(options.speed)}, clock);
  auto cache = CacheDataset::open(options.dataset, clock);
  if (!cache) return std::unexpected(cache.error());
  return *std::move(cache);
}

std::string titleOf(const SimulationOptions& options, Time start) {
  const auto what =
      options.dataset.empty() ? fmt::format("seed {}", options.seed) : options.dataset.filename().string();
  return fmt::format("simulated market of {}, as of {}", what, isoTime(start));
}

Endpoints endpointsOf(const sim::Server& server, const std::filesystem::path& ca_file) {
  Endpoints endpoints{ca_file.string(), {}};
  for (const auto& [venue, key, url] : server.endpoints()) endpoints.venues[venue][key] = url;
  return endpoints;
}

Status writeAuthority(const std::filesystem::path& file, const std::string& pem) {
  if (file.empty()) return {};
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << pem;
  out.close();
  return out ? Status{} : fail(ErrorKind::Io, "cannot write " + file.string());
}

}  // namespace

// What is declared later uses what is declared earlier.
struct Simulation::Impl {
  Impl(const Clock& real, Time start, double speed) : clock(real, start, speed) {}

  sim::RunningClock clock;
  std::unique_ptr<sim::Dataset> dataset;
  std::optional<sim::Server> server;
  Endpoints endpoints;
  std::string title;
};

Result<Simulation> Simulation::start(const SimulationOptions& options, const Clock& clock) {
  if (auto sound = checked(options); !sound) return std::unexpected(sound.error());
  auto faults = sim::parseFaults(options.faults);
  if (!faults) return std::unexpected(faults.error());
  const Time today = clock.now();
  const Time begin = options.now.value_or(today);
  auto impl = std::make_unique<Impl>(clock, begin, options.speed);
  auto dataset = datasetOf(options, impl->clock);
  if (!dataset) return std::unexpected(dataset.error());
  impl->dataset = *std::move(dataset);
  auto server = sim::Server::start(*impl->dataset, impl->clock,
                                   {.exchanges = sim::allExchanges(),
                                    .faults = *std::move(faults),
                                    .today = today,
                                    .limited = options.limited});
  if (!server) return std::unexpected(server.error());
  impl->server = *std::move(server);
  if (auto written = writeAuthority(options.ca_file, impl->server->authorityPem()); !written)
    return std::unexpected(written.error());
  impl->endpoints = endpointsOf(*impl->server, options.ca_file);
  impl->title = titleOf(options, begin);
  return Simulation(std::move(impl));
}

Simulation::Simulation(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;
Simulation::~Simulation() = default;

const Endpoints& Simulation::endpoints() const { return impl_->endpoints; }
const std::string& Simulation::title() const { return impl_->title; }
std::string Simulation::statistics() const { return sim::asJson(impl_->server->statistics()); }
void Simulation::stop() { impl_->server->stop(); }

}  // namespace perpscope::app
