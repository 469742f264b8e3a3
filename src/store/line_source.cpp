#include "store/line_source.h"

#include <fmt/format.h>
#include <zlib.h>

namespace perpscope::store {
namespace {

constexpr std::size_t kLongestLine = 1 << 20;

void dropBom(std::string& line) {
  if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
}

void dropReturn(std::string& line) {
  if (line.ends_with('\r')) line.pop_back();
}

struct CloseGz {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using GzFile = std::unique_ptr<gzFile_s, CloseGz>;

// zlib reads plain files as they are.
class GzLines final : public LineSource {
 public:
  GzLines(GzFile file, std::string name, std::uint64_t total)
      : file_(std::move(file)), name_(std::move(name)), total_(total) {}

  Result<bool> next(std::string& line) override {
    line.clear();
    std::array<char, 16'384> buffer;
    while (gzgets(file_.get(), buffer.data(), buffer.size()) != nullptr) {
      line += buffer.data();
      if (line.ends_with('\n')) break;
      if (line.size() > kLongestLine)
        return fail(ErrorKind::BadInput, fmt::format("{}: a line is longer than a megabyte", name_));
    }
    int code = Z_OK;
    const char* text = gzerror(file_.get(), &code);
    if (code != Z_OK && code != Z_STREAM_END)
      return fail(ErrorKind::BadInput, fmt::format("{}: cannot be unpacked: {}", name_, text));
    if (line.empty()) return false;
    if (line.ends_with('\n')) line.pop_back();
    dropReturn(line);
    if (first_) dropBom(line);
    first_ = false;
    return true;
  }

  std::uint64_t done() const override {
    return static_cast<std::uint64_t>(std::max<z_off_t>(0, gzoffset(file_.get())));
  }
  std::uint64_t total() const override { return total_; }

 private:
  GzFile file_;
  std::string name_;
  std::uint64_t total_;
  bool first_ = true;
};

class MemoryLines final : public LineSource {
 public:
  explicit MemoryLines(std::string text) : text_(std::move(text)) { dropBom(text_); }

  Result<bool> next(std::string& line) override {
    if (at_ >= text_.size()) return false;
    const auto end = std::min(text_.find('\n', at_), text_.size());
    if (end - at_ > kLongestLine) return fail(ErrorKind::BadInput, "a line is longer than a megabyte");
    line.assign(text_, at_, end - at_);
    dropReturn(line);
    at_ = end + 1;
    return true;
  }

  std::uint64_t done() const override { return at_; }
  std::uint64_t total() const override { return text_.size(); }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<LineSource>> openLines(const std::filesystem::path& file) {
  if (file == "-") return std::make_unique<GzLines>(GzFile(gzdopen(0, "rb")), "standard input", 0);
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  GzFile opened(error ? nullptr : gzopen(file.c_str(), "rb"));
  if (!opened)
    return fail(ErrorKind::NotFound,
                fmt::format("cannot read {}{}", file.string(), error ? ": " + error.message() : ""));
  gzbuffer(opened.get(), 1 << 17);
  return std::make_unique<GzLines>(std::move(opened), file.string(), size);
}

std::unique_ptr<LineSource> linesOf(std::string text) {
  return std::make_unique<MemoryLines>(std::move(text));
}

}  // namespace perpscope::store
