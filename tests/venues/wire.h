// Recorded messages of the venues, which are not part of the repository.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace perpscope::test {

// The folder of recorded messages, or an empty path where it is absent.
inline std::filesystem::path wireFolder() {
  const char* shared = std::getenv("PERPSCOPE_SHARED");
  const auto folder = std::filesystem::path(shared != nullptr ? shared : "../shared") / "data" / "wire";
  return std::filesystem::is_directory(folder) ? folder : std::filesystem::path{};
}

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

}  // namespace perpscope::test

// In a test's body: `const auto folder = …; PERPSCOPE_NEED_WIRE(folder)`.
#define PERPSCOPE_NEED_WIRE(folder) \
  if ((folder).empty()) GTEST_SKIP() << "no recorded messages here: set PERPSCOPE_SHARED"
