// Archives of data.binance.vision: klines, premiumIndexKlines, markPriceKlines, indexPriceKlines,
// fundingRate, metrics.
#pragma once

#include "store/import_csv.h"

namespace perpscope::store {

// A zip, or a folder that is searched for zips in name order. Kind, market, symbol and interval are told by
// folders and name; a .CHECKSUM beside a zip is checked. Options: "market" (spot, um, cm) for zips that lie
// outside the site's folders, "replace". All or nothing per zip; a zip that is refused stops a folder, one
// that holds nothing to store is passed over and told as left_out.
[[nodiscard]] Result<std::vector<ImportSummary>> importBinanceVision(Cache& cache,
                                                                     const std::filesystem::path& path,
                                                                     const ImportOptions& options,
                                                                     const Clock& clock,
                                                                     const Progress& progress = {});

}  // namespace perpscope::store
