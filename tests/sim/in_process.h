// Asks a simulated exchange what a venue's client would, without a socket between.
#pragma once

#include <gtest/gtest.h>

#include "sim/exchange.h"
#include "sim/target.h"
#include "venues/venue.h"

namespace perpscope::test {

inline sim::ServerRequest served(const venues::Request& request, Time at) {
  const auto target = sim::parseTarget(request.target);
  EXPECT_TRUE(target.has_value()) << request.target;
  sim::ServerRequest served{request.endpoint,
                            request.method,
                            target->path,
                            target->query,
                            {{"user-agent", "test"}},
                            request.body,
                            at};
  if (!request.body.empty()) served.headers.push_back({"content-type", "application/json"});
  return served;
}

inline venues::Response asked(const sim::Exchange& exchange, const sim::Dataset& market,
                              const venues::Request& request, Time at) {
  auto answer = exchange.answer(served(request, at), market);
  return {answer.status, std::move(answer.headers), std::move(answer.body)};
}

// Fetches a range page by page, as the feed does, and says how many requests that took.
struct Fetched {
  venues::Page rows;
  std::size_t requests = 0;
};

inline Fetched fetched(const venues::Venue& venue, const sim::Exchange& exchange, const sim::Dataset& market,
                       const venues::Offer& offer, venues::Query query, Time now) {
  Fetched all;
  for (const auto& page : venues::pages(offer, query.step, query.range)) {
    std::optional<TimeRange> todo = page;
    while (todo) {
      query.range = *todo;
      const auto request = venue.request(query);
      const auto response = asked(exchange, market, request, now);
      ++all.requests;
      const auto refused = venue.refusal(response);
      EXPECT_FALSE(refused.has_value()) << request.target << request.body << ": " << refused->message;
      if (refused) return all;
      const auto answer = venue.parse(query, response);
      EXPECT_TRUE(answer.has_value()) << request.target << request.body << ": " << answer.error().message;
      if (!answer) return all;
      std::ranges::copy(answer->candles, std::back_inserter(all.rows.candles));
      std::ranges::copy(answer->funding, std::back_inserter(all.rows.funding));
      std::ranges::copy(answer->open_interest, std::back_inserter(all.rows.open_interest));
      // A venue that pages by position may have to be searched.
      const bool searches = answer->rest && answer->cursor != query.cursor;
      const bool shrinks =
          !answer->rest || searches || (answer->rest->to - answer->rest->from < todo->to - todo->from);
      EXPECT_TRUE(shrinks) << "the rest of a page is no smaller than the page: " << request.target
                           << request.body;
      if (!shrinks) return all;
      todo = answer->rest;
      query.cursor = answer->cursor;
    }
  }
  const auto by_time = [](const auto& a, const auto& b) { return a.time < b.time; };
  std::ranges::sort(all.rows.candles, by_time);
  std::ranges::sort(all.rows.funding, by_time);
  std::ranges::sort(all.rows.open_interest, by_time);
  return all;
}

}  // namespace perpscope::test
