// HTTPS: one client for a whole program. Certificates and names are always verified, redirects are never
// followed, nothing is retried but what a kept connection swallowed. Limits, steps and proxies are in words
// in docs/network.md.
#pragma once

#include <memory>

#include "base/clock.h"
#include "net/coroutine.h"
#include "net/fetch_error.h"
#include "net/fetch_options.h"
#include "net/http.h"

namespace perpscope::net {

class HttpClient {
 public:
  // Fails where the certificate file cannot be read. Loop and clock outlive the client.
  [[nodiscard]] static Result<HttpClient> create(const Loop& loop, const Clock& clock,
                                                 ClientOptions options = {});
  HttpClient(HttpClient&&) noexcept = default;
  HttpClient& operator=(HttpClient&&) = delete;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  // Any thread. Fetches under way go on to their end.
  ~HttpClient();

  // Any status is an answer: 404, 429 and 301 too. On the loop's thread; may be cancelled. Where as many
  // fetches to the same origin are under way as there may be connections, it waits its turn first.
  [[nodiscard]] Task<Fetched<HttpResponse>> fetch(HttpRequest request, FetchOptions options = {}) const;

 private:
  struct State;
  explicit HttpClient(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace perpscope::net
