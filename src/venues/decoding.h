// What decoders share: gathering a message's events, and reading where it came from. For this room only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "venues/event.h"
#include "venues/json.h"

namespace perpscope::venues {

using Happening = decltype(Event::what);

// The events of one message.
class Events {
 public:
  void add(std::string_view symbol, std::optional<Time> time, Happening what) {
    list_.push_back({std::string(symbol), time, std::move(what)});
  }
  void ignore(std::string_view why, std::string_view symbol = {}) {
    add(symbol, std::nullopt, IgnoredEvent{std::string(why)});
  }
  void fail(std::string_view why, std::string_view symbol = {}) {
    add(symbol, std::nullopt, ErrorEvent{std::string(why)});
  }
  void fail(const Error& error) {
    fail(error.detail.empty() ? error.message : error.message + ", " + error.detail);
  }

  // `read(reading, row)` adds the events of one row; of a row that cannot be read an error event is all that
  // remains.
  template <class Read>
  void each(const Json& rows, Read&& read) {
    for (const auto& row : rows) one(row, read);
  }
  template <class Read>
  void one(const Json& row, Read&& read) {
    Reading reading;
    const auto before = list_.size();
    read(reading, row);
    if (reading.ok()) return;
    list_.resize(before);
    fail(reading.error().error());
  }

  // Never empty: a message that carried nothing is ignored and says so.
  [[nodiscard]] std::vector<Event> take() {
    if (list_.empty()) ignore("nothing in it");
    return std::move(list_);
  }

 private:
  std::vector<Event> list_;
};

// Single events, for decoders that return them row by row.
[[nodiscard]] inline Event ignored(std::string why, std::string symbol = {}, std::optional<Time> time = {}) {
  return {std::move(symbol), time, IgnoredEvent{std::move(why)}};
}
[[nodiscard]] inline Event unusable(std::string why, std::string symbol = {}) {
  return {std::move(symbol), std::nullopt, ErrorEvent{std::move(why)}};
}

// Settlements of one product whose rows do not say what interval they cover: their gaps do, where there are
// two or more. See settlements.h.
void tellIntervals(std::vector<Event>& events, std::chrono::minutes usual);

// Path and query of a URL or of a request's target.
struct Origin {
  std::string_view path;
  std::string_view query;

  [[nodiscard]] static Origin of(std::string_view url);
  // As it stands in the query, percent-encoded; empty where it is absent.
  [[nodiscard]] std::string_view param(std::string_view name) const;
};

}  // namespace perpscope::venues
