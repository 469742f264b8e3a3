// A client that trusts a test's own authority, and for which every name that ends in .test is 127.0.0.1.
#pragma once

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "net/client.h"
#include "net/loopback.h"

namespace perpscope::net::test {

inline Result<std::vector<std::string>> resolveTestNames(const std::string& host) {
  if (host.ends_with(".test")) return std::vector<std::string>{"127.0.0.1"};
  return fail(ErrorKind::Network, "the name could not be resolved");
}

inline const Authority& authority() {
  static const Authority kAuthority("Perpscope test authority");
  return kAuthority;
}

inline const Certificate& goodCertificate() {
  static const Certificate kCertificate = authority().issue("DNS:exchange.test,IP:127.0.0.1");
  return kCertificate;
}

class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    ca_file_ = std::filesystem::temp_directory_path() / fmt::format("perpscope-net-test-{}.pem", getpid());
    std::ofstream(ca_file_) << authority().pem();
    options.ca_file = ca_file_;
    options.resolve = resolveTestNames;
    options.user_agent = "perpscope-test/1";
  }
  ~ClientTest() override {
    client_.reset();
    std::filesystem::remove(ca_file_);
  }

  // Made of `options` when first used.
  HttpClient& client() {
    if (!client_) client_.emplace(HttpClient::create(loop, clock, options).value());
    return *client_;
  }
  Fetched<HttpResponse> fetch(HttpRequest request) {
    return blockOn(loop, client().fetch(std::move(request), fetch_options));
  }
  Fetched<HttpResponse> get(const std::string& url) {
    HttpRequest request;
    request.url = url;
    return fetch(std::move(request));
  }
  Fetched<HttpResponse> get(const Server& server, const std::string& target = "/") {
    return get(fmt::format("https://exchange.test:{}{}", server.port(), target));
  }

  ManualClock clock{utc(2026, 11, 21)};
  ClientOptions options;
  FetchOptions fetch_options;
  Loop loop;

 private:
  std::filesystem::path ca_file_;
  std::optional<HttpClient> client_;
};

MATCHER_P2(FailsWith, trouble, text, "") {
  if (arg) {
    *result_listener << "it has the value of status " << arg->status;
    return false;
  }
  *result_listener << name(arg.error().trouble) << ": " << arg.error().message << " [" << arg.error().detail
                   << "]";
  return arg.error().trouble == trouble && arg.error().message.find(text) != std::string::npos;
}

}  // namespace perpscope::net::test
