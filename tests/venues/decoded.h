// Decoders under test: single messages, whole recordings, counting what came out.
#pragma once

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>

#include "venues/decoder.h"
#include "venues/wire.h"

namespace perpscope::test {

using venues::Event;

// Gzip or not.
inline std::string unpacked(const std::filesystem::path& file) {
  std::string all;
  const gzFile in = gzopen(file.c_str(), "rb");
  if (in == nullptr) return all;
  std::string part(1 << 16, '\0');
  for (int n = 0; (n = gzread(in, part.data(), static_cast<unsigned>(part.size()))) > 0;)
    all.append(part, 0, static_cast<std::size_t>(n));
  gzclose(in);
  return all;
}

inline std::string sample(const std::string& name) {
  const auto text = contents(std::filesystem::path(PERPSCOPE_SOURCE_DIR) / "tests/venues/samples" / name);
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

inline std::string_view kindOf(const Event& event) {
  constexpr std::array<std::string_view, 13> kKinds{
      "candle",        "trade", "quote",     "ticker",     "mark",    "funding", "open interest",
      "premium index", "ack",   "heartbeat", "instrument", "ignored", "error"};
  return kKinds.at(event.what.index());
}

inline std::vector<std::string> kinds(const std::vector<Event>& events) {
  std::vector<std::string> kinds;
  for (const auto& event : events) kinds.emplace_back(kindOf(event));
  return kinds;
}

// The events of one kind.
template <class What>
std::vector<What> only(const std::vector<Event>& events) {
  std::vector<What> found;
  for (const auto& event : events)
    if (const auto* what = std::get_if<What>(&event.what)) found.push_back(*what);
  return found;
}

// What went wrong in any of the events.
inline std::vector<std::string> faults(const std::vector<Event>& events) {
  std::vector<std::string> faults;
  for (const auto& fault : only<venues::ErrorEvent>(events)) faults.push_back(fault.why);
  return faults;
}

// A recording as lines: "URL <-> time" opens, "URL <- time: sent", "URL -> time: answer", "time: received".
inline std::vector<Event> replayed(venues::Decoder& decoder, const std::string& recording) {
  std::vector<Event> all;
  std::istringstream lines(recording);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("configuration") || line.find(" <-> ") < 100) continue;
    const bool sent = line.find(" <- ") < 100;
    const bool answer = line.find(" -> ") < 100;
    const auto start = sent || answer ? line.find(sent ? " <- " : " -> ") + 4 : 0;
    const auto colon = line.find(": ", start);
    if (colon == std::string::npos) continue;
    const auto origin = answer ? line.substr(0, start - 4) : std::string{};
    const auto events = decoder.decode({std::string_view(line).substr(colon + 2), origin, sent});
    EXPECT_EQ(events.empty(), sent) << line.substr(0, 200);
    all.insert(all.end(), events.begin(), events.end());
  }
  return all;
}

inline std::map<std::string, int> counted(const std::vector<Event>& events) {
  std::map<std::string, int> counts;
  for (const auto& event : events) ++counts[std::string(kindOf(event))];
  return counts;
}

}  // namespace perpscope::test
