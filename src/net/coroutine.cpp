#include "net/coroutine.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/this_coro.hpp>

namespace perpscope::net {

namespace asio = boost::asio;
namespace this_coro = boost::asio::this_coro;

struct Spawned::State {
  asio::cancellation_signal signal;
};

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

bool ofCancellation(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

// Told when the coroutine ends. Where it is destroyed with the loop instead, the promise breaks, which ends
// the waiting as well.
struct Ending {
  std::shared_ptr<Spawned::State> state;
  std::shared_ptr<std::promise<void>> ended;

  void operator()(const std::exception_ptr& thrown) const {
    ended->set_value();
    if (thrown && !ofCancellation(thrown)) std::rethrow_exception(thrown);
  }
};

struct Group {
  explicit Group(const asio::any_io_executor& executor) : all_done(executor) {}

  void add(const asio::any_io_executor& executor, const std::shared_ptr<Group>& self, Task<void> task) {
    ++left;
    signals.push_back(std::make_unique<asio::cancellation_signal>());
    auto done = [self](const std::exception_ptr& thrown) {
      if (thrown && !self->first) self->first = thrown;
      if (--self->left == 0) self->all_done.set();
    };
    asio::co_spawn(executor, std::move(task),
                   asio::bind_cancellation_slot(signals.back()->slot(), std::move(done)));
  }

  void cancel() {
    for (const auto& signal : signals) signal->emit(asio::cancellation_type::all);
  }

  Event all_done;
  std::size_t left = 0;
  std::vector<std::unique_ptr<asio::cancellation_signal>> signals;
  std::exception_ptr first;
};

}  // namespace

Spawned spawn(const Loop& loop, Task<void> task) {
  auto state = std::make_shared<Spawned::State>();
  auto ended = std::make_shared<std::promise<void>>();
  Spawned spawned(loop.handle(), state, ended->get_future().share());
  const auto slot = state->signal.slot();
  asio::co_spawn(loop.context(), std::move(task),
                 asio::bind_cancellation_slot(slot, Ending{std::move(state), std::move(ended)}));
  return spawned;
}

void Spawned::cancel() const {
  loop_.post([state = state_] { state->signal.emit(asio::cancellation_type::all); });
}

Task<bool> pause(Milliseconds duration) {
  asio::steady_timer timer(co_await this_coro::executor, duration);
  const auto [error] = co_await timer.async_wait(kAsTuple);
  co_return !error;
}

Task<void> all(std::vector<Task<void>> tasks) {
  if (tasks.empty()) co_return;
  const auto executor = co_await this_coro::executor;
  const auto group = std::make_shared<Group>(executor);
  for (auto& task : tasks) group->add(executor, group, std::move(task));
  tasks.clear();

  // Once cancelled, this still has to wait for the others.
  const bool throws = co_await this_coro::throw_if_cancelled();
  co_await this_coro::throw_if_cancelled(false);
  const auto cancelled = co_await this_coro::cancellation_state;
  bool told = false;
  while (group->left > 0) {
    (void)co_await group->all_done.wait();
    if (cancelled.cancelled() != asio::cancellation_type::none && !std::exchange(told, true)) group->cancel();
  }
  co_await this_coro::throw_if_cancelled(throws);
  if (group->first) std::rethrow_exception(group->first);
}

Task<bool> Event::wait(Instant until) {
  if (set_) co_return true;
  timer_.expires_at(until);
  (void)co_await timer_.async_wait(kAsTuple);
  co_return set_;
}

}  // namespace perpscope::net
