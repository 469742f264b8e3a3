#include "net/client.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "net/exchange.h"
#include "net/pool.h"
#include "net/tls.h"

namespace perpscope::net {

struct HttpClient::State {
  const Clock& clock;
  LoopHandle loop;
  ClientOptions options;
  Dialer dialer;
  std::shared_ptr<ConnectionPool> pool;
};

namespace {

// A request on its way: what all its steps need.
struct Errand {
  HttpRequest request;
  FetchOptions options;
  Url url;
  std::optional<Url> proxy;
  Deadline deadline{options.timeouts.whole};

  [[nodiscard]] bool repeatable() const {
    return request.repeatable.value_or(request.method == "GET" || request.method == "HEAD");
  }
};

Fetched<Url> target(const HttpRequest& request) {
  if (auto fine = sendable(request); !fine) return std::unexpected(fine.error());
  auto url = parseUrl(request.url);
  if (!url) return failFetch(Trouble::Address, url.error().message, url.error().detail);
  if (url->scheme != "https" && url->scheme != "http")
    return failFetch(Trouble::Address,
                     fmt::format("{}: only https:// and http:// can be fetched", url->host));
  if (!url->user.empty())
    return failFetch(Trouble::Address, fmt::format("{}: an address must not hold a user", url->host));
  return *url;
}

// The server closed a connection that it had kept, just when we used it again.
bool swallowed(const Attempt& attempt) {
  return !attempt.outcome && !attempt.begun && attempt.outcome.error().trouble == Trouble::Reset;
}

template <class State>
Task<Attempt> attemptOn(State& state, Connection& connection, const Errand& errand) {
  auto attempt = co_await exchange(connection, errand.url, errand.request, state.options.user_agent,
                                   errand.options, errand.deadline);
  if (attempt.outcome) attempt.outcome->received = state.clock.now();
  co_return attempt;
}

template <class State>
Task<Fetched<HttpResponse>> run(State& state, const Errand& errand) {
  const auto origin = errand.url.origin();
  if (auto kept = state.pool->take(origin)) {
    auto attempt = co_await attemptOn(state, *kept, errand);
    if (attempt.reusable) state.pool->keep(origin, std::move(kept));
    const bool again = swallowed(attempt) && errand.repeatable();
    if (!again) co_return std::move(attempt.outcome);
  }
  auto fresh =
      co_await dial(state.dialer, errand.url, errand.proxy, errand.options.timeouts, errand.deadline);
  if (!fresh) co_return std::unexpected(std::move(fresh.error()));
  auto attempt = co_await attemptOn(state, **fresh, errand);
  if (attempt.reusable) state.pool->keep(origin, std::move(*fresh));
  co_return std::move(attempt.outcome);
}

template <class State>
Task<Fetched<HttpResponse>> fetchInTurn(std::shared_ptr<State> state, HttpRequest request,
                                        FetchOptions options) {
  auto url = target(request);
  if (!url) co_return std::unexpected(std::move(url.error()));
  try {
    auto& places = state->pool->places(url->origin());
    const auto place = co_await places.enter();
    if (!place) co_return failFetch(Trouble::Cancelled, "cancelled");
    auto proxy = proxyFor(state->options.proxies, *url);
    const Errand errand{std::move(request), std::move(options), std::move(*url), std::move(proxy)};
    auto outcome = co_await run(*state, errand);
    co_return outcome;
  } catch (const boost::system::system_error& error) {
    // Cancelled between two steps.
    if (error.code() != boost::asio::error::operation_aborted) throw;
  }
  co_return failFetch(Trouble::Cancelled, "cancelled");
}

}  // namespace

Result<HttpClient> HttpClient::create(const Loop& loop, const Clock& clock, ClientOptions options) {
  auto tls = tlsContext(options.ca_file);
  if (!tls) return std::unexpected(std::move(tls.error()));
  const boost::asio::any_io_executor executor = loop.context().get_executor();
  Dialer dialer{executor, std::move(*tls), Resolver(loop, options.resolve, options.names_kept)};
  auto pool = std::make_shared<ConnectionPool>(executor, options.connections_per_origin, options.idle);
  return HttpClient(std::make_shared<State>(
      State{clock, loop.handle(), std::move(options), std::move(dialer), std::move(pool)}));
}

// Connections may only be closed on the loop's thread.
HttpClient::~HttpClient() {
  if (!state_) return;
  const auto loop = state_->loop;
  loop.post([state = std::move(state_)] {});
}

Task<Fetched<HttpResponse>> HttpClient::fetch(HttpRequest request, FetchOptions options) const {
  return fetchInTurn(state_, std::move(request), std::move(options));
}

}  // namespace perpscope::net
