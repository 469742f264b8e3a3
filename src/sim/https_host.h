// HTTPS on loopback: sockets, TLS and HTTP framing, and nothing about venues. One io_context on a thread of
// its own; handlers run on that thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "sim/certificates.h"
#include "venues/http.h"

namespace perpscope::sim {

struct RawRequest {
  std::string method;
  std::string target;                   // as it came
  std::vector<venues::Header> headers;  // names in lower case
  std::string body;
  std::chrono::steady_clock::time_point arrived;  // when the whole request was there
};

// How an answer goes out.
enum class Delivery : std::uint8_t {
  Whole,
  Truncated,  // half of the promised body, then the connection closes
  Endless,    // blanks without end (some 256 MB) after the body
  Reset,      // nothing, and a reset
  Closed,     // nothing, and a proper end
  Never,      // nothing, and the connection stays open
};

struct Reply {
  int status = 200;
  std::vector<venues::Header> headers;  // without lengths and connection
  std::string body;
  Milliseconds delay{0};
  Delivery delivery = Delivery::Whole;
};

using Handler = std::function<Reply(const RawRequest&)>;

class HttpsHost {
 public:
  HttpsHost();
  HttpsHost(HttpsHost&&) noexcept;
  HttpsHost& operator=(HttpsHost&&) noexcept;
  ~HttpsHost();  // stops

  // A port of 127.0.0.1 that answers by the handler from start() on. Only before start().
  [[nodiscard]] Result<std::uint16_t> listen(const ServerCertificate& certificate, Handler handler);
  // A port that is taken, and where every connection is refused.
  [[nodiscard]] Result<std::uint16_t> occupy();

  void start();
  // Cuts all connections and joins. Handlers do not run any more once it returns.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace perpscope::sim
