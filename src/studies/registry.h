// All studies there are. A new one is its file and one line in registry.cpp.
#pragma once

#include <span>
#include <string_view>

#include "studies/study.h"

namespace perpscope::studies {

[[nodiscard]] std::span<const Study* const> all();
[[nodiscard]] Result<const Study*> named(std::string_view id);

}  // namespace perpscope::studies
