// Lines of a text, from a file (gzip by itself), standard input or memory.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"

namespace perpscope::store {

class LineSource {
 public:
  LineSource() = default;
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;
  virtual ~LineSource() = default;

  // The next line without its end; false at the end of the text. A UTF-8 BOM before the first line is
  // dropped. A line of more than a megabyte is refused: no table of ours has one.
  [[nodiscard]] virtual Result<bool> next(std::string& line) = 0;
  // Bytes of the (packed) file read so far, and in all; 0 where that is not known.
  [[nodiscard]] virtual std::uint64_t done() const = 0;
  [[nodiscard]] virtual std::uint64_t total() const = 0;
};

// "-" is standard input.
[[nodiscard]] Result<std::unique_ptr<LineSource>> openLines(const std::filesystem::path& file);
[[nodiscard]] std::unique_ptr<LineSource> linesOf(std::string text);

}  // namespace perpscope::store
