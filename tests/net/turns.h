// Lets everything run that the loop can do at once, without a look at the clock.
#pragma once

#include "net/coroutine.h"

namespace perpscope::net::test {

// What was posted before this has run, and what that posted, a few times over.
inline Task<void> turns(const Loop& loop) {
  for (int i = 0; i < 8; ++i) {
    Event event(loop.context().get_executor());
    loop.post([&event] { event.set(); });
    (void)co_await event.wait();
  }
}

}  // namespace perpscope::net::test
