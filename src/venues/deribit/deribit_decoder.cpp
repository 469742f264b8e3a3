#include "venues/deribit/deribit_decoder.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "venues/deribit/deribit_refusal.h"
#include "venues/deribit/deribit_rows.h"
#include "venues/frames.h"

namespace perpscope::venues {
namespace {

// Order books are most of what the venue sends; nothing is built of them.
std::optional<Event> orderBook(std::string_view bytes) {
  constexpr std::string_view kStart =
      R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.)";
  if (!bytes.starts_with(kStart) || !isClosedJson(bytes)) return std::nullopt;
  const auto name = quotedAfter(bytes, R"("channel":"book.)");
  return Event{std::string(name.substr(0, name.find('.'))), std::nullopt, IgnoredEvent{"order book"}};
}

DeribitCall callOf(const Origin& origin) {
  constexpr std::string_view kRoot = "/api/v2/";
  DeribitCall call;
  if (origin.path.starts_with(kRoot)) call.method = origin.path.substr(kRoot.size());
  call.instrument = origin.param("instrument_name");
  call.resolution = origin.param("resolution");
  call.index = origin.param("index_name");
  return call;
}

DeribitCall callOf(const Json& message) {
  const auto& params = member(message, "params");
  const auto said = [&](std::string_view name) { return std::string(text(member(params, name))); };
  DeribitCall call{std::string(text(member(message, "method"))),
                   said("instrument_name"),
                   said("resolution"),
                   said("index_name"),
                   {}};
  const auto& channels = member(params, "channels");
  if (channels.is_array())
    for (const auto& channel : channels) call.channels.emplace_back(text(channel));
  return call;
}

bool isListOfTexts(const Json& result) {
  return result.is_array() && std::ranges::all_of(result, [](const Json& each) { return each.is_string(); });
}

class DeribitDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return learn(message.bytes);
    if (auto book = orderBook(message.bytes)) return {*std::move(book)};
    Events events;
    if (const auto body = parseJson(message.bytes))
      dispatch(events, *body, Origin::of(message.origin));
    else
      events.fail(body.error());
    return events.take();
  }

 private:
  std::vector<Event> learn(std::string_view bytes) {
    const auto body = parseJson(bytes);
    if (!body || member(*body, "id").is_null()) return {};
    constexpr std::size_t kMost = 10'000;
    if (asked_.size() < kMost) asked_[keyOf(*body)] = callOf(*body);
    return {};
  }

  static std::string keyOf(const Json& body) {
    return member(body, "id").dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  // A call is answered once.
  DeribitCall callBehind(const Json& body, const Origin& origin) {
    const auto found = asked_.find(keyOf(body));
    if (found == asked_.end()) return callOf(origin);
    auto call = std::move(found->second);
    asked_.erase(found);
    return call;
  }

  void dispatch(Events& events, const Json& body, const Origin& origin) {
    const auto method = text(member(body, "method"));
    const auto& params = member(body, "params");
    if (method == "subscription")
      return decodeDeribitChannel(events, text(member(params, "channel")), member(params, "data"));
    if (method == "heartbeat") return events.add({}, std::nullopt, HeartbeatEvent{});
    const auto call = callBehind(body, origin);
    if (const auto& error = member(body, "error"); !error.is_null())
      return events.fail(deribitWords(error), call.instrument);
    if (!body.is_object() || !body.contains("result")) return events.fail("neither a result nor a channel");
    const auto& result = member(body, "result");
    if (isListOfTexts(result) && call.method.find("get_") == std::string::npos && !result.empty())
      return acknowledged(events, call, result);
    if (!call.channels.empty()) return acknowledged(events, call, result);
    decodeDeribitResult(events, call, result);
  }

  // The venue lists the channels that it took and is silent about the others.
  static void acknowledged(Events& events, const DeribitCall& call, const Json& taken) {
    for (const auto& channel : taken) events.add({}, std::nullopt, AckEvent{std::string(text(channel))});
    for (const auto& channel : call.channels)
      if (std::ranges::none_of(taken, [&](const Json& each) { return text(each) == channel; }))
        events.fail(fmt::format("channel {} was not accepted", channel));
  }

  std::map<std::string, DeribitCall, std::less<>> asked_;
};

}  // namespace

std::unique_ptr<Decoder> deribitDecoder() { return std::make_unique<DeribitDecoder>(); }

}  // namespace perpscope::venues
