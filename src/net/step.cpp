#include "net/step.h"

#include <algorithm>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

namespace perpscope::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

Instant now() { return std::chrono::steady_clock::now(); }

struct Meaning {
  boost::system::error_code code;
  Trouble trouble;
  std::string_view text;
};

const std::vector<Meaning>& meanings() {
  static const std::vector<Meaning> kMeanings = {
      {asio::error::operation_aborted, Trouble::Cancelled, "cancelled"},
      {asio::error::connection_refused, Trouble::Refused, "nobody listens there (connection refused)"},
      {asio::error::network_unreachable, Trouble::Unreachable, "there is no way to its network"},
      {asio::error::host_unreachable, Trouble::Unreachable, "there is no way to it"},
      {asio::error::network_down, Trouble::Unreachable, "the network is down"},
      {asio::error::timed_out, Trouble::Timeout, "it does not react"},
      {beast::http::error::header_limit, Trouble::TooLarge, "the answer's headers are too large"},
      {beast::http::error::buffer_overflow, Trouble::TooLarge, "the answer's headers are too large"},
      {beast::http::error::body_limit, Trouble::TooLarge, "the answer is too large"},
  };
  return kMeanings;
}

bool connectionEnded(const boost::system::error_code& code) {
  return code == asio::error::eof || code == asio::error::connection_reset ||
         code == asio::error::connection_aborted || code == asio::error::broken_pipe ||
         code == asio::error::not_connected || code == asio::ssl::error::stream_truncated ||
         code == beast::http::error::end_of_stream || code == beast::http::error::partial_message;
}

bool ofHttp(const boost::system::error_code& code) {
  return code.category() == beast::http::make_error_code(beast::http::error::bad_version).category();
}

FetchError ended(const Step& step, bool begun, std::string detail) {
  return begun ? fetchError(Trouble::Truncated,
                            fmt::format("{}: the connection ended within the answer", step.host),
                            std::move(detail))
               : fetchError(Trouble::Reset,
                            fmt::format("{}: the connection ended while {}", step.host, step.doing),
                            std::move(detail));
}

}  // namespace

std::string durationText(Milliseconds duration) {
  return duration < std::chrono::seconds{1}
             ? fmt::format("{} ms", duration.count())
             : fmt::format("{:g} s", static_cast<double>(duration.count()) / 1000);
}

Deadline::Deadline(Milliseconds whole) : limit(whole), end(now() + whole) {}

bool Deadline::passed() const { return now() >= end; }

Milliseconds Deadline::atMost(Milliseconds step_limit) const {
  return std::clamp(std::chrono::ceil<Milliseconds>(end - now()), Milliseconds{0}, step_limit);
}

Instant Deadline::step(Milliseconds step_limit) const { return std::min(end, now() + step_limit); }

FetchError timedOut(const Step& step, const Deadline& deadline) {
  if (deadline.passed())
    return fetchError(
        Trouble::Timeout,
        fmt::format("{}: the request took more than {} in all", step.host, durationText(deadline.limit)),
        fmt::format("while {}", step.doing));
  return fetchError(Trouble::Timeout,
                    fmt::format("{}: {} took more than {}", step.host, step.doing, durationText(step.limit)));
}

FetchError describe(const boost::system::error_code& code, const Step& step, const Deadline& deadline,
                    bool begun) {
  auto detail =
      fmt::format("while {}: {} ({}:{})", step.doing, code.message(), code.category().name(), code.value());
  if (code == beast::error::timeout) return timedOut(step, deadline);
  if (connectionEnded(code)) return ended(step, begun, std::move(detail));
  for (const auto& meaning : meanings())
    if (code == meaning.code)
      return fetchError(meaning.trouble, fmt::format("{}: {}", step.host, meaning.text), std::move(detail));
  if (ofHttp(code))
    return fetchError(Trouble::Malformed, fmt::format("{}: the answer is no HTTP", step.host),
                      std::move(detail));
  return fetchError(Trouble::Reset, fmt::format("{}: {} failed: {}", step.host, step.doing, code.message()),
                    std::move(detail));
}

}  // namespace perpscope::net
