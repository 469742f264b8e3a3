#include "app/worker.h"

#include <atomic>
#include <future>
#include <vector>

#include <gtest/gtest.h>

namespace perpscope::app {
namespace {

TEST(Worker, ANewerJobReplacesAWaitingOneOfItsTicket) {
  std::vector<std::string> ran;
  std::promise<void> go;
  std::promise<void> finished;
  Worker worker;
  worker.post("block", [gate = go.get_future().share()](std::size_t) { gate.wait(); });
  worker.post("price", [&ran](std::size_t) { ran.emplace_back("old price"); });
  worker.post("flow", [&ran](std::size_t) { ran.emplace_back("flow"); });
  worker.post("price", [&ran](std::size_t) { ran.emplace_back("new price"); });
  worker.post("end", [&finished](std::size_t) { finished.set_value(); });
  go.set_value();
  finished.get_future().wait();
  EXPECT_EQ(ran, (std::vector<std::string>{"flow", "new price"}));
}

TEST(Worker, EndsWithJobsWaiting) {
  bool late = false;
  std::promise<void> started;
  {
    std::promise<void> go;
    Worker worker;
    worker.post("running", [&started, gate = go.get_future().share()](std::size_t) {
      started.set_value();
      gate.wait();
    });
    worker.post("waiting", [&late](std::size_t) { late = true; });
    started.get_future().wait();
    std::jthread opener([&go, &worker] {
      worker.post("waiting", [](std::size_t) {});
      go.set_value();
    });
  }
  SUCCEED() << late;
}

TEST(Worker, SeveralThreadsWorkAtOnceAndKnowTheirNumbers) {
  std::array<std::promise<void>, 2> arrived;
  std::array<std::atomic<int>, 2> ran{};
  std::promise<void> go;
  {
    Worker worker(2);
    const auto gate = go.get_future().share();
    for (const std::size_t job : {0U, 1U})
      worker.post(std::to_string(job), [&arrived, &ran, gate, job](std::size_t thread) {
        ++ran.at(thread);
        arrived[job].set_value();
        gate.wait();
      });
    // Both are under way before either may end.
    for (auto& each : arrived) each.get_future().wait();
    go.set_value();
  }
  EXPECT_EQ(ran[0], 1);
  EXPECT_EQ(ran[1], 1);
}

}  // namespace
}  // namespace perpscope::app
