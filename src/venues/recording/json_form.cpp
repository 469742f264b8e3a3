#include <cmath>
#include <map>

#include "base/text.h"
#include "venues/recording/forms.h"
#include "venues/recording/json_text.h"

namespace perpscope::venues {
namespace {

using Members = std::vector<RawMember>;

std::string_view valueOf(const Members& members, std::string_view key) {
  const auto* found = find(members, key);
  return found == nullptr ? std::string_view{} : found->value;
}

// Ours has dir, cryptofeed's has t.
bool isOurs(const Members& members) {
  return find(members, "dir") != nullptr && find(members, "conn") != nullptr;
}
bool isCryptofeed(const Members& members) {
  const auto* kind = find(members, "t");
  return kind != nullptr && kind->is_text && (find(members, "conn") != nullptr || kind->value == "header");
}

std::optional<Time> timeOfMilliseconds(std::string_view text) {
  const auto ms = parseNumber<double>(text);
  if (!ms || !(std::abs(*ms) < 1e13)) return std::nullopt;
  return timeFromMs(std::llround(*ms));
}

// The connections that a recording may name; a file that names more is something else.
constexpr std::size_t kMostConnections = 10'000;

class JsonForm final : public RecordingForm {
 public:
  explicit JsonForm(RecordedSink sink) : sink_(std::move(sink)) {}

  Status push(std::string_view line, std::size_t number) override {
    if (trimmed(line).empty()) return {};
    const auto members = rawMembers(line);
    const bool known = members && (isOurs(*members) || isCryptofeed(*members));
    if (!known || !hand(*members, number)) sink_({line, {}, {}, false, {}, number});
    return {};
  }

  void finish() override {}

 private:
  // False where the message cannot be read out of the line.
  bool hand(const Members& members, std::size_t number) {
    const bool ours = isOurs(members);
    const auto direction = valueOf(members, ours ? "dir" : "t");
    if (direction == "header") return true;
    const auto connection = valueOf(members, "conn");
    const auto origin = originOf(connection, valueOf(members, "url"), valueOf(members, "addr"));
    const auto recv =
        ours ? timeOfMilliseconds(valueOf(members, "recv")) : timeOfSeconds(valueOf(members, "ts"));
    RecordedMessage message{{}, origin, connection, direction == (ours ? "out" : "send"), recv, number};
    if (const auto* body = find(members, "body")) {
      message.sent = true;
      if (!handBytes(*body, message)) return false;
      message.sent = false;
    }
    const auto* data = find(members, "data");
    return data == nullptr || handBytes(*data, message);
  }

  bool handBytes(const RawMember& data, RecordedMessage message) {
    if (data.is_text && !unescape(data.value, bytes_)) return false;
    message.bytes = data.is_text ? std::string_view(bytes_) : data.value;
    if (data.is_text || data.value != "null") sink_(message);
    return true;
  }

  // A line's own, else what its connection was opened with.
  std::string_view originOf(std::string_view connection, std::string_view url, std::string_view address) {
    const auto own = url.empty() ? address : url;
    const auto found = origins_.find(connection);
    if (own.empty()) return found == origins_.end() ? std::string_view{} : found->second;
    if (found != origins_.end())
      found->second = own;
    else if (origins_.size() < kMostConnections)
      origins_.emplace(connection, own);
    return own;
  }

  RecordedSink sink_;
  std::map<std::string, std::string, std::less<>> origins_;
  std::string bytes_;
};

}  // namespace

bool isJsonRecording(std::string_view first) {
  const auto members = rawMembers(first);
  return members && (isOurs(*members) || isCryptofeed(*members));
}

std::unique_ptr<RecordingForm> jsonRecordingForm(const RecordedSink& sink) {
  return std::make_unique<JsonForm>(sink);
}

}  // namespace perpscope::venues
