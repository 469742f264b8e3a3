// The one thread that touches the cache while the network fills it. Coroutines hand it work and go on when it
// is done.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "net/coroutine.h"
#include "store/cache.h"

namespace perpscope::feed {

class StoreThread {
 public:
  StoreThread(store::Cache cache, const net::Loop& loop);
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;
  ~StoreThread();  // does what was handed over, then ends

  // Runs the work on the store's thread, in the order of the calls, and answers on the loop's. The work is
  // done even where the waiting coroutine is cancelled meanwhile.
  template <class Work>
  [[nodiscard]] auto run(Work work) -> net::Task<std::invoke_result_t<Work, store::Cache&>> {
    using Value = std::invoke_result_t<Work, store::Cache&>;
    struct Shared {
      explicit Shared(const boost::asio::any_io_executor& executor) : done(executor) {}
      net::Event done;
      std::optional<Value> value;
    };
    const auto shared = std::make_shared<Shared>(co_await boost::asio::this_coro::executor);
    add([shared, loop = loop_, work = std::move(work)](store::Cache& cache) mutable {
      auto value = std::make_shared<Value>(work(cache));
      // The timer inside is the loop's: the last hold on it is let go there.
      (void)loop.post([shared = std::move(shared), value] {
        shared->value = std::move(*value);
        shared->done.set();
      });
    });
    while (!shared->value)
      if (!co_await shared->done.wait() && !shared->value)
        co_return Value(fail(ErrorKind::Cancelled, "cancelled"));
    co_return std::move(*shared->value);
  }

 private:
  using Job = std::move_only_function<void(store::Cache&)>;
  void add(Job job);
  void work();

  store::Cache cache_;
  net::LoopHandle loop_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> jobs_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace perpscope::feed
