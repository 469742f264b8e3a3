#include "net/resolver.h"

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope::net {
namespace {

using namespace std::chrono_literals;
using Addresses = std::vector<std::string>;
using testing::ElementsAre;

TEST(ResolverTest, SharesLookupsAndKeepsAnswers) {
  const Loop loop;
  std::atomic<int> lookups = 0;
  std::promise<void> go;
  auto going = go.get_future().share();
  Resolver resolver(
      loop,
      [&lookups, going](const std::string&) {
        ++lookups;
        going.wait();
        return Result<Addresses>(Addresses{"10.0.0.1", "10.0.0.2"});
      },
      1h);
  int good = 0;
  const auto one = [&]() -> Task<void> {
    const auto addresses = co_await resolver.resolve("a.test", 30s);
    good += addresses && addresses->size() == 2 ? 1 : 0;
  };
  std::vector<Task<void>> tasks;
  for (int i = 0; i < 5; ++i) tasks.push_back(one());
  loop.post([&go] { go.set_value(); });
  blockOn(loop, all(std::move(tasks)));
  blockOn(loop, one());
  EXPECT_EQ(good, 6);
  EXPECT_EQ(lookups, 1);
}

TEST(ResolverTest, AsksAgainAfterAFailureAndAfterAWhile) {
  const Loop loop;
  std::atomic<int> lookups = 0;
  Resolver resolver(
      loop,
      [&lookups](const std::string&) -> Result<Addresses> {
        if (++lookups == 1) return fail(ErrorKind::Network, "the name could not be resolved", "SERVFAIL");
        return Addresses{"10.0.0.1"};
      },
      0ms);
  const auto first = blockOn(loop, resolver.resolve("a.test", 30s));
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().trouble, Trouble::Dns);
  EXPECT_EQ(first.error().message, "a.test: the name could not be resolved");
  EXPECT_EQ(first.error().detail, "SERVFAIL");
  EXPECT_THAT(blockOn(loop, resolver.resolve("a.test", 30s)).value(), ElementsAre("10.0.0.1"));
  EXPECT_THAT(blockOn(loop, resolver.resolve("a.test", 30s)).value(), ElementsAre("10.0.0.1"));
  EXPECT_EQ(lookups, 3);
}

TEST(ResolverTest, ANameWithoutAddressesIsAFailure) {
  const Loop loop;
  Resolver resolver(loop, [](const std::string&) { return Result<Addresses>(Addresses{}); }, 1h);
  EXPECT_EQ(blockOn(loop, resolver.resolve("a.test", 30s)).error().trouble, Trouble::Dns);
}

TEST(ResolverTest, ALookupThatHangsHoldsUpNobody) {
  std::promise<void> go;
  auto going = go.get_future().share();
  {
    const Loop loop;
    Resolver resolver(
        loop,
        [going](const std::string& host) {
          if (host == "slow.test") going.wait();
          return Result<Addresses>(Addresses{"10.0.0.1"});
        },
        1h);
    const auto slow = blockOn(loop, resolver.resolve("slow.test", 10ms));
    ASSERT_FALSE(slow);
    EXPECT_EQ(slow.error().trouble, Trouble::Timeout);
    EXPECT_EQ(slow.error().message, "slow.test: the name was not resolved within 10 ms");
    EXPECT_TRUE(blockOn(loop, resolver.resolve("fast.test", 30s)));
  }
  go.set_value();  // the answer finds nobody, and that is all right
}

TEST(ResolverTest, AddressesAreTheirOwnAnswer) {
  const Loop loop;
  Resolver resolver(
      loop, [](const std::string&) -> Result<Addresses> { return fail(ErrorKind::Network, "no"); }, 1h);
  EXPECT_THAT(blockOn(loop, resolver.resolve("127.0.0.1", 1s)).value(), ElementsAre("127.0.0.1"));
  EXPECT_THAT(blockOn(loop, resolver.resolve("::1", 1s)).value(), ElementsAre("::1"));
}

TEST(SystemResolve, KnowsThisComputer) {
  const auto addresses = systemResolve("localhost");
  ASSERT_TRUE(addresses) << addresses.error().detail;
  EXPECT_THAT(*addresses, testing::Each(testing::AnyOf("127.0.0.1", "::1")));
}

TEST(SystemResolve, SaysWhatIsNoName) { EXPECT_FALSE(systemResolve("no such name")); }

}  // namespace
}  // namespace perpscope::net
