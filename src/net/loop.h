// The one thread of the network. All of src/net and the coroutines of other rooms run on it.
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace perpscope::net {

// Reaches a loop's thread from any other, however long the loop lives.
class LoopHandle {
 public:
  // False, and nothing happens, once the loop is gone.
  bool post(std::function<void()> work) const;

 private:
  friend class Loop;
  struct State;
  explicit LoopHandle(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

class Loop {
 public:
  Loop();  // starts the thread
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  // Stops, and destroys the coroutines that have not ended.
  ~Loop();

  void post(std::function<void()> work) const { (void)handle().post(std::move(work)); }
  [[nodiscard]] LoopHandle handle() const { return LoopHandle(state_); }
  // Waits for what runs at this moment; nothing runs afterwards. Not from the loop's own thread.
  void stop();

  [[nodiscard]] boost::asio::io_context& context() const;

 private:
  struct Thread;
  std::shared_ptr<LoopHandle::State> state_;
  std::unique_ptr<Thread> thread_;
};

}  // namespace perpscope::net
