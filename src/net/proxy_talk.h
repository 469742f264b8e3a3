// What is said to a proxy on a connection to it, so that it becomes one to the host. Not for other rooms.
#pragma once

#include "net/coroutine.h"
#include "net/step.h"
#include "net/stream.h"

namespace perpscope::net {

// `address`: the host's IP address where we looked it up (socks5://), else its name.
[[nodiscard]] Task<Fetched<void>> talkToProxy(TcpStream& stream, const Url& proxy, const std::string& address,
                                              std::uint16_t port, const Step& step, const Deadline& deadline);

}  // namespace perpscope::net
