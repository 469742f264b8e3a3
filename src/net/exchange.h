// One request and its answer on a connection. Not for other rooms.
#pragma once

#include "net/coroutine.h"
#include "net/fetch_options.h"
#include "net/http.h"
#include "net/step.h"
#include "net/url.h"

namespace perpscope::net {

struct Connection;  // stream.h

struct Attempt {
  Fetched<HttpResponse> outcome;  // without `received`
  bool begun = false;             // part of an answer had come
  bool reusable = false;          // the connection is good for another request
};

// Usage errors of what cannot be written as a header without meaning something else.
[[nodiscard]] Fetched<void> sendable(const HttpRequest& request);

// Everything passed in outlives it.
[[nodiscard]] Task<Attempt> exchange(Connection& connection, const Url& url, const HttpRequest& request,
                                     const std::string& user_agent, const FetchOptions& options,
                                     const Deadline& deadline);

}  // namespace perpscope::net
