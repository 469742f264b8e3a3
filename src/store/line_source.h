// Lines of a text, whatever its bytes come out of: a file (gzip by itself), standard input, a zip, memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace perpscope::store {

// No table of ours has a line of more than this; a file that has one is something else. Whoever reads what is
// no table says what is its longest.
inline constexpr std::size_t kLongestLine = 1 << 20;

class LineSource {
 public:
  explicit LineSource(std::size_t longest_line = kLongestLine) : longest_line_(longest_line) {}
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;
  virtual ~LineSource() = default;

  // The next line without its end, valid until the next call; false at the end of the text. A UTF-8 BOM
  // before the first line is dropped. Refused are lines over the longest allowed, zero bytes (no text) and
  // what cannot be unpacked. Messages do not name the file.
  [[nodiscard]] Result<bool> next(std::string_view& line);
  // Bytes of the (packed) file read so far, and in all; 0 where that is not known.
  [[nodiscard]] virtual std::uint64_t done() const = 0;
  [[nodiscard]] virtual std::uint64_t total() const = 0;

 protected:
  // As many bytes as are there, up to the room given; 0 at the end.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<char> room) = 0;

 private:
  [[nodiscard]] Result<bool> readMore();

  [[nodiscard]] std::unexpected<Error> tooLong() const;

  std::size_t longest_line_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is read and not yet handed out
  std::size_t end_ = 0;
  bool ended_ = false;
  bool first_ = true;
};

// "-" is standard input. Gzip is known by its content.
[[nodiscard]] Result<std::unique_ptr<LineSource>> openLines(const std::filesystem::path& file,
                                                            std::size_t longest_line = kLongestLine);
[[nodiscard]] std::unique_ptr<LineSource> linesOf(std::string text);

}  // namespace perpscope::store
