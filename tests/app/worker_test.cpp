#include "app/worker.h"

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
  worker.post("block", [gate = go.get_future().share()] { gate.wait(); });
  worker.post("price", [&ran] { ran.emplace_back("old price"); });
  worker.post("flow", [&ran] { ran.emplace_back("flow"); });
  worker.post("price", [&ran] { ran.emplace_back("new price"); });
  worker.post("end", [&finished] { finished.set_value(); });
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
    worker.post("running", [&started, gate = go.get_future().share()] {
      started.set_value();
      gate.wait();
    });
    worker.post("waiting", [&late] { late = true; });
    started.get_future().wait();
    std::jthread opener([&go, &worker] {
      worker.post("waiting", [] {});
      go.set_value();
    });
  }
  SUCCEED() << late;
}

}  // namespace
}  // namespace perpscope::app
