#include "sim/front.h"

#include <exception>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/log.h"
#include "sim/gzip.h"
#include "sim/target.h"

namespace perpscope::sim {
namespace {

// Below that, packing costs more than it saves.
constexpr std::size_t kWorthPacking = 4'096;

std::string_view headerOf(const ServerRequest& request, std::string_view name) {
  const auto found = std::ranges::find(request.headers, name, &venues::Header::name);
  return found == request.headers.end() ? std::string_view{} : std::string_view(found->value);
}

std::string httpDate(Time t) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", std::chrono::floor<std::chrono::seconds>(t));
}

Reply plain(int status, std::string body, std::string type) {
  return {status, {{"content-type", std::move(type)}}, std::move(body), {}, Delivery::Whole};
}

std::string page(int status) {
  return fmt::format(
      "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1>"
      "<p>This page stands where data was due.</p></body></html>\n",
      status);
}

// All bytes there are, none of them JSON at its place.
std::string garbage() {
  std::string bytes = "}\x01{";
  for (int i = 0; i < 512; ++i) bytes += static_cast<char>((i * 151 + 7) & 0xFF);
  return bytes;
}

Delivery deliveryOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::Oversize: return Delivery::Endless;
    case FaultKind::Truncate: return Delivery::Truncated;
    case FaultKind::Reset: return Delivery::Reset;
    case FaultKind::Close: return Delivery::Closed;
    case FaultKind::Drop: return Delivery::Never;
    default: return Delivery::Whole;
  }
}

Reply struckBy(const Fault& fault, Reply reply) {
  reply.delay = fault.delay;
  if (!fault.kind) return reply;
  switch (*fault.kind) {
    case FaultKind::Status:
      reply = plain(fault.status, fmt::format("simulated fault {}\n", fault.status), "text/plain");
      break;
    case FaultKind::Html: reply = plain(fault.status, page(fault.status), "text/html; charset=utf-8"); break;
    case FaultKind::Garbage: reply.body = garbage(); break;
    default: reply.body = spoiled(*fault.kind, std::move(reply.body)); break;
  }
  reply.delay = fault.delay;
  reply.delivery = deliveryOf(*fault.kind);
  if (fault.retry_after)
    reply.headers.push_back({"retry-after", fmt::format("{}", fault.retry_after->count())});
  return reply;
}

}  // namespace

Front::Front(const Exchange& exchange, const Dataset& market, const Clock& clock, FrontOptions options)
    : exchange_(exchange),
      market_(market),
      clock_(clock),
      gzip_(options.gzip),
      limited_(options.limited),
      limits_(exchange.pools()),
      faults_(std::move(options.faults), std::move(options.random)) {
  counted_.venue = exchange.venue();
}

VenueStatistics Front::statistics() const {
  const std::scoped_lock lock(mutex_);
  VenueStatistics all = counted_;
  all.pools = limits_.statistics();
  return all;
}

Front::Counted Front::count(const ServerRequest& request, Instant arrived) {
  const auto cost = limited_ ? exchange_.cost(request) : std::vector<venues::Charge>{};
  const std::scoped_lock lock(mutex_);
  Counted counted{limits_.admit(arrived, cost),
                  faults_.strike(exchange_.venue(), request.endpoint, request.path)};
  ++counted_.requests;
  if (counted.verdict.over) ++counted_.refused;
  if (counted.fault.kind || counted.fault.delay.count() > 0) ++counted_.faults;
  return counted;
}

ServerResponse Front::respond(const ServerRequest& request, const LimitCounter::Verdict& verdict) const {
  auto response = verdict.over ? exchange_.overLimit(*verdict.over) : exchange_.answer(request, market_);
  std::ranges::move(exchange_.usageHeaders(verdict.uses), std::back_inserter(response.headers));
  return response;
}

void Front::pack(Reply& reply, const ServerRequest& request) const {
  reply.headers.push_back({"date", httpDate(request.at)});
  reply.headers.push_back({"server", "perpscope simulated market"});
  if (!gzip_ || reply.body.size() < kWorthPacking || !acceptsGzip(headerOf(request, "accept-encoding")))
    return;
  reply.body = gzipped(reply.body);
  reply.headers.push_back({"content-encoding", "gzip"});
}

Reply Front::answer(std::string_view endpoint, const RawRequest& raw) try {
  auto target = parseTarget(raw.target);
  if (!target) return plain(400, target.error().message + '\n', "text/plain");
  const ServerRequest request{std::string(endpoint),
                              raw.method,
                              std::move(target->path),
                              std::move(target->query),
                              raw.headers,
                              raw.body,
                              clock_.now()};
  const auto counted = count(request, raw.arrived);
  auto response = respond(request, counted.verdict);
  response.headers.push_back({"content-type", std::move(response.content_type)});
  Reply reply{response.status, std::move(response.headers), std::move(response.body), {}, Delivery::Whole};
  reply = struckBy(counted.fault, std::move(reply));
  pack(reply, request);
  return reply;
} catch (const std::exception& bug) {
  log::error("simulator: {} {}: {}", exchange_.venue(), raw.target, bug.what());
  return plain(500, fmt::format("a bug of the simulator: {}\n", bug.what()), "text/plain");
}

}  // namespace perpscope::sim
