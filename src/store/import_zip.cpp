#include "store/import_zip.h"

#include <array>
#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zip.h>

#include "base/text.h"

namespace perpscope::store {
namespace {

struct DiscardZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Zip = std::unique_ptr<zip_t, DiscardZip>;
using Entry = std::unique_ptr<zip_file_t, CloseEntry>;

std::unexpected<Error> refuse(std::string why) { return fail(ErrorKind::BadInput, std::move(why)); }

class ZipLines final : public LineSource {
 public:
  ZipLines(Zip archive, Entry entry, std::uint64_t size, std::uint64_t packed, std::uint64_t limit)
      : archive_(std::move(archive)), entry_(std::move(entry)), size_(size), packed_(packed), limit_(limit) {}

  std::uint64_t done() const override {
    const double share = size_ == 0 ? 1.0 : static_cast<double>(read_) / static_cast<double>(size_);
    return static_cast<std::uint64_t>(std::min(1.0, share) * static_cast<double>(packed_));
  }
  std::uint64_t total() const override { return packed_; }

 protected:
  Result<std::size_t> read(std::span<char> room) override {
    const auto count = zip_fread(entry_.get(), room.data(), room.size());
    if (count < 0)
      return refuse(fmt::format("is damaged: {}", zip_error_strerror(zip_file_get_error(entry_.get()))));
    read_ += static_cast<std::uint64_t>(count);
    if (read_ > limit_) return refuse(fmt::format("its table is larger than {} bytes", limit_));
    return static_cast<std::size_t>(count);
  }

 private:
  Zip archive_;
  Entry entry_;
  std::uint64_t size_;
  std::uint64_t packed_;
  std::uint64_t limit_;
  std::uint64_t read_ = 0;
};

Result<std::string> sha256(std::istream& in) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::vector<char> block(1 << 16);
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0)
    EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(in.gcount()));
  if (!in.eof()) return fail(ErrorKind::Io, "cannot be read");
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  std::string hex;
  for (const unsigned char byte : std::span(digest).first(size)) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

Result<std::unique_ptr<LineSource>> openZippedTable(const std::filesystem::path& file, std::uint64_t limit) {
  int code = 0;
  Zip archive(zip_open(file.c_str(), ZIP_RDONLY, &code));
  if (!archive) return refuse("is no readable zip");
  const auto entries =
      static_cast<zip_uint64_t>(std::max<zip_int64_t>(0, zip_get_num_entries(archive.get(), 0)));
  for (zip_uint64_t i = 0; i < entries; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive.get(), i, 0, &stat) != 0) return refuse("is damaged");
    if (!std::string_view(stat.name).ends_with(".csv")) continue;
    Entry entry(zip_fopen_index(archive.get(), i, 0));
    if (!entry) return refuse(fmt::format("cannot be unpacked: {}", zip_strerror(archive.get())));
    return std::make_unique<ZipLines>(std::move(archive), std::move(entry), stat.size, stat.comp_size, limit);
  }
  return refuse("holds no .csv");
}

Status checkChecksum(const std::filesystem::path& file) {
  std::ifstream note(file.string() + ".CHECKSUM");
  if (!note) return {};
  std::string wanted;
  note >> wanted;
  std::ifstream in(file, std::ios::binary);
  const auto found = sha256(in);
  if (!found) return std::unexpected(found.error());
  if (lowered(wanted) != *found) return refuse("does not match the .CHECKSUM beside it; download it again");
  return {};
}

}  // namespace perpscope::store
