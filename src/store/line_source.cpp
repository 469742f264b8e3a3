#include "store/line_source.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

namespace perpscope::store {
namespace {

constexpr std::size_t kBlock = 1 << 17;

struct CloseGz {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using GzFile = std::unique_ptr<gzFile_s, CloseGz>;

// zlib reads plain files as they are.
class GzLines final : public LineSource {
 public:
  GzLines(GzFile file, std::uint64_t total, std::size_t longest_line)
      : LineSource(longest_line), file_(std::move(file)), total_(total) {}

  std::uint64_t done() const override {
    return static_cast<std::uint64_t>(std::max<z_off_t>(0, gzoffset(file_.get())));
  }
  std::uint64_t total() const override { return total_; }

 protected:
  Result<std::size_t> read(std::span<char> room) override {
    const int count = gzread(file_.get(), room.data(), static_cast<unsigned>(room.size()));
    if (count > 0) return static_cast<std::size_t>(count);
    int code = Z_OK;
    const char* text = gzerror(file_.get(), &code);  // also says that a packed file ends too early
    if (code == Z_OK) return 0;
    return fail(ErrorKind::BadInput, fmt::format("cannot be read to its end: {}", text));
  }

 private:
  GzFile file_;
  std::uint64_t total_;
};

class MemoryLines final : public LineSource {
 public:
  explicit MemoryLines(std::string text) : text_(std::move(text)) {}

  std::uint64_t done() const override { return at_; }
  std::uint64_t total() const override { return text_.size(); }

 protected:
  Result<std::size_t> read(std::span<char> room) override {
    const std::size_t count = text_.copy(room.data(), room.size(), at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<bool> LineSource::readMore() {
  buffer_.erase(0, begin_);
  end_ -= begin_;
  begin_ = 0;
  buffer_.resize(end_ + kBlock);
  const auto count = read(std::span(buffer_).subspan(end_));
  if (!count) return std::unexpected(count.error());
  if (std::memchr(buffer_.data() + end_, '\0', *count) != nullptr)
    return fail(ErrorKind::BadInput, "holds zero bytes: not a text, or not one of UTF-8");
  end_ += *count;
  ended_ = *count == 0;
  return !ended_;
}

std::unexpected<Error> LineSource::tooLong() const {
  return fail(ErrorKind::BadInput, fmt::format("has a line longer than {} MB", longest_line_ >> 20));
}

Result<bool> LineSource::next(std::string_view& line) {
  std::size_t searched = begin_;
  const char* stop = nullptr;
  while ((stop = static_cast<const char*>(std::memchr(buffer_.data() + searched, '\n', end_ - searched))) ==
             nullptr &&
         !ended_) {
    if (end_ - begin_ > longest_line_) return tooLong();
    searched = end_ - begin_;
    if (const auto more = readMore(); !more) return std::unexpected(more.error());
  }
  if (stop == nullptr && begin_ == end_) return false;
  const std::size_t end = stop == nullptr ? end_ : static_cast<std::size_t>(stop - buffer_.data());
  line = std::string_view(buffer_).substr(begin_, end - begin_);
  begin_ = std::min(end + 1, end_);
  if (line.size() > longest_line_) return tooLong();
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (first_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  first_ = false;
  return true;
}

Result<std::unique_ptr<LineSource>> openLines(const std::filesystem::path& file, std::size_t longest_line) {
  std::error_code error;
  const bool is_stdin = file == "-";
  if (!is_stdin && std::filesystem::is_directory(file, error))
    return fail(ErrorKind::BadInput, fmt::format("{} is a folder", file.string()));
  // A pipe has no size.
  const auto size = is_stdin ? 0 : std::filesystem::file_size(file, error);
  GzFile opened(is_stdin ? gzdopen(dup(STDIN_FILENO), "rb") : gzopen(file.c_str(), "rb"));
  if (!opened)
    return fail(ErrorKind::NotFound, fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  gzbuffer(opened.get(), kBlock);
  return std::make_unique<GzLines>(std::move(opened), error ? 0 : size, longest_line);
}

std::unique_ptr<LineSource> linesOf(std::string text) {
  return std::make_unique<MemoryLines>(std::move(text));
}

}  // namespace perpscope::store
