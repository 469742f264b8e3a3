// One computation from request to snapshot: what the window's engine thread and every command run.
#pragma once

#include "app/snapshot.h"
#include "base/clock.h"
#include "store/reader.h"

namespace perpscope::app {

// Reads and computes on the caller's thread. Fails on unknown studies, refused parameters and unreadable
// caches; a cache without the data is no failure but an empty snapshot whose notes say what is missing.
[[nodiscard]] Result<SnapshotPtr> computeStudy(const store::Reader& reader, const StudyRequest& request,
                                               const Clock& clock);

}  // namespace perpscope::app
