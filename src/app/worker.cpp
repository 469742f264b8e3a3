#include "app/worker.h"

#include <algorithm>

namespace perpscope::app {

Worker::Worker(std::size_t threads) {
  for (std::size_t thread = 0; thread < threads; ++thread)
    threads_.emplace_back([this, thread](const std::stop_token& stop) { run(stop, thread); });
}

void Worker::post(const std::string& ticket, Run job) {
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(jobs_, [&ticket](const Job& waiting) { return waiting.ticket == ticket; });
    jobs_.push_back({ticket, std::move(job)});
  }
  wake_.notify_one();
}

void Worker::run(const std::stop_token& stop, std::size_t thread) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return !jobs_.empty(); })) return;
      if (stop.stop_requested()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job.run(thread);
  }
}

}  // namespace perpscope::app
