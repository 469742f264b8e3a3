// Connections kept for the next request to the same origin. On the loop's thread only. Not for other rooms.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/dial.h"
#include "net/semaphore.h"

namespace perpscope::net {

class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
 public:
  ConnectionPool(const boost::asio::any_io_executor& executor, std::size_t per_origin, Milliseconds idle);

  // The right to have a connection to the origin.
  [[nodiscard]] Semaphore& places(const std::string& origin) { return at(origin).places; }
  // The one used last, or nothing.
  [[nodiscard]] ConnectionPtr take(const std::string& origin);
  void keep(const std::string& origin, ConnectionPtr connection);

 private:
  struct Kept {
    ConnectionPtr connection;
    Instant since;
  };
  struct Origin {
    Semaphore places;
    std::vector<Kept> kept;  // the one used last at the end
  };

  [[nodiscard]] Origin& at(const std::string& origin);
  [[nodiscard]] bool stale(const Kept& kept) const;
  void sweep();
  void sweepLater();

  boost::asio::any_io_executor executor_;
  std::size_t per_origin_;
  Milliseconds idle_;
  std::map<std::string, Origin> origins_;
  boost::asio::steady_timer alarm_;
  bool sweeping_ = false;
};

}  // namespace perpscope::net
