#include "sim/limits.h"

#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

namespace perpscope::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using venues::Charge;
using venues::Pool;
using venues::Window;

Instant at(Milliseconds since_start) { return Instant{} + std::chrono::hours{1} + since_start; }

TEST(SlidingWindow, ARequestCountsUntilItsWholeLengthHasPassed) {
  SlidingWindow window({seconds{10}, 3});
  window.add(at(milliseconds{0}), 2);
  window.add(at(seconds{4}), 1);
  EXPECT_FALSE(window.fits(1));
  window.advance(at(milliseconds{9'999}));
  EXPECT_FALSE(window.fits(1));
  window.advance(at(seconds{10}));
  EXPECT_TRUE(window.fits(2));
  EXPECT_FALSE(window.fits(3));
  EXPECT_EQ(window.used(), 1);
  EXPECT_EQ(window.mostUsed(), 3);
}

TEST(SlidingWindow, SaysHowLongToWait) {
  SlidingWindow window({seconds{10}, 3});
  window.add(at(seconds{0}), 1);
  window.add(at(seconds{4}), 2);
  const Instant now = at(seconds{5});
  window.advance(now);
  EXPECT_EQ(window.untilFits(now, 1), seconds{5});
  EXPECT_EQ(window.untilFits(now, 2), seconds{9});
  EXPECT_EQ(window.untilFits(now, 4), seconds{10}) << "never fits: one whole window";
  EXPECT_EQ(SlidingWindow({seconds{10}, 3}).untilFits(now, 3), milliseconds{0});
}

TEST(SlidingWindow, FractionsLeaveNoDust) {
  SlidingWindow window({seconds{1}, 0.3});
  for (int i = 0; i < 3; ++i) window.add(at(milliseconds{i}), 0.1);
  EXPECT_FALSE(window.fits(0.1));
  window.advance(at(milliseconds{1'001}));
  EXPECT_TRUE(window.fits(0.2));
  window.advance(at(seconds{9}));
  EXPECT_EQ(window.used(), 0);
}

TEST(SlidingWindow, AWindowKeptFullIsWhollyUsed) {
  SlidingWindow window({seconds{10}, 4});
  for (int i = 0; i <= 3; ++i) window.add(at(seconds{10 * i}), 4);
  EXPECT_NEAR(window.meanFill(), 1.0, 1e-12);
}

TEST(SlidingWindow, ShortPausesAreUnusedAllowanceAndLongOnesAreNoWork) {
  SlidingWindow paused({seconds{10}, 1});
  paused.add(at(seconds{0}), 1);
  paused.add(at(seconds{15}), 1);  // 5 s empty
  EXPECT_NEAR(paused.meanFill(), 10.0 / 15, 1e-12);
  SlidingWindow idle({seconds{10}, 1});
  idle.add(at(seconds{0}), 1);
  idle.add(at(std::chrono::hours{1}), 1);
  idle.add(at(std::chrono::hours{1} + seconds{10}), 1);
  EXPECT_NEAR(idle.meanFill(), 1.0, 1e-12);
}

TEST(SlidingWindow, AnEvenPaceIsWhollyUsedFromTheStartAndHalfOfItHalf) {
  const auto fillOf = [](Milliseconds gap, int requests) {
    SlidingWindow window({seconds{10}, 100});
    for (int i = 0; i < requests; ++i) window.add(at(gap * i), 1);
    return window.meanFill();
  };
  EXPECT_NEAR(fillOf(milliseconds{100}, 500), 1.0, 0.01) << "far longer than the window";
  EXPECT_NEAR(fillOf(milliseconds{100}, 50), 1.0, 0.02) << "half a window";
  EXPECT_NEAR(fillOf(milliseconds{200}, 500), 0.5, 0.01);
  EXPECT_NEAR(fillOf(milliseconds{200}, 25), 0.5, 0.06);
}

TEST(SlidingWindow, WorkThatBeginsAgainBeginsAnew) {
  SlidingWindow window({seconds{10}, 100});
  for (const auto start : {seconds{0}, seconds{1'000}})
    for (int i = 0; i < 50; ++i) window.add(at(start + milliseconds{100} * i), 1);
  EXPECT_NEAR(window.meanFill(), 1.0, 0.03);
}

TEST(SlidingWindow, HasNoMeanBeforeTimeHasPassed) {
  SlidingWindow window({seconds{10}, 1});
  EXPECT_TRUE(isMissing(window.meanFill()));
  window.add(at(seconds{0}), 1);
  window.advance(at(seconds{30}));
  EXPECT_TRUE(isMissing(window.meanFill())) << "what comes after the last request is no work";
}

std::vector<Pool> twoPools() {
  return {{"fast", {{seconds{1}, 5}, {seconds{60}, 20}}}, {"funding", {{seconds{300}, 2}}}};
}

TEST(LimitCounter, CountsEachWindowOfEachPool) {
  LimitCounter counter(twoPools());
  const auto verdict = counter.admit(at(seconds{0}), std::vector<Charge>{{"fast", 3}, {"funding", 1}});
  EXPECT_FALSE(verdict.over);
  ASSERT_EQ(verdict.uses.size(), 3U);
  EXPECT_EQ(verdict.uses[1].pool, "fast");
  EXPECT_EQ(verdict.uses[1].window.length, seconds{60});
  EXPECT_EQ(verdict.uses[1].used, 3);
  EXPECT_EQ(verdict.uses[2].used, 1);
}

TEST(LimitCounter, RefusesWithoutTakingAnything) {
  LimitCounter counter(twoPools());
  const std::vector<Charge> funding{{"fast", 1}, {"funding", 1}};
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(counter.admit(at(seconds{i}), funding).over);
  const auto refused = counter.admit(at(seconds{2}), funding);
  ASSERT_TRUE(refused.over);
  EXPECT_EQ(refused.over->pool, "funding");
  EXPECT_EQ(refused.over->until_free, seconds{298});
  EXPECT_EQ(refused.over->used, 3);
  const auto statistics = counter.statistics();
  EXPECT_EQ(statistics[0].requests, 2U);
  EXPECT_EQ(statistics[0].weight, 2);
  EXPECT_EQ(statistics[0].refused, 0U);
  EXPECT_EQ(statistics[1].refused, 1U);
  EXPECT_EQ(statistics[1].windows[0].most_used, 2);
}

TEST(LimitCounter, TwoChargesOnOnePoolAreOne) {
  LimitCounter counter(twoPools());
  EXPECT_TRUE(counter.admit(at(seconds{0}), std::vector<Charge>{{"fast", 3}, {"fast", 3}}).over);
  EXPECT_FALSE(counter.admit(at(seconds{0}), std::vector<Charge>{{"fast", 3}, {"fast", 2}}).over);
}

TEST(LimitCounter, TheLongestWaitIsTold) {
  LimitCounter counter(std::vector<Pool>{{"p", {{seconds{1}, 1}, {seconds{60}, 1}}}});
  EXPECT_FALSE(counter.admit(at(seconds{0}), std::vector<Charge>{{"p"}}).over);
  EXPECT_EQ(counter.admit(at(milliseconds{500}), std::vector<Charge>{{"p"}}).over->until_free,
            milliseconds{59'500});
}

TEST(LimitCounter, AnUnknownPoolIsABug) {
  LimitCounter counter(twoPools());
  EXPECT_THROW((void)counter.admit(at(seconds{0}), std::vector<Charge>{{"slow"}}), std::logic_error);
}

// Whatever comes and when: in no stretch of the window's length is more let through than allowed, and nothing
// that would have fitted is refused.
TEST(LimitCounter, NoStretchEverHoldsMoreThanTheAllowance) {
  std::mt19937_64 random(5);
  const Window window{milliseconds{1'000}, 10};
  LimitCounter counter(std::vector<Pool>{{"p", {window}}});
  std::vector<std::pair<Instant, double>> passed;
  Instant now = at(seconds{0});
  for (int i = 0; i < 5'000; ++i) {
    now += std::chrono::microseconds{random() % 150'000};
    const auto weight = static_cast<double>(1 + random() % 4);
    double before = 0;
    for (const auto& [when, taken] : passed)
      if (now - when < window.length) before += taken;
    const bool over = counter.admit(now, std::vector<Charge>{{"p", weight}}).over.has_value();
    ASSERT_EQ(over, before + weight > window.allowance) << i;
    if (!over) passed.emplace_back(now, weight);
  }
}

}  // namespace
}  // namespace perpscope::sim
