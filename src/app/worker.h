// A thread that does one job after another. Jobs carry a ticket; a newer job replaces one of the same ticket
// that has not started, so that a user who clicks through intervals waits for the last one only.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace perpscope::app {

class Worker {
 public:
  Worker() : thread_([this](const std::stop_token& stop) { run(stop); }) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  // Waits for the running job; those that have not started are dropped.
  ~Worker() = default;

  void post(const std::string& ticket, std::function<void()> job);

 private:
  struct Job {
    std::string ticket;
    std::function<void()> run;
  };
  void run(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> jobs_;
  std::jthread thread_;  // last: starts when the rest is there, ends before it goes
};

}  // namespace perpscope::app
