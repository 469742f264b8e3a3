#include "net/inflate.h"

#include <array>
#include <memory>

#include <fmt/format.h>
#include <zlib.h>

namespace perpscope::net {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

struct End {
  void operator()(z_stream* stream) const {
    inflateEnd(stream);
    delete stream;
  }
};
using Stream = std::unique_ptr<z_stream, End>;

// Unpacks what lies in the stream's input to its end or to the end of the member.
Fetched<bool> unpackMember(z_stream& stream, std::string& out, std::size_t limit) {
  std::array<char, 32768> chunk;
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = chunk.size();
    const int code = inflate(&stream, Z_NO_FLUSH);
    const auto made = chunk.size() - stream.avail_out;
    if (made > limit - out.size())
      return failFetch(Trouble::TooLarge, fmt::format("the answer unpacks to more than {} bytes", limit));
    out.append(chunk.data(), made);
    if (code == Z_STREAM_END) return true;
    if (code == Z_BUF_ERROR || (code == Z_OK && stream.avail_in == 0 && made == 0)) return false;
    if (code != Z_OK)
      return failFetch(Trouble::Malformed, "the answer's gzip packing is broken",
                       stream.msg == nullptr ? "" : stream.msg);
  }
}

}  // namespace

Fetched<std::string> gunzipped(std::string_view packed, std::size_t limit) {
  const Stream stream(new z_stream{});
  if (inflateInit2(stream.get(), kGzipOnly) != Z_OK)
    return failFetch(Trouble::Malformed, "the answer could not be unpacked", "inflateInit2");
  stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream->avail_in = static_cast<uInt>(packed.size());
  std::string out;
  do {
    const auto whole = unpackMember(*stream, out, limit);
    if (!whole) return std::unexpected(whole.error());
    if (!*whole) return failFetch(Trouble::Truncated, "the answer's gzip packing ends too soon");
  } while (stream->avail_in > 0 && inflateReset(stream.get()) == Z_OK);
  return out;
}

}  // namespace perpscope::net
