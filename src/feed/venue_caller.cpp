#include "feed/venue_caller.h"

#include <algorithm>

#include <fmt/format.h>

namespace perpscope::feed {
namespace {

constexpr Milliseconds kUsualWait{5'000};
// Refusals for being too fast that are borne with one request: they should not come at all.
constexpr int kMostWaits = 20;

std::vector<net::RatePool> poolsOf(const venues::Venue& venue) {
  std::vector<net::RatePool> pools;
  for (const auto& pool : venue.pools()) {
    net::RatePool limit{std::string(pool.id), {}};
    for (const auto& window : pool.windows) limit.windows.push_back({window.length, window.allowance});
    pools.push_back(std::move(limit));
  }
  return pools;
}

std::vector<net::RateCharge> chargesOf(const venues::Request& request) {
  std::vector<net::RateCharge> charges;
  for (const auto& charge : request.cost) charges.push_back({std::string(charge.pool), charge.weight});
  return charges;
}

std::string nameOf(const venues::Venue& venue) {
  const auto* info = findVenue(venue.id());
  return std::string(info == nullptr ? venue.id() : info->name);
}

bool hopeless(net::Trouble trouble) {
  using enum net::Trouble;
  return trouble == WrongName || trouble == Expired || trouble == UnknownCa || trouble == Tls ||
         trouble == Proxy || trouble == Address;
}

Error blocked(const venues::Venue& venue, const venues::Refusal& refusal, const venues::Request& request) {
  return {ErrorKind::Unsupported,
          fmt::format("{} does not serve this address or country ({})", nameOf(venue), refusal.message),
          request.target};
}

Error tooLong(const venues::Venue& venue, const venues::Refusal& refusal, Milliseconds wait,
              const venues::Request& request) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return {ErrorKind::Io, fmt::format("{} has us wait for {} s ({})", nameOf(venue), seconds, refusal.message),
          request.target};
}

}  // namespace

VenueCaller::VenueCaller(const venues::Venue& venue, const net::Loop& loop, const Clock& clock,
                         const SyncHooks& hooks, const SyncOptions& options)
    : venue_(venue), hooks_(hooks), options_(options), clock_(clock), gate_(loop, poolsOf(venue)) {}

Lost VenueCaller::venueLost(Error error) {
  if (!lost_) lost_ = error;
  return {Lost::Scope::Venue, std::move(error)};
}

net::Task<net::Fetched<venues::Response>> VenueCaller::send(const venues::Request& request) {
  std::optional<net::RateGate::Permit> permit;
  if (options_.limited) {
    auto entered = co_await gate_.enter(chargesOf(request));
    if (!entered) co_return std::unexpected(entered.error());
    permit.emplace(*std::move(entered));
  }
  // The venue may have been lost while this one waited for its turn.
  if (lost_) co_return net::failFetch(net::Trouble::Cancelled, lost_->message);
  ++requests_;
  const auto endpoint = std::ranges::find(venue_.endpoints(), request.endpoint, &venues::Endpoint::key);
  if (endpoint == venue_.endpoints().end())
    co_return net::failFetch(net::Trouble::Address, fmt::format("no endpoint {}", request.endpoint));
  net::HttpRequest message;
  message.method = request.method;
  message.url = hooks_.url(venue_.id(), *endpoint) + request.target;
  message.body = request.body;
  message.repeatable = true;  // all requests only read
  if (!request.body.empty()) message.headers.push_back({"Content-Type", "application/json"});
  auto answer = co_await hooks_.send(std::move(message));
  if (!answer) co_return std::unexpected(answer.error());
  clock_.heard(answer->header("date"));
  venues::Response response{answer->status, {}, std::move(answer->body)};
  for (auto& header : answer->headers)
    response.headers.push_back({std::move(header.name), std::move(header.value)});
  co_return response;
}

net::Task<std::optional<Lost>> VenueCaller::backOff(int attempt, Lost otherwise) {
  if (attempt >= options_.attempts) co_return otherwise;
  ++retries_;
  const net::Backoff backoff{options_.first_backoff / 4, options_.first_backoff};
  if (co_await net::pause(net::backoffDelay(backoff, attempt, hooks_.random()))) co_return std::nullopt;
  const Error cancelled{ErrorKind::Cancelled, "cancelled", {}};
  co_return Lost(Lost::Scope::Request, cancelled);
}

net::Task<std::optional<Lost>> VenueCaller::afterTrouble(const net::FetchError& error, int attempt) {
  if (error.trouble == net::Trouble::Cancelled) co_return Lost(Lost::Scope::Request, error);
  if (hopeless(error.trouble)) co_return venueLost(error);
  const Lost otherwise(Lost::Scope::Venue, error);
  auto gone = co_await backOff(attempt, otherwise);
  if (gone && gone->scope == Lost::Scope::Venue) co_return venueLost(error);
  co_return gone;
}

net::Task<std::optional<Lost>> VenueCaller::afterRefusal(const venues::Refusal& refusal,
                                                         const venues::Request& request, int& attempt) {
  using Kind = venues::Refusal::Kind;
  const auto say = [&](ErrorKind kind) { return Error{kind, refusal.message, request.target}; };
  if (refusal.kind == Kind::NoSymbol) co_return Lost(Lost::Scope::Product, say(ErrorKind::NotFound));
  if (refusal.kind == Kind::Bad) co_return Lost(Lost::Scope::Request, say(ErrorKind::BadInput));
  if (refusal.kind == Kind::Blocked) co_return venueLost(blocked(venue_, refusal, request));
  if (refusal.kind == Kind::Busy && !refusal.wait) {
    const Lost otherwise(Lost::Scope::Request, say(ErrorKind::Io));
    co_return co_await backOff(attempt, otherwise);
  }
  const auto wait = refusal.wait.value_or(kUsualWait);
  if (wait > options_.patience || ++attempt > kMostWaits)
    co_return venueLost(tooLong(venue_, refusal, wait, request));
  ++retries_;
  if (refusal.kind == Kind::Slower && !request.cost.empty())
    for (const auto& charge : request.cost) gate_.pause(charge.pool, wait);
  else
    gate_.pause(wait);
  co_return std::nullopt;
}

net::Task<std::optional<Lost>> VenueCaller::afterAnswer(const venues::Response& response,
                                                        const venues::Request& request, const Read& read,
                                                        int& attempt, int& waits, bool& had) {
  for (const auto& use : venue_.usage(request, response)) gate_.reportUsed(use.pool, use.length, use.used);
  if (const auto refused = venue_.refusal(response)) {
    using Kind = venues::Refusal::Kind;
    const bool waited = refused->kind == Kind::Slower || refused->kind == Kind::Banned;
    auto gone = co_await afterRefusal(*refused, request, waited ? waits : attempt);
    if (waited) --attempt;
    co_return gone;
  }
  const auto status = read(response);
  had = status.has_value() || status.error().kind != ErrorKind::BadInput;
  if (status) co_return std::nullopt;
  const Lost otherwise(Lost::Scope::Request, status.error());
  if (had) co_return otherwise;
  co_return co_await backOff(attempt, otherwise);
}

net::Task<std::expected<void, Lost>> VenueCaller::ask(venues::Request request, Read read) {
  int attempt = 0;
  int waits = 0;
  bool had = false;
  while (!lost_) {
    ++attempt;
    auto response = co_await send(request);
    if (auto other = response ? venue_.otherAddress(request, *response) : std::nullopt) {
      request = *std::move(other);
      continue;
    }
    std::optional<Lost> gone;
    if (response)
      gone = co_await afterAnswer(*response, request, read, attempt, waits, had);
    else
      gone = co_await afterTrouble(response.error(), attempt);
    if (gone) co_return std::unexpected(*std::move(gone));
    if (had) co_return std::expected<void, Lost>{};
  }
  co_return std::unexpected(Lost(Lost::Scope::Venue, *lost_));
}

}  // namespace perpscope::feed
