// Bitfinex's messages to events; see venues/decoder.h. For this folder only.
#pragma once

#include <memory>

#include "venues/decoder.h"

namespace perpscope::venues {

[[nodiscard]] std::unique_ptr<Decoder> bitfinexDecoder();

}  // namespace perpscope::venues
