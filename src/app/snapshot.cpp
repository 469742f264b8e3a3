#include "app/snapshot.h"

#include <algorithm>

#include <fmt/format.h>

namespace perpscope::app {
namespace {

// "3 d 4 h", "12 min".
std::string ageText(Milliseconds age) {
  if (age >= kDay) return fmt::format("{} d {} h", age / kDay, age % kDay / kHour);
  if (age >= kHour) return fmt::format("{} h {} min", age / kHour, age % kHour / kMinute);
  return fmt::format("{} min", std::max(age, Milliseconds{0}) / kMinute);
}

// The leg whose data ends first, seen from the end of the bar.
std::optional<TableLine> oldestLeg(const std::vector<LegStatus>& legs, Time end) {
  const LegStatus* oldest = nullptr;
  std::size_t with_data = 0;
  for (const auto& leg : legs) {
    if (leg.newest == Time::min()) continue;
    ++with_data;
    if (oldest == nullptr || leg.newest < oldest->newest) oldest = &leg;
  }
  if (with_data < 2) return std::nullopt;
  const auto age = oldest->newest >= end ? std::string("up to date") : ageText(end - oldest->newest) + " old";
  return TableLine{"Oldest leg", fmt::format("{} {}, {}", oldest->leg, oldest->role, age)};
}

}  // namespace

const BlockSeries* Snapshot::series(std::string_view key) const {
  if (declaration == nullptr || columns.empty()) return nullptr;
  const auto keys = declaration->columns();
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr : &columns[static_cast<std::size_t>(found - keys.begin())];
}

double Snapshot::value(std::string_view key, std::size_t bar) const {
  const auto* column = series(key);
  return column == nullptr || bar >= column->size() ? kMissing : (*column)[bar];
}

std::vector<TableLine> Snapshot::table(std::size_t bar) const {
  std::vector<TableLine> lines;
  if (declaration == nullptr) return lines;
  const bool running = bar >= closed && bar < grid.size;
  const auto lookup = [this, bar, running](std::string_view key) {
    return value(key, running && declaration->condition(key) != nullptr ? closed - 1 : bar);
  };
  const studies::RowView row(lookup, settings, running);
  for (const auto& entry : declaration->table) lines.push_back({entry.label, entry.text(row)});
  if (!lines.empty() && bar < grid.size)
    if (auto oldest = oldestLeg(legs, std::min(grid.end(bar), as_of))) lines.push_back(*std::move(oldest));
  return lines;
}

std::size_t Snapshot::newestBar() const {
  if (grid.size == 0) return 0;
  const auto* main = series(declaration->mainOf(settings));
  return main == nullptr ? grid.size - 1 : std::min(main->lastValue(), grid.size - 1);
}

TimeRange Snapshot::valueRange() const {
  const auto* main = grid.size == 0 ? nullptr : series(declaration->mainOf(settings));
  if (main == nullptr || main->firstValue() == main->size()) return {Time::max(), Time::min()};
  return {grid.open(main->firstValue()), grid.end(main->lastValue())};
}

}  // namespace perpscope::app
