// Finding out how one bar of a study came about.
#pragma once

#include "app/explanation.h"
#include "base/clock.h"
#include "store/reader.h"

namespace perpscope::app {

// Of the bar that contains `at`. NotFound where the study's grid does not reach there. On the caller's
// thread.
[[nodiscard]] Result<Explanation> explainBar(const store::Reader& reader, const Snapshot& snapshot, Time at,
                                             const Clock& clock);

}  // namespace perpscope::app
