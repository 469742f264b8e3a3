#include "sim/gzip.h"

#include <stdexcept>

#include <zlib.h>

#include "base/text.h"

namespace perpscope::sim {

std::string gzipped(std::string_view body) {
  constexpr int kGzip = 15 + 16;
  constexpr int kMemory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib cannot begin");
  std::string out(deflateBound(&stream, body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

bool acceptsGzip(std::string_view accept_encoding) {
  for (const auto& part : split(accept_encoding, ',')) {
    const auto words = split(lowered(part), ';');
    if (words.empty() || words.front() != "gzip") continue;
    return words.size() == 1 || (words[1] != "q=0" && !words[1].starts_with("q=0.000"));
  }
  return false;
}

}  // namespace perpscope::sim
