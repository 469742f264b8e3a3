#include "feed/store_thread.h"

namespace perpscope::feed {

StoreThread::StoreThread(store::Cache cache, const net::Loop& loop)
    : cache_(std::move(cache)), loop_(loop.handle()), thread_([this] { work(); }) {}

StoreThread::~StoreThread() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  ready_.notify_one();
  thread_.join();
}

void StoreThread::add(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  ready_.notify_one();
}

void StoreThread::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ready_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job(cache_);
    lock.lock();
  }
}

}  // namespace perpscope::feed
