#include "net/coroutine.h"

#include <gtest/gtest.h>

#include "net/semaphore.h"
#include "net/turns.h"

namespace perpscope::net {
namespace {

using namespace std::chrono_literals;

Task<int> answerOf(int value) { co_return value; }

Task<void> waitForever(int& ended) {
  const bool whole = co_await pause(1h);
  if (!whole) ++ended;
}

TEST(Coroutines, RunOnTheLoopAndGiveValuesBack) {
  const Loop loop;
  EXPECT_EQ(blockOn(loop, answerOf(7)), 7);
  const auto failing = []() -> Task<int> {
    throw std::runtime_error("a bug");
    co_return 1;
  };
  EXPECT_THROW(blockOn(loop, failing()), std::runtime_error);
}

TEST(Coroutines, AllWaitsForTheLastAndThrowsTheFirst) {
  const Loop loop;
  int done = 0;
  const auto one = [&done](bool bad) -> Task<void> {
    co_await pause(1ms);
    ++done;
    if (bad) throw std::runtime_error("a bug");
  };
  const auto some = [&one](bool bad) {
    std::vector<Task<void>> tasks;
    for (int i = 0; i < 5; ++i) tasks.push_back(one(bad && i == 2));
    return tasks;
  };
  blockOn(loop, all(some(false)));
  EXPECT_EQ(done, 5);
  EXPECT_THROW(blockOn(loop, all(some(true))), std::runtime_error);
  EXPECT_EQ(done, 10);
  blockOn(loop, all({}));
}

TEST(Coroutines, CancellingAllCancelsEachAndWaitsForThem) {
  const Loop loop;
  int ended = 0;
  bool went_on = false;
  const auto group = [&]() -> Task<void> {
    std::vector<Task<void>> tasks;
    for (int i = 0; i < 3; ++i) tasks.push_back(waitForever(ended));
    co_await all(std::move(tasks));
    co_await pause(1ms);  // throws: cancelled
    went_on = true;
  };
  const auto spawned = spawn(loop, group());
  blockOn(loop, test::turns(loop));
  spawned.cancel();
  spawned.wait();
  EXPECT_EQ(ended, 3);
  EXPECT_FALSE(went_on);
}

TEST(Coroutines, TheEndOfTheLoopEndsWaiting) {
  int ended = 0;
  auto loop = std::make_optional<Loop>();
  const auto handle = loop->handle();
  const auto spawned = spawn(*loop, waitForever(ended));
  loop.reset();
  spawned.wait();
  spawned.cancel();
  EXPECT_EQ(ended, 0);
  EXPECT_FALSE(handle.post([] {}));
}

TEST(Coroutines, NothingRunsAfterStop) {
  Loop loop;
  bool ran = false;
  loop.stop();
  loop.post([&ran] { ran = true; });
  loop.stop();
  EXPECT_FALSE(ran);
}

TEST(EventTest, IsSetOnceOrTheTimeComes) {
  const Loop loop;
  const auto both = [&loop]() -> Task<std::pair<bool, bool>> {
    Event never(loop.context().get_executor());
    const bool late = co_await never.wait(std::chrono::steady_clock::now() + 1ms);
    Event event(loop.context().get_executor());
    loop.post([&event] { event.set(); });
    const bool set = co_await event.wait();
    const bool still = co_await event.wait();
    co_return std::pair(late, set && still);
  };
  EXPECT_EQ(blockOn(loop, both()), std::pair(false, true));
}

TEST(SemaphoreTest, LetsInSoManyInTheOrderOfAsking) {
  const Loop loop;
  Semaphore semaphore(loop.context().get_executor(), 2);
  std::vector<int> order;
  int inside = 0, most = 0;
  const auto one = [&](int number) -> Task<void> {
    const auto place = co_await semaphore.enter();
    order.push_back(number);
    most = std::max(most, ++inside);
    co_await pause(1ms);
    --inside;
  };
  std::vector<Task<void>> tasks;
  for (int i = 0; i < 6; ++i) tasks.push_back(one(i));
  blockOn(loop, all(std::move(tasks)));
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(most, 2);
  EXPECT_TRUE(semaphore.idle());
}

TEST(SemaphoreTest, WhoGivesUpTakesNoPlace) {
  const Loop loop;
  Semaphore semaphore(loop.context().get_executor(), 1);
  const auto scene = [&]() -> Task<bool> {
    auto held = co_await semaphore.enter();
    const auto impatient = [&]() -> Task<void> { (void)co_await semaphore.enter(); };
    const auto spawned = spawn(loop, impatient());
    co_await test::turns(loop);
    spawned.cancel();
    co_await test::turns(loop);
    held.reset();
    co_return semaphore.idle();
  };
  EXPECT_TRUE(blockOn(loop, scene()));
}

}  // namespace
}  // namespace perpscope::net
