#include "net/rate_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/turns.h"

namespace perpscope::net {
namespace {

using namespace std::chrono_literals;
using test::turns;
using testing::ElementsAre;

std::vector<RateCharge> charge(std::string pool, double weight = 1) { return {{std::move(pool), weight}}; }

Instant now() { return std::chrono::steady_clock::now(); }

class RateGateTest : public testing::Test {
 protected:
  // Enters, notes its number and the time, and lets go at once.
  Task<void> visit(RateGate& gate, std::vector<RateCharge> charges, int number) {
    const auto permit = co_await gate.enter(std::move(charges));
    if (!permit) co_return;
    order.push_back(number);
    times.push_back(now());
  }

  std::vector<int> order;
  std::vector<Instant> times;
  Loop loop;
};

TEST_F(RateGateTest, LetsInWhatFitsAndTheRestInOrderLater) {
  RateGate gate(loop, {{"a", {{40ms, 2}}}});
  std::vector<Task<void>> tasks;
  for (int i = 0; i < 5; ++i) tasks.push_back(visit(gate, charge("a"), i));
  blockOn(loop, all(std::move(tasks)));
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_GE(times[2] - times[0], 40ms);
  EXPECT_GE(times[4] - times[2], 40ms);
}

TEST_F(RateGateTest, AHeavyOneIsNotOvertakenInItsPool) {
  RateGate gate(loop, {{"a", {{40ms, 3}}}, {"b", {{40ms, 1}}}});
  std::vector<Task<void>> tasks;
  tasks.push_back(visit(gate, charge("a", 2), 0));
  tasks.push_back(visit(gate, charge("a", 3), 1));
  tasks.push_back(visit(gate, charge("a", 1), 2));  // would fit, but it is not its turn
  tasks.push_back(visit(gate, charge("b"), 3));     // another pool: at once
  blockOn(loop, all(std::move(tasks)));
  EXPECT_THAT(order, ElementsAre(0, 3, 1, 2));
}

TEST_F(RateGateTest, WhatIsUnderWayHoldsItsPlaceUntilItEnds) {
  RateGate gate(loop, {{"a", {{20ms, 1}}}});
  Instant let_go;
  const auto slow = [&]() -> Task<void> {
    const auto permit = co_await gate.enter(charge("a"));
    co_await pause(50ms);
    let_go = now();
  };
  std::vector<Task<void>> tasks;
  tasks.push_back(slow());
  tasks.push_back(visit(gate, charge("a"), 1));
  blockOn(loop, all(std::move(tasks)));
  EXPECT_GE(times.at(0) - let_go, 20ms);
}

TEST_F(RateGateTest, RefusesWhatNeverFits) {
  RateGate gate(loop, {{"a", {{1s, 3}}}});
  const auto permit = blockOn(loop, gate.enter(charge("a", 4)));
  ASSERT_FALSE(permit);
  EXPECT_EQ(permit.error().trouble, Trouble::Address);
}

TEST_F(RateGateTest, WhoIsCancelledHoldsUpNobody) {
  RateGate gate(loop, {{"a", {{50ms, 2}}}});
  const auto scene = [&]() -> Task<bool> {
    const auto first = co_await gate.enter(charge("a"));
    const auto heavy = spawn(loop, visit(gate, charge("a", 2), 1));
    const auto light = spawn(loop, visit(gate, charge("a"), 2));
    co_await turns(loop);
    const bool both_wait = order.empty();
    heavy.cancel();
    co_await turns(loop);
    co_return both_wait&& order == std::vector<int>{2};
  };
  EXPECT_TRUE(blockOn(loop, scene()));
}

TEST_F(RateGateTest, PausesAndServersCountsHoldItBack) {
  RateGate gate(loop, {{"a", {{1h, 10}}}, {"b", {{1h, 10}}}});
  const auto scene = [&]() -> Task<void> {
    const auto begin = now();
    gate.pause(30ms);
    co_await visit(gate, charge("b"), 0);
    gate.pause("a", 30ms);
    co_await visit(gate, charge("a"), 1);
    EXPECT_GE(times[0] - begin, 30ms);
    EXPECT_GE(times[1] - times[0], 30ms);
    gate.reportUsed("a", 1h, 10);
    EXPECT_EQ(gate.used("a", 1h), 10);
    const auto full = spawn(loop, visit(gate, charge("a"), 2));
    co_await turns(loop);
    full.cancel();
  };
  blockOn(loop, scene());
  EXPECT_THAT(order, ElementsAre(0, 1));
}

TEST_F(RateGateTest, TheEndOfTheLoopEndsPermitsAndWaiters) {
  auto own = std::make_optional<Loop>();
  std::optional<RateGate> gate(std::in_place, *own, std::vector<RatePool>{{"a", {{1h, 1}}}});
  const auto holding = [&]() -> Task<void> {
    const auto permit = co_await gate->enter(charge("a"));
    co_await pause(1h);
  };
  const auto first = spawn(*own, holding());
  const auto second = spawn(*own, holding());
  blockOn(*own, turns(*own));
  gate.reset();
  own.reset();
  first.wait();
  second.wait();
}

}  // namespace
}  // namespace perpscope::net
