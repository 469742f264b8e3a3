// The work of one venue in a sync: products, plans, pages. On the loop's thread. For this room only.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "feed/book.h"
#include "feed/venue_caller.h"

namespace perpscope::feed {

class VenueSync {
 public:
  VenueSync(const venues::Venue& venue, const Selection& selection, const net::Loop& loop, StoreThread& store,
            const Clock& clock, const SyncHooks& hooks, const SyncOptions& options);

  // Once.
  [[nodiscard]] net::Task<VenueOutcome> run();

 private:
  // A series on its way.
  struct Series {
    venues::Product product;
    Need need;
    int failures = 0;
    bool dropped = false;
  };
  struct Page {
    std::shared_ptr<Series> series;
    TimeRange range;
  };
  // Pages that draw on the same pool of the same host wait for each other only.
  using Lanes = std::map<std::string, std::deque<Page>>;

  [[nodiscard]] net::Task<void> planAll(Lanes& lanes);
  [[nodiscard]] net::Task<std::optional<venues::Product>> lookUp(const Instrument& instrument);
  [[nodiscard]] net::Task<void> plan(const venues::Product& product, const Part& part, Lanes& lanes);
  [[nodiscard]] net::Task<std::vector<TimeRange>> missingOf(const venues::Product& product, const Need& need,
                                                            TimeRange range, std::optional<Time> listed);
  // The open of the product's first day, by asking for days from the beginning on; nothing where there are
  // none.
  [[nodiscard]] net::Task<std::optional<Time>> firstDay(const venues::Product& product);
  [[nodiscard]] net::Task<void> noteUnlisted(const venues::Product& product, const Need& need,
                                             TimeRange before);
  [[nodiscard]] net::Task<void> runLane(std::deque<Page>& pages);
  [[nodiscard]] net::Task<void> runWorker(std::deque<Page>& pages);
  [[nodiscard]] net::Task<void> fetch(const Page& page);
  // Asks until the range is answered whole.
  [[nodiscard]] net::Task<std::expected<venues::Page, Lost>> answerTo(const venues::Product& product,
                                                                      const Need& need, TimeRange range);
  void failed(const Page& page, const Lost& lost);
  void remark(std::string line);
  void show(std::string doing);

  const venues::Venue& venue_;
  const Selection& selection_;
  StoreThread& store_;
  const Clock& clock_;
  const SyncHooks& hooks_;
  VenueCaller caller_;
  VenueProgress progress_;
  VenueOutcome outcome_;
  std::map<std::string, std::optional<Time>> first_days_;  // by symbol, where they were looked for
  std::map<std::string, venues::Response> lists_;          // answers that hold many products, by target
};

}  // namespace perpscope::feed
