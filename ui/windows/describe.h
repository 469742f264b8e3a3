// What titles, status bars and pictures say of the data they show.
#pragma once

#include <QString>

#include "app/snapshot.h"

namespace perpscope::ui {

// "BTC · 1d · Thu 3 Jan 2019 – Thu 8 Aug 2024 UTC": of the stretch of time in view, cut to the data.
[[nodiscard]] QString describeView(const std::vector<app::SnapshotPtr>& snapshots, TimeRange view);

// "2,044 bars · newest Thu 8 Aug 2024 UTC"; empty where there is no bar.
[[nodiscard]] QString describeData(const std::vector<app::SnapshotPtr>& snapshots);

// "5 h old", or "still open" before the newest bar's end; empty where there is no bar.
[[nodiscard]] QString describeAge(const std::vector<app::SnapshotPtr>& snapshots, Time now);

// One line per study and note: which legs are missing and why.
[[nodiscard]] QString describeNotes(const std::vector<app::SnapshotPtr>& snapshots);

}  // namespace perpscope::ui
