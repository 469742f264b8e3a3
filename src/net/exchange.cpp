#include "net/exchange.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "net/inflate.h"
#include "net/stream.h"

namespace perpscope::net {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

using Parser = http::response_parser<http::string_body>;
using Message = http::request<http::string_body>;

constexpr int kMostInterim = 8;  // answers of 1xx before the real one

bool isToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](unsigned char c) {
    return std::isalnum(c) != 0 || kMarks.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool isHeaderValue(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return (c >= 0x20 && c != 0x7f) || c == '\t'; });
}

Message messageOf(const Url& url, const HttpRequest& request, const std::string& user_agent) {
  Message message;
  message.version(11);
  message.method_string(request.method);
  message.target(url.target);
  message.set(http::field::host, url.authority());
  message.set(http::field::user_agent, user_agent);
  message.set(http::field::accept, "*/*");
  message.set(http::field::accept_encoding, "gzip");
  for (const auto& header : request.headers) message.set(header.name, header.value);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

HttpResponse responseOf(Parser& parser) {
  auto message = parser.release();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message)
    response.headers.push_back({lowered(field.name_string()), std::string(field.value())});
  response.body = std::move(message.body());
  return response;
}

Fetched<HttpResponse> unpacked(HttpResponse response, const std::string& host, std::size_t limit) {
  const auto packing = lowered(response.header("content-encoding"));
  if (packing.empty() || packing == "identity" || response.body.empty()) return response;
  if (packing != "gzip" && packing != "x-gzip")
    return failFetch(Trouble::Malformed,
                     fmt::format("{}: the answer is packed in a way nobody asked for", host), packing);
  auto body = gunzipped(response.body, limit);
  if (!body) {
    body.error().message = fmt::format("{}: {}", host, body.error().message);
    return std::unexpected(std::move(body.error()));
  }
  response.body = std::move(*body);
  return response;
}

// The conversation, over TLS or not.
template <class Stream>
class Conversation {
 public:
  Conversation(Stream& stream, Connection& connection, const FetchOptions& options, const Deadline& deadline)
      : stream_(stream), connection_(connection), options_(options), deadline_(deadline) {}

  Task<Attempt> run(Message& message) {
    const bool bodiless = message.method() == http::verb::head;
    const auto begin = std::chrono::steady_clock::now();
    const Step writing{connection_.host, "sending the request", options_.timeouts.write};
    connection_.tcp().expires_at(deadline_.step(writing.limit));
    const auto [error, written] = co_await http::async_write(stream_, message, kAsTuple);
    if (error) co_return failed(error, writing);

    std::optional<Parser> parser;
    const auto headers = co_await readHeaders(parser, bodiless);
    if (headers)
      co_return failed(headers, {connection_.host, "waiting for the answer", options_.timeouts.first_byte});
    const auto body = co_await readBody(*parser);
    if (body) co_return failed(body, {connection_.host, "receiving the answer", options_.timeouts.whole});
    co_return finished(*parser, begin);
  }

 private:
  // Interim answers (100 Continue, 103 Early Hints) come before the one that counts.
  Task<boost::system::error_code> readHeaders(std::optional<Parser>& parser, bool bodiless) {
    connection_.tcp().expires_at(deadline_.step(options_.timeouts.first_byte));
    for (int i = 0; i < kMostInterim; ++i) {
      parser.emplace();
      parser->header_limit(static_cast<std::uint32_t>(options_.header_limit));
      parser->body_limit(options_.body_limit);
      parser->skip(bodiless);
      const auto [error, size] =
          co_await http::async_read_header(stream_, connection_.unread, *parser, kAsTuple);
      begun_ = begun_ || parser->got_some();
      if (error) co_return error;
      const auto status = parser->get().result_int();
      if (status >= 200) co_return boost::system::error_code{};
      if (status == 101) break;
    }
    co_return http::make_error_code(http::error::bad_status);
  }

  Task<boost::system::error_code> readBody(Parser& parser) {
    connection_.tcp().expires_at(deadline_.end);
    const auto [error, size] = co_await http::async_read(stream_, connection_.unread, parser, kAsTuple);
    connection_.tcp().expires_never();
    co_return error;
  }

  Attempt failed(const boost::system::error_code& error, const Step& step) const {
    return {std::unexpected(describe(error, step, deadline_, begun_)), begun_, false};
  }

  Attempt finished(Parser& parser, Instant begin) const {
    const bool reusable = parser.keep_alive() && connection_.unread.size() == 0;
    auto outcome = unpacked(responseOf(parser), connection_.host, options_.body_limit);
    if (outcome)
      outcome->round_trip =
          std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
    return {std::move(outcome), true, reusable};
  }

  Stream& stream_;
  Connection& connection_;
  const FetchOptions& options_;
  const Deadline& deadline_;
  bool begun_ = false;
};

}  // namespace

Fetched<void> sendable(const HttpRequest& request) {
  if (!isToken(request.method)) return failFetch(Trouble::Address, "the request's method is misspelt");
  for (const auto& header : request.headers)
    if (!isToken(header.name) || !isHeaderValue(header.value))
      return failFetch(Trouble::Address, fmt::format("the header '{}' cannot be sent", header.name));
  return {};
}

Task<Attempt> exchange(Connection& connection, const Url& url, const HttpRequest& request,
                       const std::string& user_agent, const FetchOptions& options, const Deadline& deadline) {
  auto message = messageOf(url, request, user_agent);
  if (connection.secure) {
    Conversation<TlsStream> conversation(connection.stream, connection, options, deadline);
    auto attempt = co_await conversation.run(message);
    co_return attempt;
  }
  Conversation<TcpStream> conversation(connection.tcp(), connection, options, deadline);
  auto attempt = co_await conversation.run(message);
  co_return attempt;
}

}  // namespace perpscope::net
