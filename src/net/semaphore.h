// At most so many at once, in the order of asking. On the loop's thread only.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "net/coroutine.h"

namespace perpscope::net {

class Semaphore {
  struct State;

 public:
  // A place; given back when destroyed.
  class Place {
   public:
    explicit Place(std::shared_ptr<State> state) : state_(std::move(state)) {}
    Place(Place&&) = default;
    Place(const Place&) = delete;
    Place& operator=(Place&&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

   private:
    std::shared_ptr<State> state_;
  };

  Semaphore(const boost::asio::any_io_executor& executor, std::size_t places);

  // Nothing: cancelled.
  [[nodiscard]] Task<std::optional<Place>> enter();
  [[nodiscard]] bool idle() const;  // nobody inside

 private:
  std::shared_ptr<State> state_;
};

}  // namespace perpscope::net
