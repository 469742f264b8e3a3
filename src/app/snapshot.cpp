#include "app/snapshot.h"

#include <algorithm>

namespace perpscope::app {

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
  const studies::RowView row([this, bar](std::string_view key) { return value(key, bar); }, settings);
  for (const auto& entry : declaration->table) lines.push_back({entry.label, entry.text(row)});
  return lines;
}

std::size_t Snapshot::newestBar() const {
  if (grid.size == 0) return 0;
  const auto* main = declaration == nullptr ? nullptr : series(declaration->main);
  if (main != nullptr)
    for (std::size_t bar = grid.size; bar-- > 0;)
      if (!isMissing((*main)[bar])) return bar;
  return grid.size - 1;
}

}  // namespace perpscope::app
