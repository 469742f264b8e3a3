#include "net/pool.h"

#include <algorithm>

namespace perpscope::net {

ConnectionPool::ConnectionPool(const boost::asio::any_io_executor& executor, std::size_t per_origin,
                               Milliseconds idle)
    : executor_(executor), per_origin_(per_origin), idle_(idle), alarm_(executor) {}

ConnectionPool::Origin& ConnectionPool::at(const std::string& origin) {
  return origins_.try_emplace(origin, Origin{Semaphore(executor_, per_origin_), {}}).first->second;
}

bool ConnectionPool::stale(const Kept& kept) const {
  return kept.since + idle_ <= std::chrono::steady_clock::now();
}

ConnectionPtr ConnectionPool::take(const std::string& origin) {
  auto& kept = at(origin).kept;
  std::erase_if(kept, [this](const Kept& one) { return stale(one); });
  if (kept.empty()) return nullptr;
  auto connection = std::move(kept.back().connection);
  kept.pop_back();
  return connection;
}

void ConnectionPool::keep(const std::string& origin, ConnectionPtr connection) {
  at(origin).kept.push_back({std::move(connection), std::chrono::steady_clock::now()});
  if (!sweeping_) sweepLater();
}

void ConnectionPool::sweepLater() {
  sweeping_ = true;
  alarm_.expires_after(idle_);
  alarm_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (self && !error) self->sweep();
  });
}

void ConnectionPool::sweep() {
  bool some_left = false;
  for (auto& [name, origin] : origins_) {
    std::erase_if(origin.kept, [this](const Kept& one) { return stale(one); });
    some_left = some_left || !origin.kept.empty();
  }
  sweeping_ = false;
  if (some_left) sweepLater();
}

}  // namespace perpscope::net
