// Writes down what a study was given and what it computed, for a comparison with other programs.
#pragma once

#include <filesystem>

#include "studies/study.h"

namespace perpscope::bench {

// STUDY.json (bars, seconds, the names of cells and columns), and STUDY.cells and STUDY.columns: doubles as
// they lie in memory, one column after another. False where it cannot be written.
bool exportStudy(const studies::Study& study, std::size_t bars, const std::filesystem::path& folder);

}  // namespace perpscope::bench
