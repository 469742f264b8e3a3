// Coroutines on the loop. Whoever writes some includes this and nothing else of Asio.
#pragma once

#include <future>
#include <memory>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include "base/time.h"
#include "net/instant.h"
#include "net/loop.h"

namespace perpscope::net {

template <class T>
using Task = boost::asio::awaitable<T>;

// A coroutine on its way. Letting go of this does not end it.
class Spawned {
 public:
  struct State;
  Spawned(LoopHandle loop, std::shared_ptr<State> state, std::shared_future<void> ended)
      : loop_(std::move(loop)), state_(std::move(state)), ended_(std::move(ended)) {}
  // From any thread. What it awaits ends early; its next co_await throws, which ends it unless it catches.
  void cancel() const;
  // From any other thread than the loop's. Also ends when the loop is destroyed.
  void wait() const { ended_.wait(); }

 private:
  LoopHandle loop_;
  std::shared_ptr<State> state_;
  std::shared_future<void> ended_;
};

// Starts it on the loop's thread. An exception that leaves it, other than that of cancellation, is a bug and
// ends the program.
Spawned spawn(const Loop& loop, Task<void> task);

// Runs it on the loop and waits for its value; from any other thread.
template <class T>
T blockOn(const Loop& loop, Task<T> task) {
  return boost::asio::co_spawn(loop.context(), std::move(task), boost::asio::use_future).get();
}

// False: cancelled.
[[nodiscard]] Task<bool> pause(Milliseconds duration);

// All of them at once; ends when the last one has. Cancelling it cancels them. Where some throw, the first
// exception is thrown at the end.
[[nodiscard]] Task<void> all(std::vector<Task<void>> tasks);

// Something that happens once and is waited for. On one thread only.
class Event {
 public:
  explicit Event(const boost::asio::any_io_executor& executor) : timer_(executor, Instant::max()) {}
  void set() {
    set_ = true;
    timer_.cancel();
  }
  [[nodiscard]] bool isSet() const { return set_; }
  // False: the time came first, or it was cancelled. One waiter at a time.
  [[nodiscard]] Task<bool> wait(Instant until = Instant::max());

 private:
  boost::asio::steady_timer timer_;
  bool set_ = false;
};

}  // namespace perpscope::net
