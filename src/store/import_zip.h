// Zips: the table inside, and the checksum beside. For this room only.
#pragma once

#include <filesystem>

#include "store/line_source.h"

namespace perpscope::store {

// An archive that unpacks to more than this is no table of ours.
inline constexpr std::uint64_t kLargestTable = std::uint64_t{4} << 30U;

// The first .csv in the zip, unpacked as it is read. A table larger than `limit` is refused, whatever the zip
// says its size is.
[[nodiscard]] Result<std::unique_ptr<LineSource>> openZippedTable(const std::filesystem::path& file,
                                                                  std::uint64_t limit = kLargestTable);

// FILE.CHECKSUM holds `<sha256>  <name>`: refuses a file that does not match it. Without one nothing is
// checked.
[[nodiscard]] Status checkChecksum(const std::filesystem::path& file);

}  // namespace perpscope::store
