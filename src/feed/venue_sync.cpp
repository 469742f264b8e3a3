#include "feed/venue_sync.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ranges.h"

namespace perpscope::feed {
namespace {

// A series is given up after so many lost pages.
constexpr int kMostFailures = 3;
// Looking for a product's first day pays from so many pages on.
constexpr std::size_t kWorthLooking = 4;
// An answer within this time is usual: as many requests are under way as keep a pool busy meanwhile.
constexpr double kUsualRoundTrip = 0.25;
constexpr double kFewestUnderWay = 2;
constexpr double kMostUnderWay = 24;

std::string describe(const venues::Product& product, const Need& need) {
  const auto what =
      label(Kind{need.offer->data, need.offer->data == DataKind::Bars ? need.offer->price : PriceKind{}});
  if (need.offer->data == DataKind::Funding) return fmt::format("{} {}", product.instrument.name(), what);
  return fmt::format("{} {} {}", product.instrument.name(), what, perpscope::label(need.step));
}

venues::Query queryOf(const venues::Product& product, const Need& need, TimeRange range) {
  return {product, need.offer->data, need.offer->price, need.step, range, {}};
}

void append(venues::Page& to, venues::Page&& from) {
  std::ranges::move(from.candles, std::back_inserter(to.candles));
  std::ranges::move(from.funding, std::back_inserter(to.funding));
  std::ranges::move(from.open_interest, std::back_inserter(to.open_interest));
}

std::size_t rowsIn(const venues::Page& page) {
  return page.candles.size() + page.funding.size() + page.open_interest.size();
}

// How many of these requests a pool lets through a second.
double perSecond(const venues::Venue& venue, const venues::Request& request) {
  double rate = kMostUnderWay / kUsualRoundTrip;
  for (const auto& charge : request.cost)
    for (const auto& pool : venue.pools())
      if (pool.id == charge.pool && charge.weight > 0)
        for (const auto& window : pool.windows)
          rate = std::min(
              rate, window.allowance / charge.weight * 1e3 / static_cast<double>(window.length.count()));
  return rate;
}

int workersFor(const venues::Venue& venue, const venues::Request& request) {
  return static_cast<int>(
      std::clamp(std::ceil(perSecond(venue, request) * kUsualRoundTrip), kFewestUnderWay, kMostUnderWay));
}

// What a lane is called: the host and the pool that is scarcest for the request.
std::string laneOf(const venues::Request& request) {
  return fmt::format("{} {}", request.endpoint, request.cost.empty() ? "" : request.cost.back().pool);
}

std::optional<Need> dailyBars(const venues::Venue& venue, const Instrument& instrument) {
  const auto* offer = venues::offerFor(venue, instrument, DataKind::Bars);
  if (offer == nullptr || offer->steps.empty()) return std::nullopt;
  return Need{offer, std::ranges::max(offer->steps)};
}

}  // namespace

VenueSync::VenueSync(const venues::Venue& venue, const Selection& selection, const net::Loop& loop,
                     StoreThread& store, const Clock& clock, const SyncHooks& hooks,
                     const SyncOptions& options)
    : venue_(venue),
      selection_(selection),
      store_(store),
      clock_(clock),
      hooks_(hooks),
      caller_(venue, loop, clock, hooks, options) {
  progress_.venue = venue.id();
  outcome_.venue = venue.id();
}

void VenueSync::show(std::string doing) {
  progress_.doing = std::move(doing);
  if (hooks_.progress) hooks_.progress(progress_);
}

void VenueSync::remark(std::string line) {
  if (std::ranges::find(outcome_.remarks, line) == outcome_.remarks.end())
    outcome_.remarks.push_back(std::move(line));
}

net::Task<VenueOutcome> VenueSync::run() {
  const Time began = clock_.now();
  Lanes lanes;
  co_await planAll(lanes);
  std::vector<net::Task<void>> running;
  for (auto& [name, pages] : lanes) running.push_back(runLane(pages));
  co_await net::all(std::move(running));
  outcome_.requests = caller_.requests();
  outcome_.retries = caller_.retries();
  outcome_.failed = caller_.lost();
  outcome_.took = clock_.now() - began;
  show("done");
  co_return std::move(outcome_);
}

net::Task<void> VenueSync::planAll(Lanes& lanes) {
  const auto wanted = [this](const Instrument& instrument) {
    return std::ranges::any_of(selection_.parts,
                               [&](const Part& part) { return !needsOf(venue_, instrument, part).empty(); });
  };
  for (const auto& instrument : instrumentsOf(venue_, selection_)) {
    if (!wanted(instrument)) continue;
    show(fmt::format("looking up {}", instrument.name()));
    if (const auto product = co_await lookUp(instrument))
      for (const auto& part : selection_.parts) co_await plan(*product, part, lanes);
    if (caller_.lost()) co_return;
  }
}

net::Task<std::optional<venues::Product>> VenueSync::lookUp(const Instrument& instrument) {
  const auto request = venue_.productRequest(instrument);
  const auto key = request.endpoint + request.target + request.body;
  std::optional<venues::Product> found;
  const auto read = [&](const venues::Response& response) -> Status {
    auto product = venue_.parseProduct(instrument, response);
    if (product) found = *std::move(product);
    if (!found && product.error().kind == ErrorKind::BadInput) return std::unexpected(product.error());
    lists_.insert_or_assign(key, response);
    return found ? Status{} : std::unexpected(product.error());
  };
  std::expected<void, Lost> had;
  if (const auto list = lists_.find(key); list != lists_.end()) {
    if (const auto status = read(venues::Response(list->second)); !status)
      had = std::unexpected(Lost(Lost::Scope::Request, status.error()));
  } else {
    had = co_await caller_.ask(request, read);
  }
  if (had) co_return found;
  const auto& lost = had.error();
  const bool unlisted = lost.scope == Lost::Scope::Product || lost.error.kind == ErrorKind::NotFound;
  if (unlisted)
    remark(fmt::format("{} is not listed", instrument.name()));
  else if (!caller_.lost())
    remark(fmt::format("{}: {}", instrument.name(), lost.error.message));
  co_return std::nullopt;
}

net::Task<std::optional<Time>> VenueSync::firstDay(const venues::Product& product) {
  const auto need = dailyBars(venue_, product.instrument);
  if (!need) co_return std::nullopt;
  const Time now = caller_.clock().now();
  const auto todo = missing(*need, {{}, {}, now}, {});
  for (const auto& range : pagesFor(*need, todo)) {
    const auto page = co_await answerTo(product, *need, range);
    if (!page) co_return std::nullopt;
    const auto first = std::ranges::min_element(page->candles, {}, &Candle::time);
    if (first != page->candles.end()) co_return first->time;
  }
  co_return std::nullopt;
}

net::Task<std::vector<TimeRange>> VenueSync::missingOf(const venues::Product& product, const Need& need,
                                                       TimeRange range, std::optional<Time> listed) {
  auto look = [need, instrument = product.instrument](store::Cache& cache) {
    return knownOf(cache, need, instrument);
  };
  const auto known = co_await store_.run(std::move(look));
  if (!known) {
    remark(fmt::format("{}: {}", describe(product, need), known.error().message));
    co_return std::vector<TimeRange>{};
  }
  co_return missing(need, {range, listed, caller_.clock().now()}, *known);
}

net::Task<void> VenueSync::noteUnlisted(const venues::Product& product, const Need& need, TimeRange before) {
  if (before.empty()) co_return;
  auto note = [need, instrument = product.instrument, before](store::Cache& cache) {
    return recordEmpty(cache, need, instrument, before);
  };
  const auto done = co_await store_.run(std::move(note));
  if (!done) remark(fmt::format("{}: {}", describe(product, need), done.error().message));
}

net::Task<void> VenueSync::plan(const venues::Product& product, const Part& part, Lanes& lanes) {
  std::optional<Time> listed = product.listed;
  std::map<DataKind, std::vector<TimeRange>> carried;  // by pages of another kind
  auto needs = needsOf(venue_, product.instrument, part);
  // Those that carry another kind along come first.
  std::ranges::stable_sort(
      needs, [](const Need& a, const Need& b) { return a.offer->also.size() > b.offer->also.size(); });
  for (const auto& need : needs) {
    auto todo = co_await missingOf(product, need, part.range, listed);
    if (!listed && pagesFor(need, todo).size() >= kWorthLooking) {
      if (!first_days_.contains(product.wire)) first_days_[product.wire] = co_await firstDay(product);
      if (caller_.lost()) co_return;
      listed = first_days_[product.wire];
      todo = co_await missingOf(product, need, part.range, listed);
    }
    if (listed && !todo.empty()) {
      const auto oldest = need.offer->reach.oldest(nominalLength(need.step), caller_.clock().now());
      const TimeRange before{std::max(part.range.from, oldest),
                             barOpen(barNumber(*listed, need.step), need.step)};
      co_await noteUnlisted(product, need, before);
    }
    todo = without(std::move(todo), carried[need.offer->data]);
    const auto pages = pagesFor(need, todo);
    if (pages.empty()) continue;
    const auto series = std::make_shared<Series>(Series{product, need});
    auto& lane = lanes[laneOf(venue_.request(queryOf(product, need, pages.front())))];
    for (const auto& range : pages) lane.push_back({series, range});
    for (const auto also : need.offer->also) std::ranges::copy(pages, std::back_inserter(carried[also]));
    progress_.planned += pages.size();
  }
}

net::Task<void> VenueSync::runLane(std::deque<Page>& pages) {
  if (pages.empty()) co_return;
  const auto& first = pages.front();
  const auto request = venue_.request(queryOf(first.series->product, first.series->need, first.range));
  const auto workers =
      std::min<std::size_t>(pages.size(), static_cast<std::size_t>(workersFor(venue_, request)));
  std::vector<net::Task<void>> running;
  for (std::size_t i = 0; i < workers; ++i) running.push_back(runWorker(pages));
  co_await net::all(std::move(running));
}

net::Task<void> VenueSync::runWorker(std::deque<Page>& pages) {
  while (!pages.empty() && !caller_.lost()) {
    const auto page = std::move(pages.front());
    pages.pop_front();
    if (page.series->dropped)
      ++outcome_.pages_failed;
    else
      co_await fetch(page);
    ++progress_.done;
    show(describe(page.series->product, page.series->need));
  }
}

net::Task<std::expected<venues::Page, Lost>> VenueSync::answerTo(const venues::Product& product,
                                                                 const Need& need, TimeRange range) {
  venues::Page whole;
  auto query = queryOf(product, need, range);
  const Error endless{ErrorKind::BadInput, "the answer goes on for ever", {}};
  while (true) {
    venues::Page page;
    const auto read = [&](const venues::Response& response) -> Status {
      auto parsed = venue_.parse(query, response);
      if (!parsed) return std::unexpected(parsed.error());
      page = *std::move(parsed);
      return {};
    };
    if (auto had = co_await caller_.ask(venue_.request(query), read); !had)
      co_return std::unexpected(std::move(had.error()));
    const auto rest = page.rest;
    const auto cursor = page.cursor;
    append(whole, std::move(page));
    if (!rest) co_return whole;
    // A venue that answers with the same rest again and again would keep us here.
    if (cursor == query.cursor && rest->to - rest->from >= query.range.to - query.range.from)
      co_return std::unexpected(Lost(Lost::Scope::Request, endless));
    query.range = *rest;
    query.cursor = cursor;
  }
}

void VenueSync::failed(const Page& page, const Lost& lost) {
  ++outcome_.pages_failed;
  auto& series = *page.series;
  if (lost.scope == Lost::Scope::Venue || lost.error.kind == ErrorKind::Cancelled) return;
  series.dropped = lost.scope == Lost::Scope::Product || ++series.failures >= kMostFailures;
  remark(fmt::format("{}: {}", describe(series.product, series.need), lost.error.message));
}

net::Task<void> VenueSync::fetch(const Page& page) {
  const auto& product = page.series->product;
  const auto& need = page.series->need;
  auto rows = co_await answerTo(product, need, page.range);
  if (!rows) {
    failed(page, rows.error());
    co_return;
  }
  progress_.rows += rowsIn(*rows);
  Answer answer{product.instrument, need, page.range, *std::move(rows)};
  auto write = [answer = std::move(answer), now = caller_.clock().now()](store::Cache& cache) {
    return record(cache, answer, now);
  };
  const auto written = co_await store_.run(std::move(write));
  if (written)
    outcome_.rows += *written;
  else
    failed(page, Lost(Lost::Scope::Request, written.error()));
}

namespace {

net::Task<void> runOne(VenueSync& sync, VenueOutcome& outcome) { outcome = co_await sync.run(); }

}  // namespace

net::Task<std::vector<VenueOutcome>> syncAll(std::vector<const venues::Venue*> venues,
                                             const Selection& selection, const net::Loop& loop,
                                             StoreThread& store, const Clock& clock, const SyncHooks& hooks,
                                             const SyncOptions& options) {
  std::vector<VenueOutcome> outcomes(venues.size());
  std::deque<VenueSync> syncs;
  std::vector<net::Task<void>> running;
  for (std::size_t i = 0; i < venues.size(); ++i) {
    syncs.emplace_back(*venues[i], selection, loop, store, clock, hooks, options);
    running.push_back(runOne(syncs.back(), outcomes[i]));
  }
  co_await net::all(std::move(running));
  co_return outcomes;
}

}  // namespace perpscope::feed
