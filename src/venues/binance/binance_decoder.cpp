#include "venues/binance/binance_decoder.h"

namespace perpscope::venues {

std::unique_ptr<Decoder> binanceDecoder() { return nullptr; }

}  // namespace perpscope::venues
