// How a cache file is opened: what is refused, what is set aside, what is migrated. For this room only.
#pragma once

#include "store/cache.h"
#include "store/sqlite.h"

namespace perpscope::store {

[[nodiscard]] Result<Database> openReadOnly(const std::filesystem::path& file, const OpenOptions& options);

// No database, or one whose schema cannot be read. A file of another program or of a newer schema is an
// error; so that it stays as it is, it is only opened for reading.
[[nodiscard]] Result<bool> isDamaged(const std::filesystem::path& file, const OpenOptions& options);

struct Opened {
  Database db;
  std::vector<std::string> notes;  // what happened to a damaged file, for people
};

[[nodiscard]] Result<Opened> openForWriting(const std::filesystem::path& file, const OpenOptions& options,
                                            const Clock& clock);
// Sets the file aside, makes a new one and fills it with what can be read.
[[nodiscard]] Result<Opened> replaceFile(const std::filesystem::path& file, const OpenOptions& options,
                                         const Clock& clock);

}  // namespace perpscope::store
