// Whatever the latencies, no server sees one request too many, and little of the allowance is left unused.
#include <algorithm>
#include <queue>
#include <random>

#include <gtest/gtest.h>

#include "net/rate_limiter.h"

namespace perpscope::net {
namespace {

using namespace std::chrono_literals;
using Duration = Instant::duration;

struct Arrival {
  Instant at;
  double weight;
};

// What the server has counted: the most in any sliding window, and in windows aligned to its own clock.
double mostInSliding(const std::vector<Arrival>& arrivals, Duration length) {
  double most = 0, sum = 0;
  for (std::size_t first = 0, last = 0; last < arrivals.size(); ++last) {
    sum += arrivals[last].weight;
    while (arrivals[first].at + length <= arrivals[last].at) sum -= arrivals[first++].weight;
    most = std::max(most, sum);
  }
  return most;
}

double mostInFixed(const std::vector<Arrival>& arrivals, Duration length, Duration offset) {
  std::int64_t window = -1;
  double most = 0, sum = 0;
  for (const auto& arrival : arrivals) {
    const auto number = (arrival.at.time_since_epoch() + offset) / length;
    if (std::exchange(window, number) != number) sum = 0;
    most = std::max(most, sum += arrival.weight);
  }
  return most;
}

struct Scene {
  std::string name;
  std::vector<RateWindow> windows;
  double heaviest;
  std::size_t at_once;  // how many are under way at most
  double latency;       // of the shortest window
};

// A client that always has work, against a server of random latencies. Time is simulated.
class Rally {
 public:
  Rally(Scene scene, unsigned seed)
      : scene_(std::move(scene)), limiter_({{"pool", scene_.windows}}), random_(seed) {}

  std::vector<Arrival> until(Instant end) {
    auto next_weight = weight();
    while (now_ < end) {
      const std::vector<RateCharge> charges = {{"pool", next_weight}};
      const auto when = limiter_.earliest(charges, now_);
      const bool may = under_way_.size() < scene_.at_once && when && *when <= now_;
      if (may) {
        send(charges);
        next_weight = weight();
      } else {
        advance(under_way_.size() < scene_.at_once ? when.value_or(Instant::max()) : Instant::max());
      }
    }
    std::ranges::sort(arrivals_, {}, &Arrival::at);
    return arrivals_;
  }

 private:
  struct Completion {
    Instant at;
    RateLimiter::Ticket ticket;
    bool operator>(const Completion& other) const { return at > other.at; }
  };

  double weight() { return std::uniform_int_distribution(1, static_cast<int>(scene_.heaviest))(random_); }

  void send(const std::vector<RateCharge>& charges) {
    const auto longest = std::chrono::duration<double>(scene_.windows.front().length) * scene_.latency;
    std::uniform_real_distribution<double> part(0, 1);
    const auto latency = std::chrono::duration_cast<Duration>(longest * part(random_));
    const auto seen = now_ + std::chrono::duration_cast<Duration>(latency * part(random_));
    arrivals_.push_back({seen, charges.front().weight});
    under_way_.push({now_ + latency, limiter_.start(charges)});
  }

  // To what comes first: an answer, or the time that the limiter named.
  void advance(Instant when) {
    if (!under_way_.empty() && under_way_.top().at <= when) {
      now_ = std::max(now_, under_way_.top().at);
      limiter_.finish(under_way_.top().ticket, now_);
      under_way_.pop();
    } else {
      now_ = when;
    }
  }

  Scene scene_;
  RateLimiter limiter_;
  std::mt19937 random_;
  Instant now_{1h};
  std::vector<Arrival> arrivals_;
  std::priority_queue<Completion, std::vector<Completion>, std::greater<>> under_way_;
};

class RateLimiterProperty : public testing::TestWithParam<Scene> {};

TEST_P(RateLimiterProperty, NeverOneTooManyAndNinetyPercentUsed) {
  const auto& scene = GetParam();
  const auto binding = std::ranges::min(scene.windows, {}, [](const RateWindow& w) {
    return w.allowance / static_cast<double>(w.length.count());
  });
  constexpr int kWindows = 30;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const auto arrivals = Rally(scene, seed).until(Instant{1h} + kWindows * binding.length);
    for (const auto& window : scene.windows) {
      EXPECT_LE(mostInSliding(arrivals, window.length), window.allowance) << "seed " << seed;
      for (int part = 0; part < 7; ++part)
        EXPECT_LE(mostInFixed(arrivals, window.length, Duration(window.length) * part / 7), window.allowance);
    }
    double sum = 0;
    for (const auto& arrival : arrivals)  // the first window is not counted: it begins with all of it free
      if (arrival.at > Instant{1h} + binding.length) sum += arrival.weight;
    EXPECT_GE(sum, 0.9 * (kWindows - 1) * binding.allowance) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Scenes, RateLimiterProperty,
                         testing::Values(Scene{"requests", {{60s, 300}}, 1, 8, 0.05},
                                         Scene{"weights", {{60s, 2400}}, 40, 8, 0.05},
                                         Scene{"small", {{2s, 20}}, 1, 20, 0.05},
                                         Scene{"two_windows", {{1s, 15}, {60s, 600}}, 1, 15, 0.05},
                                         Scene{"burst_and_day", {{10s, 100}, {100s, 300}}, 2, 50, 0.05}),
                         [](const auto& info) { return info.param.name; });

// However slow the server is, it is not overrun.
TEST(RateLimiterSlowServer, IsNeverOverrun) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto arrivals = Rally({"slow", {{1s, 10}}, 3, 10, 5.0}, seed).until(Instant{1h} + 100s);
    EXPECT_LE(mostInSliding(arrivals, 1s), 10);
    EXPECT_GT(arrivals.size(), 20U);
  }
}

}  // namespace
}  // namespace perpscope::net
