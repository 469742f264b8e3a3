#include "app/engine.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/prepared.h"

namespace perpscope::app {
namespace {

// One line per leg and role; inputs that only repeat a leg at an earlier instant are not listed twice.
std::vector<LegStatus> legsOf(const StoredSeries& stored, const studies::Inputs& inputs, Interval interval) {
  std::vector<LegStatus> legs;
  for (const auto& input : inputs.list) {
    if (input.lag.count() != 0) continue;
    LegStatus status{input.leg.name(), roleOf(input), {}, {}, {}};
    const bool known = std::ranges::any_of(
        legs, [&](const LegStatus& other) { return other.leg == status.leg && other.role == status.role; });
    if (known) continue;
    const auto range = stored.extent(input, interval);
    if (range.empty() && input.optional) continue;
    status.first = range.from;
    status.newest = stored.newest(input, interval);
    if (range.empty())
      status.note = fmt::format("no {} of {} stored for {}: import or sync it", status.role, status.leg,
                                label(interval));
    legs.push_back(std::move(status));
  }
  for (const auto& left : inputs.left_out) legs.push_back({left.leg, "", Time::max(), Time::min(), left.why});
  return legs;
}

std::vector<std::string> notesOf(const Snapshot& snapshot, const studies::Inputs& inputs) {
  std::vector<std::string> notes;
  std::vector<std::string> missing;
  for (const auto& leg : snapshot.legs)
    if (!leg.note.empty()) missing.push_back(leg.leg + (leg.role.empty() ? "" : " (" + leg.role + ")"));
  if (snapshot.grid.size == 0) {
    notes.push_back(
        fmt::format("Nothing to draw: the cache holds no {} data that {} needs at {}. Import or sync it.",
                    snapshot.request.asset, snapshot.declaration->title, label(snapshot.request.interval)));
    return notes;
  }
  notes = inputs.notes;
  if (!missing.empty()) notes.push_back(fmt::format("Without {}", fmt::join(missing, ", ")));
  return notes;
}

// Bars that are computed at a time: what is in work stays small however long the history is.
constexpr std::size_t kStretch = SeriesBlock::kSize;

Status computeColumns(const FrameLoader& loader, studies::Runner runner, Time now, Snapshot& snapshot) {
  snapshot.columns.resize(snapshot.declaration->columns().size());
  studies::Table table;
  for (std::size_t first = 0; first < snapshot.grid.size; first += kStretch) {
    const Grid part{snapshot.grid.interval, snapshot.grid.first + static_cast<std::int64_t>(first),
                    std::min(kStretch, snapshot.grid.size - first)};
    const auto frame = loader.load(part);
    if (!frame) return std::unexpected(frame.error());
    runner.run(*frame, now, table);
    for (std::size_t c = 0; c < table.columns.size(); ++c) snapshot.columns[c].append(table.columns[c]);
    snapshot.closed += table.closed;
  }
  return {};
}

}  // namespace

Result<SnapshotPtr> computeStudy(const store::Reader& reader, const StudyRequest& request,
                                 const Clock& clock) {
  const auto prepared = Prepared::of(reader, request);
  if (!prepared) return std::unexpected(prepared.error());
  const auto& [study, context, inputs, stored] = *prepared;

  auto snapshot = std::make_shared<Snapshot>();
  snapshot->request = request;
  snapshot->declaration = &study->declaration();
  snapshot->settings = context.settings;
  snapshot->grid = gridOf(stored, inputs, request.interval);
  snapshot->legs = legsOf(stored, inputs, request.interval);
  snapshot->notes = notesOf(*snapshot, inputs);
  const auto market = reader.note("market");
  snapshot->simulated = market && *market == "simulated";
  if (snapshot->grid.size == 0) return snapshot;

  const Time now = clock.now();
  snapshot->as_of = now;
  const FrameLoader loader(reader, stored, inputs, now);
  const auto computed = computeColumns(loader, studies::Runner(*study, context, inputs), now, *snapshot);
  if (!computed) return std::unexpected(computed.error());
  return snapshot;
}

}  // namespace perpscope::app
