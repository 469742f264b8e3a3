// Where tests find real recorded data. It is no part of the repository: tests that need it skip where it is
// absent.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace perpscope::test {

// $PERPSCOPE_SHARED, or the folder `shared` beside the project.
inline std::filesystem::path sharedFolder() {
  if (const char* chosen = std::getenv("PERPSCOPE_SHARED")) return chosen;
  return std::filesystem::path(PERPSCOPE_SOURCE_DIR).parent_path() / "shared";
}

inline std::filesystem::path historyFolder() { return sharedFolder() / "data" / "history"; }

}  // namespace perpscope::test

#define PERPSCOPE_NEEDS(path)         \
  if (!std::filesystem::exists(path)) \
  GTEST_SKIP() << "no " << (path) << ": recorded data is not part of the repository"
