// One exchange's public API, as pure functions: what to send for a piece of history, and what the bytes that
// come back mean. No sockets, no clock, no threads. A venue is one folder, and one line in registry.cpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "market/series.h"
#include "venues/decoder.h"
#include "venues/http.h"

namespace perpscope::venues {

// How far back a venue answers. The strictest of what is set counts.
struct Reach {
  std::optional<Time> since;          // nothing older at this venue
  std::optional<Milliseconds> age;    // only what is younger than that
  std::optional<std::int64_t> steps;  // only the newest so many bars or samples

  // The oldest stamp worth asking for.
  [[nodiscard]] Time oldest(Milliseconds step, Time now) const;
};

// A row of a venue's capability table: a kind of data of a kind of product.
struct Offer {
  MarketKind kind = MarketKind::Spot;
  Margin margin = Margin::None;
  DataKind data = DataKind::Bars;
  PriceKind price = PriceKind::Trade;  // Bars
  std::vector<Interval> steps;  // bars: native intervals up to 1d; open interest: sample steps; funding: none
  Reach reach;
  // A request's range never holds more steps (funding: hours) than this: the venue's page limit, or for
  // funding what a page of its usual settlements spans. What an answer then lacks is its Page::rest.
  std::size_t page = 1000;
  // The longest range of one request, where the venue bounds that too; 0: no bound.
  Milliseconds longest{0};
  std::string_view source;  // names the endpoint in the coverage table: "binance /fapi/v1/klines"
  std::string_view remark;  // a sentence for the matrix in docs/venues.md, or empty
  // What the same answers carry besides, of the same range: need not be asked for on its own.
  std::vector<DataKind> also = {};
};

// What the venue's own list of products says of one. `wire` is its name in requests where that differs from
// the symbol a reader sees (XBTUSD for XBT/USD).
struct Product {
  Instrument instrument;  // with the contract size that the venue states
  std::string wire;
  std::optional<Time> listed;
  bool trading = true;
};

// A piece of history: one page of one series.
struct Query {
  Product product;
  DataKind data = DataKind::Bars;
  PriceKind price = PriceKind::Trade;
  Interval step = Interval::D1;  // bars: the interval; open interest: the sample step; funding: not used
  TimeRange range;  // half open, on the grid of the step; by stamps that are stored (bar opens, settlements)
  std::string cursor = {};  // where range is the rest of a page: that page's cursor, else empty
};

// What an answer holds, oldest first, only rows whose stamps lie in the range. Running bars are among them:
// the caller drops what has not ended by the venue's clock.
struct Page {
  std::vector<Candle> candles;
  std::vector<Funding> funding;
  std::vector<OpenInterest> open_interest;
  // The part of the range that this answer did not reach, because the venue cut it off at its page limit: to
  // be asked for again. Nothing where the range is answered whole, however few rows it has. Lies at either
  // end of the range, or is all of it where a venue that pages by position has to be searched.
  std::optional<TimeRange> rest;
  std::string cursor;  // goes with the rest into its query; empty at venues that page by time
};

// What an answer that is no data means for what to do next.
struct Refusal {
  enum class Kind : std::uint8_t {
    Slower,    // a rate limit: wait, and ask again
    Banned,    // as Slower, with all requests to the venue stopped until then
    Busy,      // the venue's own trouble: ask again with backoff
    NoSymbol,  // the venue does not know the product
    Blocked,   // not from this address or country: stop, and say so
    Bad,       // anything else; not worth repeating
  };
  Kind kind = Kind::Bad;
  std::string message;               // the venue's words, for a person
  std::optional<Milliseconds> wait;  // as told by Retry-After or by the venue's documents
};

class Venue {
 public:
  Venue() = default;
  Venue(const Venue&) = delete;
  Venue& operator=(const Venue&) = delete;
  virtual ~Venue() = default;

  [[nodiscard]] virtual std::string_view id() const = 0;  // as in market/instrument.h
  // Base URLs of REST and WebSocket, keys as in design.md section 7; none for a closed venue.
  [[nodiscard]] virtual std::span<const Endpoint> endpoints() const = 0;
  [[nodiscard]] virtual std::span<const Pool> pools() const = 0;
  [[nodiscard]] virtual std::span<const Offer> offers() const = 0;

  // The venue's own list that holds the instrument, and the instrument in it. `parseProduct` fails with
  // NotFound where it is not listed, so ask for the one product or for a list that is sent whole.
  [[nodiscard]] virtual Request productRequest(const Instrument& instrument) const = 0;
  [[nodiscard]] virtual Result<Product> parseProduct(const Instrument& instrument,
                                                     const Response& response) const = 0;

  // Only for offered data; range within one page (see pages()).
  [[nodiscard]] virtual Request request(const Query& query) const = 0;
  // The same question at another address, where the venue moves one about and the answer says that it is not
  // there. Ask it once, before the refusal counts.
  [[nodiscard]] virtual std::optional<Request> otherAddress(const Request& asked,
                                                            const Response& response) const {
    (void)asked;
    (void)response;
    return std::nullopt;
  }
  // Bytes that do not mean what they should: BadInput, with the field named. Never throws.
  [[nodiscard]] virtual Result<Page> parse(const Query& query, const Response& response) const = 0;
  // Nothing for an answer that holds data. Looks at status, headers and body, also at errors sent with status
  // 200.
  [[nodiscard]] virtual std::optional<Refusal> refusal(const Response& response) const = 0;

  // What the venue says has been used of its pools, by this address as a whole.
  [[nodiscard]] virtual std::vector<Usage> usage(const Request& request, const Response& response) const {
    (void)request;
    (void)response;
    return {};
  }

  // For recorded and live messages; one decoder for one recording or connection.
  [[nodiscard]] virtual std::unique_ptr<Decoder> decoder() const = 0;
};

// The offer that fits, or null.
[[nodiscard]] const Offer* offerFor(const Venue& venue, const Instrument& instrument, DataKind data,
                                    PriceKind price = PriceKind::Trade);

// The range cut into what single requests may ask for, oldest first, borders on the grid of the step
// (funding: on whole hours).
[[nodiscard]] std::vector<TimeRange> pages(const Offer& offer, Interval step, TimeRange range);

}  // namespace perpscope::venues
