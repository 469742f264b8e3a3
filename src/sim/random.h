// Random numbers as pure functions of what they are for: a stream has a key, and its n-th number is a hash of
// key and n (the finaliser of SplitMix64, Steele, Lea, Flood 2014). Nothing has state, so any number can be
// asked for at any time, from any thread, and is the same on every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace perpscope::sim {

class Stream {
 public:
  constexpr explicit Stream(std::uint64_t key) : key_(key) {}

  // A stream of its own for a part that has a name.
  [[nodiscard]] constexpr Stream of(std::string_view name) const {
    std::uint64_t key = key_;
    for (const char c : name) key = mixed(key ^ static_cast<unsigned char>(c));
    return Stream{mixed(key + kStep)};
  }

  [[nodiscard]] constexpr std::uint64_t bits(std::int64_t n) const {
    return mixed(key_ + static_cast<std::uint64_t>(n) * kStep);
  }
  // 0 <= u < 1
  [[nodiscard]] constexpr double uniform(std::int64_t n) const {
    return static_cast<double>(bits(n) >> 11) * 0x1p-53;
  }
  [[nodiscard]] constexpr double uniform(std::int64_t n, double from, double to) const {
    return from + (to - from) * uniform(n);
  }
  // Mean 0, variance 1, at most 3.47 either way: the sum of four uniform numbers of 16 bits. Integer
  // arithmetic up to the last step, unlike anything that goes through a logarithm.
  [[nodiscard]] constexpr double normal(std::int64_t n) const {
    const std::uint64_t b = bits(n);
    const auto sum =
        static_cast<std::int64_t>((b & 0xFFFF) + (b >> 16 & 0xFFFF) + (b >> 32 & 0xFFFF) + (b >> 48));
    return static_cast<double>(sum - std::int64_t{2} * 0xFFFF) * (std::numbers::sqrt3 / 0x10000);
  }
  // A smooth curve through normal(n) at each whole position n.
  [[nodiscard]] double smooth(double position) const {
    const double whole = std::floor(position);
    const double f = position - whole;
    const auto n = static_cast<std::int64_t>(whole);
    const double a = normal(n);
    return a + (normal(n + 1) - a) * f * f * (3 - 2 * f);
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;

  static constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
  }

  std::uint64_t key_;
};

}  // namespace perpscope::sim
