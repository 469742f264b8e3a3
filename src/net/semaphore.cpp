#include "net/semaphore.h"

#include <algorithm>

namespace perpscope::net {

struct Semaphore::State {
  boost::asio::any_io_executor executor;
  std::size_t places;
  std::size_t taken = 0;
  std::deque<std::shared_ptr<Event>> waiting;

  // The place goes to who has waited longest.
  void release() {
    if (waiting.empty()) {
      --taken;
      return;
    }
    const auto next = std::move(waiting.front());
    waiting.pop_front();
    next->set();
  }
};

Semaphore::Place::~Place() {
  if (state_) state_->release();
}

Semaphore::Semaphore(const boost::asio::any_io_executor& executor, std::size_t places)
    : state_(std::make_shared<State>(State{executor, places, 0, {}})) {}

bool Semaphore::idle() const { return state_->taken == 0; }

Task<std::optional<Semaphore::Place>> Semaphore::enter() {
  const auto state = state_;
  if (state->taken < state->places) {
    ++state->taken;
    co_return std::optional<Place>(Place(state));
  }
  const auto turn = std::make_shared<Event>(state->executor);
  state->waiting.push_back(turn);
  const bool mine = co_await turn->wait();
  if (mine) co_return std::optional<Place>(Place(state));
  std::erase(state->waiting, turn);
  co_return std::nullopt;
}

}  // namespace perpscope::net
