#include "base/text.h"
#include "venues/recording/forms.h"
#include "venues/recording/json_text.h"

namespace perpscope::venues {
namespace {

enum class Mark : std::uint8_t { None, Opened, Sent, Answer, Received, Note };

struct Head {
  Mark mark = Mark::None;
  std::string_view url;
  std::optional<Time> stamp;
  std::string_view rest;  // the message
};

// STAMP: MESSAGE
Head stamped(Mark mark, std::string_view url, std::string_view text) {
  const auto colon = text.find(": ");
  const auto end = colon == std::string_view::npos && text.ends_with(':') ? text.size() - 1 : colon;
  if (end == std::string_view::npos) return {};
  const auto stamp = timeOfSeconds(text.substr(0, end));
  if (!stamp) return {};
  return {mark, url, stamp, text.substr(std::min(end + 2, text.size()))};
}

Head headOf(std::string_view line) {
  if (line.empty()) return {};
  if (line.front() >= '0' && line.front() <= '9') return stamped(Mark::Received, {}, line);
  if (line.starts_with("configuration: ")) return {Mark::Note, {}, {}, {}};
  if (!line.starts_with("ws") && !line.starts_with("http")) return {};
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || line.substr(0, blank).find("://") == std::string_view::npos)
    return {};
  const auto url = line.substr(0, blank);
  const auto rest = line.substr(blank + 1);
  if (rest.starts_with("<-> ")) return {Mark::Opened, url, {}, {}};
  if (rest.starts_with("<- ")) return stamped(Mark::Sent, url, rest.substr(3));
  if (rest.starts_with("-> ")) return stamped(Mark::Answer, url, rest.substr(3));
  return {};
}

// A message may go on over lines that have no head of their own.
class TextForm final : public RecordingForm {
 public:
  explicit TextForm(RecordedSink sink) : sink_(std::move(sink)) {}

  Status push(std::string_view line, std::size_t number) override {
    const auto head = headOf(line);
    if (head.mark == Mark::None) return goOn(line, number);
    finish();
    if (head.mark == Mark::Opened) opened_ = head.url;
    if (head.mark == Mark::Opened || head.mark == Mark::Note) return {};
    return begin(head, number);
  }

  void finish() override {
    if (waiting_) sink_({gathered_.text(), origin_, {}, mark_ == Mark::Sent, stamp_, line_});
    waiting_ = false;
    gathered_.clear();
  }

 private:
  Status begin(const Head& head, std::size_t number) {
    waiting_ = true;
    mark_ = head.mark;
    origin_ = head.url.empty() ? std::string_view(opened_) : head.url;
    stamp_ = head.stamp;
    line_ = number;
    return gathered_.add(head.rest, number);
  }

  Status goOn(std::string_view line, std::size_t number) {
    if (trimmed(line).empty()) return {};
    if (waiting_ && !isWholeJson(gathered_.text())) return gathered_.add(line, number);
    finish();
    return begin({Mark::Received, {}, {}, line}, number);
  }

  RecordedSink sink_;
  std::string opened_;
  bool waiting_ = false;
  Mark mark_ = Mark::None;
  std::string origin_;
  std::optional<Time> stamp_;
  std::size_t line_ = 0;
  Gathered gathered_;
};

}  // namespace

bool isTextRecording(std::string_view first) { return headOf(first).mark != Mark::None; }

std::unique_ptr<RecordingForm> textRecordingForm(const RecordedSink& sink) {
  return std::make_unique<TextForm>(sink);
}

}  // namespace perpscope::venues
