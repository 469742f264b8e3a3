// Network input is hostile input: every venue's decoder on cut, flipped and mixed up messages.
#include <random>

#include <gtest/gtest.h>

#include "venues/decoded.h"
#include "venues/registry.h"

namespace perpscope::venues {
namespace {

// One message a line, or one in a file.
std::vector<std::string> samplesOf(std::string_view venue) {
  const auto folder = std::filesystem::path(PERPSCOPE_SOURCE_DIR) / "tests/venues/samples" / venue;
  std::vector<std::string> messages;
  if (!std::filesystem::is_directory(folder)) return messages;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto all = test::contents(file.path());
    if (file.path().extension() != ".jsonl") {
      messages.push_back(all);
      continue;
    }
    std::istringstream lines(all);
    for (std::string line; std::getline(lines, line);) messages.push_back(line);
  }
  std::ranges::sort(messages);  // folders list in any order
  return messages;
}

std::string mutated(std::string message, std::mt19937& random) {
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  constexpr std::string_view kOdd = "\"{}[],:0-eE.\\n\xFF\0";
  for (auto edits = 1 + below(3); edits > 0 && !message.empty(); --edits) {
    const auto at = below(message.size());
    switch (below(4)) {
      case 0: message[at] = kOdd[below(kOdd.size())]; break;
      case 1: message.erase(at, 1 + below(12)); break;
      case 2: message.insert(at, message.substr(below(message.size()), 1 + below(20))); break;
      default: message.resize(at); break;
    }
  }
  return message;
}

TEST(Hostile, DecodersAnswerToAnything) {
  constexpr int kRounds = 40;
  std::mt19937 random(20'261'121);
  for (const auto* venue : all()) {
    const auto decoder = venue->decoder();
    if (decoder == nullptr) continue;
    for (const auto& message : samplesOf(venue->id()))
      for (int round = 0; round < kRounds; ++round) {
        const auto bytes = mutated(message, random);
        const bool sent = round % 8 == 0;
        const auto events = decoder->decode({bytes, round % 2 == 0 ? "/x?symbol=%&bar" : "", sent});
        ASSERT_EQ(events.empty(), sent) << venue->id() << ": " << bytes;
      }
  }
}

}  // namespace
}  // namespace perpscope::venues
