// Bybit's messages to events; see venues/decoder.h. For this folder only.
#pragma once

#include <memory>

#include "venues/decoder.h"

namespace perpscope::venues::bybit_v5 {

[[nodiscard]] std::unique_ptr<Decoder> decoder();

}  // namespace perpscope::venues::bybit_v5
