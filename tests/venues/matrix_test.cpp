// docs/venues.md says what the venues' tables say.
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "venues/registry.h"
#include "venues/wire.h"

namespace perpscope::venues {
namespace {

constexpr std::string_view kBegins = "<!-- matrix begins -->\n";
constexpr std::string_view kEnds = "<!-- matrix ends -->";

std::string marketOf(const Offer& offer) {
  if (offer.kind == MarketKind::Spot) return "spot";
  return fmt::format("{} perp", label(offer.margin));
}

std::string dataOf(const Offer& offer) {
  if (offer.data == DataKind::Funding) return "funding";
  return offer.data == DataKind::OpenInterest ? "open interest" : std::string(label(offer.price));
}

std::string stepsOf(const Offer& offer) {
  std::string steps;
  for (const auto step : offer.steps) steps += fmt::format("{}{}", steps.empty() ? "" : " ", label(step));
  return steps.empty() ? "settlements" : steps;
}

std::string reachOf(const Reach& reach) {
  std::string words;
  const auto add = [&words](const std::string& more) { words += words.empty() ? more : ", " + more; };
  if (reach.since && *reach.since > utc(2009, 1, 3)) add("since " + isoDate(*reach.since));
  if (reach.age) add(fmt::format("{} days", std::chrono::round<std::chrono::days>(*reach.age).count()));
  if (reach.steps) add(fmt::format("newest {}", *reach.steps));
  return words.empty() ? "from launch" : words;
}

std::string matrix() {
  std::string text = "| venue | market | data | steps | how far back |\n| --- | --- | --- | --- | --- |\n";
  for (const auto* venue : all()) {
    if (venue->endpoints().empty()) continue;
    for (const auto& offer : venue->offers())
      text += fmt::format("| {} | {} | {} | {} | {} |\n", findVenue(venue->id())->name, marketOf(offer),
                          dataOf(offer), stepsOf(offer), reachOf(offer.reach));
  }
  return text;
}

TEST(VenueDocs, TheMatrixIsWhatTheTablesSay) {
  const std::filesystem::path file = std::filesystem::path(PERPSCOPE_SOURCE_DIR) / "docs" / "venues.md";
  auto text = test::contents(file);
  const auto begin = text.find(kBegins);
  const auto end = text.find(kEnds);
  ASSERT_TRUE(begin != std::string::npos && end != std::string::npos);
  const auto at = begin + kBegins.size();
  if (std::getenv("PERPSCOPE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << text.replace(at, end - at, matrix());
    GTEST_SKIP() << "written anew";
  }
  EXPECT_EQ(text.substr(at, end - at), matrix()) << "PERPSCOPE_UPDATE_GOLDEN=1 writes it anew";
}

TEST(VenueDocs, EveryVenueHasItsSection) {
  const auto text = test::contents(std::filesystem::path(PERPSCOPE_SOURCE_DIR) / "docs" / "venues.md");
  for (const auto* venue : all()) {
    const auto heading = fmt::format("\n## {}\n", findVenue(venue->id())->name);
    EXPECT_NE(text.find(heading), std::string::npos) << heading;
  }
}

}  // namespace
}  // namespace perpscope::venues
