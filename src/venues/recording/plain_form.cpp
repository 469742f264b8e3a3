#include <algorithm>

#include "base/text.h"
#include "venues/recording/forms.h"
#include "venues/recording/json_text.h"

namespace perpscope::venues {
namespace {

bool beginsJson(std::string_view line) { return line.starts_with('{') || line.starts_with('['); }

// JSON may be spread over lines; everything else is one message a line. A message that was cut off must not
// take the messages after it along.
class PlainForm final : public RecordingForm {
 public:
  explicit PlainForm(RecordedSink sink) : sink_(std::move(sink)) {}

  Status push(std::string_view line, std::size_t number) override {
    if (!gathered_.empty()) {
      if (!beginsJson(line) || balance_.listAwaitsValue()) return gather(line, number);
      finish();
    }
    if (trimmed(line).empty()) return {};
    if (!beginsJson(trimmed(line))) {
      one(line, number);
      return {};
    }
    return gather(line, number);
  }

  void finish() override {
    if (!gathered_.empty()) heldBackWhole() ? apart() : one(gathered_.text(), gathered_.line());
    gathered_.clear();
    balance_ = {};
  }

 private:
  void one(std::string_view bytes, std::size_t line) { sink_({bytes, {}, {}, false, {}, line}); }

  Status gather(std::string_view line, std::size_t number) {
    balance_.feed(line);
    // No text of JSON goes on over lines: this one was cut off.
    const bool ended = balance_.whole() || balance_.inString();
    if (ended && gathered_.empty()) {
      one(line, number);
      balance_ = {};
      return {};
    }
    if (auto added = gathered_.add(line, number); !added) return added;
    if (ended) finish();
    return {};
  }

  // A list that was cut off, followed by whole messages.
  [[nodiscard]] bool heldBackWhole() const {
    if (balance_.whole()) return false;
    std::string_view rest = gathered_.text();
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      rest.remove_prefix(end + 1);
      const auto line = rest.substr(0, rest.find('\n'));
      if (beginsJson(line) && isWholeJson(line) && !trimmed(line).ends_with(',')) return true;
    }
    return false;
  }

  void apart() {
    std::string_view rest = gathered_.text();
    for (auto number = gathered_.line(); !rest.empty(); ++number) {
      const auto end = std::min(rest.find('\n'), rest.size());
      if (!trimmed(rest.substr(0, end)).empty()) one(rest.substr(0, end), number);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  RecordedSink sink_;
  JsonBalance balance_;
  Gathered gathered_;
};

}  // namespace

Status Gathered::add(std::string_view line, std::size_t number) {
  if (text_.empty()) {
    if (trimmed(line).empty()) return {};
    line_ = number;
  } else {
    text_ += '\n';
  }
  text_ += line;
  if (text_.size() <= kLongestMessage) return {};
  return fail(ErrorKind::BadInput, "holds a message of more than 64 megabytes");
}

std::unique_ptr<RecordingForm> plainForm(const RecordedSink& sink) {
  return std::make_unique<PlainForm>(sink);
}

}  // namespace perpscope::venues
