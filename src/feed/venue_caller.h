// Requests to one venue, within its limits and with patience. On the loop's thread. For this room only.
#pragma once

#include <optional>

#include "feed/sync.h"
#include "feed/venue_clock.h"
#include "net/backoff.h"
#include "net/rate_gate.h"
#include "venues/venue.h"

namespace perpscope::feed {

// Why an answer was not had, and whether the venue as a whole is lost with it.
struct Lost {
  enum class Scope : std::uint8_t { Request, Product, Venue };
  // A constructor, since GCC 12 destroys aggregates twice that are made inside a co_await expression.
  Lost(Scope what, Error why) : scope(what), error(std::move(why)) {}
  Scope scope;
  Error error;
};

class VenueCaller {
 public:
  VenueCaller(const venues::Venue& venue, const net::Loop& loop, const Clock& clock, const SyncHooks& hooks,
              const SyncOptions& options);

  // What an answer means; it fails where that cannot be said.
  using Read = std::function<Status(const venues::Response&)>;
  // Tries again what may pass, answers that came broken (BadInput) among them; ends at once when the venue is
  // lost or it is cancelled.
  [[nodiscard]] net::Task<std::expected<void, Lost>> ask(venues::Request request, Read read);

  [[nodiscard]] const VenueClock& clock() const { return clock_; }
  [[nodiscard]] const std::optional<Error>& lost() const { return lost_; }
  [[nodiscard]] std::size_t requests() const { return requests_; }
  [[nodiscard]] std::size_t retries() const { return retries_; }

 private:
  // What became of a try: nothing where it is to be made again, after the wait that it then has done.
  [[nodiscard]] net::Task<std::optional<Lost>> afterAnswer(const venues::Response& response,
                                                           const venues::Request& request, const Read& read,
                                                           int& attempt, int& waits, bool& had);
  [[nodiscard]] net::Task<std::optional<Lost>> afterTrouble(const net::FetchError& error, int attempt);
  [[nodiscard]] net::Task<std::optional<Lost>> afterRefusal(const venues::Refusal& refusal,
                                                            const venues::Request& request, int& attempt);
  [[nodiscard]] net::Task<net::Fetched<venues::Response>> send(const venues::Request& request);
  [[nodiscard]] Lost venueLost(Error error);
  [[nodiscard]] net::Task<std::optional<Lost>> backOff(int attempt, Lost otherwise);

  const venues::Venue& venue_;
  const SyncHooks& hooks_;
  const SyncOptions& options_;
  VenueClock clock_;
  net::RateGate gate_;
  std::optional<Error> lost_;
  std::size_t requests_ = 0;
  std::size_t retries_ = 0;
};

}  // namespace perpscope::feed
