// Any text with rows into the cache: shared by CSV files and archives. For this room only.
#pragma once

#include "store/import_spec.h"
#include "store/line_source.h"

namespace perpscope::store {

// All or nothing. `name` is what messages, summary and coverage call the source.
[[nodiscard]] Result<ImportSummary> importLines(Cache& cache, LineSource& lines, const ImportSpec& spec,
                                                const std::string& name, const Clock& clock,
                                                const Progress& progress);

}  // namespace perpscope::store
