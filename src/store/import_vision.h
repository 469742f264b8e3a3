// Archives of data.binance.vision: klines, premiumIndexKlines, markPriceKlines, indexPriceKlines,
// fundingRate, metrics.
#pragma once

#include "store/import_csv.h"

namespace perpscope::store {

// A zip, or a folder that is searched for zips in name order. Kind, market, symbol and interval are told by
// path and name; a .CHECKSUM beside a zip is checked. All or nothing per zip; the first refused zip stops a
// folder.
[[nodiscard]] Result<std::vector<ImportSummary>> importBinanceVision(Cache& cache,
                                                                     const std::filesystem::path& path,
                                                                     const ImportOptions& options,
                                                                     const Clock& clock,
                                                                     const Progress& progress = {});

}  // namespace perpscope::store
