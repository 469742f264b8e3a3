// What a study declares, for machines, for the terminal, and as the page docs/studies.md.
#pragma once

#include <span>

#include <nlohmann/json.hpp>

#include "studies/registry.h"

namespace perpscope::cli {

[[nodiscard]] nlohmann::ordered_json declarationJson(const studies::Declaration& study);
[[nodiscard]] std::string describeStudy(const studies::Declaration& study);
// All studies as one page of Markdown.
[[nodiscard]] std::string studiesPage(std::span<const studies::Study* const> all);

}  // namespace perpscope::cli
