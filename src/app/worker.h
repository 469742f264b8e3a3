// A few threads that do one job after another. Jobs carry a ticket; a newer job replaces one of the same
// ticket that has not started, so that a user who clicks through intervals waits for the last one only.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace perpscope::app {

class Worker {
 public:
  // Gets the number of the thread it runs on, so that each can have things of its own.
  using Run = std::function<void(std::size_t thread)>;

  explicit Worker(std::size_t threads = 1);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  // Waits for the running jobs; those that have not started are dropped.
  ~Worker() = default;

  void post(const std::string& ticket, Run job);

 private:
  struct Job {
    std::string ticket;
    Run run;
  };
  void run(const std::stop_token& stop, std::size_t thread);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> jobs_;
  std::vector<std::jthread> threads_;  // last: they start when the rest is there, and end before it goes
};

}  // namespace perpscope::app
