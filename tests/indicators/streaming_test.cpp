// Properties of all operators: they equal a plain computation of each window, a copy disturbs nothing,
// millions of bars leave no trace.
#include <array>
#include <functional>
#include <random>

#include "indicators/change.h"
#include "indicators/deviation.h"
#include "indicators/extremes.h"
#include "indicators/moving_average.h"
#include "indicators/order_statistics.h"
#include "indicators/oscillator.h"
#include "indicators/regression.h"
#include "pushed.h"

namespace perpscope::indicators {
namespace {

using Values = std::vector<double>;
// Of one whole window, oldest first.
using Plain = std::function<double(const Values&)>;

double meanOf(const Values& w) {
  long double sum = 0;
  for (const double x : w) sum += x;
  return static_cast<double>(sum / static_cast<long double>(w.size()));
}

double productMean(const Values& a, const Values& b) {
  const long double mean_a = meanOf(a);
  const long double mean_b = meanOf(b);
  long double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return static_cast<double>(sum / static_cast<long double>(a.size()));
}

double stdevOf(const Values& w) { return std::sqrt(productMean(w, w)); }

double weightedOf(const Values& w) {
  long double sum = 0;
  long double weights = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    sum += static_cast<long double>(i + 1) * w[i];
    weights += static_cast<long double>(i + 1);
  }
  return static_cast<double>(sum / weights);
}

double medianOf(Values w) {
  std::ranges::sort(w);
  return w.size() % 2 == 1 ? w[w.size() / 2] : (w[w.size() / 2 - 1] + w[w.size() / 2]) / 2;
}

double devOf(const Values& w) {
  Values distances;
  for (const double x : w) distances.push_back(std::abs(x - meanOf(w)));
  return meanOf(distances);
}

double linregOf(const Values& w) {
  if (w.size() == 1) return w[0];
  Values places;
  for (std::size_t i = 0; i < w.size(); ++i) places.push_back(static_cast<double>(i));
  const double slope = productMean(places, w) / productMean(places, places);
  return meanOf(w) + slope * (places.back() - meanOf(places));
}

double rankOf(const Values& w) {
  return 100.0 *
         static_cast<double>(std::count_if(w.begin(), w.end() - 1, [&](double x) { return x <= w.back(); })) /
         static_cast<double>(w.size() - 1);
}

Values randomWalk(std::size_t size, unsigned seed, bool holes) {
  std::mt19937_64 random(seed);
  Values values;
  double price = 60'000;
  for (std::size_t i = 0; i < size; ++i) {
    price += static_cast<double>(random() % 4001) / 100 - 20;
    const bool hole = holes && (random() % 11 == 0 || (i / 100) % 7 == 3);
    values.push_back(hole ? kHole : std::round(price));  // whole numbers make ties
  }
  return values;
}

enum class Holes { CompactedHold, CompactedSkip, BarsNa, BarsIgnored };

bool isDefined(double x) { return !na(x); }

// What the table asks for at bar i.
double expectedAt(const Values& x, std::size_t i, std::size_t length, Holes rule, const Plain& plain) {
  const bool by_bars = rule == Holes::BarsNa || rule == Holes::BarsIgnored;
  if (by_bars && i + 1 < length) return kNa;
  if (rule == Holes::CompactedSkip && na(x[i])) return kNa;
  Values window;
  for (std::size_t k = i + 1; k > 0 && (by_bars ? i + 1 - k < length : window.size() < length); --k)
    if (by_bars || isDefined(x[k - 1])) window.insert(window.begin(), x[k - 1]);
  if (rule == Holes::BarsNa && !std::ranges::all_of(window, isDefined)) return kNa;
  if (rule == Holes::BarsIgnored) std::erase_if(window, na);
  if (window.empty() || (!by_bars && window.size() < length)) return kNa;
  return plain(window);
}

template <class Operator>
void checkAgainst(const char* name, const std::function<Operator(std::size_t)>& make, Holes rule,
                  const Plain& plain, std::size_t extra = 0) {
  for (const bool holes : {false, true})
    for (const std::size_t length : {1U, 2U, 7U, 60U, 260U}) {
      const auto x = randomWalk(900, 17, holes);
      const auto actual = pushed(make(length), x);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = expectedAt(x, i, length + extra, rule, plain);
        ASSERT_EQ(na(actual[i]), na(expected)) << name << length << " bar " << i;
        if (na(expected)) continue;
        ASSERT_NEAR(actual[i], expected, 1e-8) << name << length << " bar " << i;
      }
    }
}

template <class Operator>
std::function<Operator(std::size_t)> plainly() {
  return [](std::size_t length) { return Operator(length); };
}

TEST(Streaming, EqualsAPlainComputationOfEachWindow) {
  const Plain highest = [](const Values& w) { return *std::ranges::max_element(w); };
  const Plain lowest = [](const Values& w) { return *std::ranges::min_element(w); };
  checkAgainst<Sma>("sma", plainly<Sma>(), Holes::CompactedHold, meanOf);
  checkAgainst<Stdev>("stdev", plainly<Stdev>(), Holes::CompactedHold, stdevOf);
  checkAgainst<Median>("median", plainly<Median>(), Holes::CompactedSkip, medianOf);
  checkAgainst<Highest>("highest", plainly<Highest>(), Holes::BarsIgnored, highest);
  checkAgainst<Lowest>("lowest", plainly<Lowest>(), Holes::BarsIgnored, lowest);
  checkAgainst<Dev>("dev", plainly<Dev>(), Holes::BarsNa, devOf);
  checkAgainst<Linreg>("linreg", [](std::size_t length) { return Linreg(length); }, Holes::BarsNa, linregOf);
  checkAgainst<PercentRank>("percentrank", plainly<PercentRank>(), Holes::BarsNa, rankOf, 1);
  checkAgainst<PercentileLinear>(
      "median of bars", [](std::size_t length) { return PercentileLinear(length, 50); }, Holes::BarsNa,
      medianOf);
}

TEST(Streaming, WmaEqualsAPlainComputationOfTheFilledSeries) {
  const auto x = randomWalk(900, 5, true);
  const auto actual = pushed(Wma(7), x);
  const auto filled = pushed(FixNan(), x);
  std::size_t defined = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    defined += na(x[i]) ? 0 : 1;
    ASSERT_EQ(na(actual[i]), na(x[i]) || defined < 7) << i;
    if (na(actual[i])) continue;
    const auto from = filled.begin() + static_cast<std::ptrdiff_t>(i);
    ASSERT_NEAR(actual[i], weightedOf(Values(from - 6, from + 1)), 1e-8) << i;
  }
}

TEST(Streaming, CorrelationEqualsAPlainComputationOfThePairs) {
  const auto x = randomWalk(900, 5, true);
  const auto y = randomWalk(900, 6, true);
  const auto actual = pushed(Correlation(20), x, y);
  Values pairs_x;
  Values pairs_y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (isDefined(x[i]) && isDefined(y[i])) {
      pairs_x.push_back(x[i]);
      pairs_y.push_back(y[i]);
    }
    ASSERT_EQ(na(actual[i]), pairs_x.size() < 20) << i;
    if (na(actual[i])) continue;
    const Values a(pairs_x.end() - 20, pairs_x.end());
    const Values b(pairs_y.end() - 20, pairs_y.end());
    ASSERT_NEAR(actual[i], productMean(a, b) / (stdevOf(a) * stdevOf(b)), 1e-9) << i;
  }
}

// Runs the operator over `x` with a preview before every bar, and without.
template <class Operator>
void checkPreviews(Operator op) {
  const auto x = randomWalk(400, 8, true);
  const auto undisturbed = pushed(op, x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    Operator preview = op;
    preview.push(1e9);
    preview.push(kHole);
    const double actual = op.push(x[i]);
    ASSERT_TRUE(actual == undisturbed[i] || (na(actual) && na(undisturbed[i]))) << i;
  }
}

TEST(Streaming, ACopyIsAPreviewThatChangesNothing) {
  checkPreviews(Sma(9));
  checkPreviews(Ema(9));
  checkPreviews(Wma(9));
  checkPreviews(Rsi(9));
  checkPreviews(Zscore(9));
  checkPreviews(Roc(9));
  checkPreviews(MinMax(9));
  checkPreviews(PercentRank(9));
  checkPreviews(RobustZ(9));
  checkPreviews(Dev(9));
  checkPreviews(Linreg(9));
}

// Prices with a spike a million times as high now and then.
double spiky(std::mt19937_64& random, std::size_t i) {
  return static_cast<double>(random() % 2'000'000) / 1000 * (i % 1000 == 0 ? 1e6 : 1);
}

TEST(Streaming, FiveMillionBarsLeaveNoTrace) {
  constexpr std::size_t kBars = 5'000'000;
  constexpr std::size_t kLength = 100;
  Sma sma(kLength);
  Stdev stdev(kLength);
  Linreg linreg(kLength);
  Values last;
  std::array<double, 3> results{};
  std::mt19937_64 random(9);
  for (std::size_t i = 0; i < kBars; ++i) {
    const double x = spiky(random, i);
    results = {sma.push(x), stdev.push(x), linreg.push(x)};
    if (i >= kBars - kLength) last.push_back(x);
  }
  EXPECT_NEAR(results[0], meanOf(last), 1e-9);
  EXPECT_NEAR(results[1], stdevOf(last), 1e-9);
  EXPECT_NEAR(results[2], linregOf(last), 1e-9);
}

TEST(Streaming, HugeWindowsAnswerWhenTheyAreFull) {
  constexpr std::size_t kLength = 100'000;
  Sma sma(kLength);
  Stdev stdev(kLength);
  Median median(kLength);
  PercentRank rank(kLength);
  Highest highest(kLength);
  for (std::size_t i = 0; i + 1 < kLength; ++i) {
    const auto x = static_cast<double>(i * 7919 % kLength);
    const Values answers{sma.push(x), stdev.push(x), median.push(x), rank.push(x), highest.push(x)};
    ASSERT_TRUE(std::ranges::all_of(answers, na)) << i;
  }
  // 7919 and the length share no factor: the window holds 0 … length − 1 once each.
  const auto x = static_cast<double>((kLength - 1) * 7919 % kLength);
  EXPECT_DOUBLE_EQ(sma.push(x), (kLength - 1) / 2.0);
  EXPECT_NEAR(stdev.push(x), std::sqrt((double{kLength} * kLength - 1) / 12), 1e-6);
  EXPECT_DOUBLE_EQ(median.push(x), (kLength - 1) / 2.0);
  EXPECT_TRUE(na(rank.push(x)));
  EXPECT_DOUBLE_EQ(rank.push(24'999), 25);
  EXPECT_EQ(highest.push(x), kLength - 1);
}

}  // namespace
}  // namespace perpscope::indicators
