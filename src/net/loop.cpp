#include "net/loop.h"

#include <mutex>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace perpscope::net {

namespace asio = boost::asio;

struct LoopHandle::State {
  std::mutex mutex;
  std::shared_ptr<asio::io_context> context;
};

struct Loop::Thread {
  explicit Thread(asio::io_context& context)
      : work(asio::make_work_guard(context)), thread([&context] { context.run(); }) {}

  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::thread thread;
};

bool LoopHandle::post(std::function<void()> work) const {
  const std::lock_guard lock(state_->mutex);
  if (!state_->context) return false;
  asio::post(*state_->context, std::move(work));
  return true;
}

Loop::Loop() : state_(std::make_shared<LoopHandle::State>()) {
  state_->context = std::make_shared<asio::io_context>(1);
  thread_ = std::make_unique<Thread>(*state_->context);
}

Loop::~Loop() {
  stop();
  // What the coroutines hold may post while it is destroyed: the lock must be free by then.
  std::shared_ptr<asio::io_context> context;
  {
    const std::lock_guard lock(state_->mutex);
    context.swap(state_->context);
  }
  thread_.reset();
}

void Loop::stop() {
  state_->context->stop();
  if (thread_->thread.joinable()) thread_->thread.join();
}

asio::io_context& Loop::context() const { return *state_->context; }

}  // namespace perpscope::net
