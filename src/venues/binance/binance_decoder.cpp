#include "venues/binance/binance_decoder.h"

#include <fmt/format.h>

#include "base/text.h"
#include "venues/binance/binance_messages.h"
#include "venues/refusals.h"

namespace perpscope::venues {
namespace {

// Answers to more requests than this are still acknowledgements, but do not say of what.
constexpr std::size_t kMostRequests = 10'000;

std::string_view between(std::string_view text, std::string_view begin, char end) {
  const auto at = text.find(begin);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + begin.size());
  return rest.substr(0, rest.find(end));
}

// Order books are most of the traffic, and nothing of them is used: they are known by how they begin and end.
// Anything unusual goes the long way.
std::optional<Event> orderBookFrame(std::string_view bytes) {
  const auto head = bytes.substr(0, 256);
  std::string_view data = head;
  if (head.starts_with("{\"stream\":\"")) {
    const auto at = head.find("\"data\":");
    if (at == std::string_view::npos || !bytes.ends_with("]}}")) return std::nullopt;
    data = head.substr(at + 7);
  }
  if (!data.starts_with("{\"e\":\"depthUpdate\",\"E\":") || !bytes.ends_with("]}")) return std::nullopt;
  const auto stamp = parseNumber<std::int64_t>(between(data, "\"E\":", ','));
  const auto symbol = between(data, "\"s\":\"", '"');
  if (!stamp || *stamp < 0 || *stamp > 10'000'000'000'000 || symbol.empty()) return std::nullopt;
  return Event{std::string(symbol), timeFromMs(*stamp), IgnoredEvent{"order book"}};
}

class BinanceDecoder final : public Decoder {
 public:
  std::vector<Event> decode(const WireMessage& message) override {
    if (!message.sent)
      if (auto book = orderBookFrame(message.bytes)) return {std::move(*book)};
    std::vector<Event> out;
    const auto json = parseJson(message.bytes);
    if (message.sent) {
      if (json) learn(*json);
      return out;
    }
    const auto& address = addressOf(message.origin);
    if (!json) {
      const bool page = looksLikeWebPage(message.bytes);
      BinanceEvents(knowledge_, address, out)
          .refuse(page ? "a web page instead of data" : json.error().message);
      return out;
    }
    received(*json, address, out);
    if (out.empty()) out.push_back({{}, {}, IgnoredEvent{"nothing in it"}});
    return out;
  }

 private:
  void learn(const Json& request) {
    const auto& streams = member(request, "params");
    if (!streams.is_array() || member(request, "id").is_null() || requests_.size() >= kMostRequests) return;
    std::vector<std::string> names;
    for (const auto& stream : streams)
      if (!text(stream).empty()) names.emplace_back(text(stream));
    requests_[keyOf(member(request, "id"))] = joined(names, ",");
  }

  // The addresses of streams are long, and mostly the same as the message's before.
  const BinanceAddress& addressOf(std::string_view origin) {
    if (origin == origin_) return address_;
    origin_ = origin;
    address_ = BinanceAddress::of(origin_);
    return address_;
  }

  void received(const Json& json, const BinanceAddress& address, std::vector<Event>& out) {
    if (!text(member(json, "stream")).empty() && json.contains("data")) {
      auto stream = address;
      stream.stream = text(member(json, "stream"));
      return readBinanceBody(member(json, "data"), BinanceEvents(knowledge_, stream, out));
    }
    const BinanceEvents events(knowledge_, address, out);
    if (const auto& error = member(json, "error"); error.is_object()) return readBinanceBody(error, events);
    const bool is_answer = json.is_object() && json.contains("result");
    // The API by WebSocket answers with status and result what REST answers alone.
    if (is_answer && json.contains("status")) return readBinanceBody(member(json, "result"), events);
    if (is_answer && json.contains("id")) return acknowledge(member(json, "id"), out);
    readBinanceBody(json, events);
  }

  void acknowledge(const Json& id, std::vector<Event>& out) {
    const auto asked = requests_.find(keyOf(id));
    out.push_back({{}, {}, AckEvent{asked == requests_.end() ? std::string() : asked->second}});
  }

  // Recordings have one and the same number as a number and as a text.
  static std::string keyOf(const Json& id) { return id.is_string() ? id.get<std::string>() : id.dump(); }

  std::string origin_;
  BinanceAddress address_;  // of origin_, into which it looks
  BinanceKnowledge knowledge_;
  std::map<std::string, std::string, std::less<>> requests_;
};

}  // namespace

std::unique_ptr<Decoder> binanceDecoder() { return std::make_unique<BinanceDecoder>(); }

}  // namespace perpscope::venues
