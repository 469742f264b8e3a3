// A computed study as text: CSV or JSON lines.
#pragma once

#include <cstdio>

#include "app/snapshot.h"

namespace perpscope::cli {

enum class StudyFormat { Csv, JsonLines };

// Bars whose open lies in the range. CSV: header `time,` then outputs, conditions, onsets; times ISO-8601
// UTC; missing is empty; numbers round-trip exactly. JSON lines: one object a bar, missing is null.
void writeStudy(std::FILE* out, const app::Snapshot& snapshot, TimeRange range, StudyFormat format);

}  // namespace perpscope::cli
