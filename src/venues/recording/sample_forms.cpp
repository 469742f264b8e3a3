#include <algorithm>
#include <array>

#include "base/text.h"
#include "venues/recording/forms.h"
#include "venues/recording/json_text.h"

namespace perpscope::venues {
namespace {

constexpr std::array<std::string_view, 5> kMethods{"GET", "POST", "PUT", "DELETE", "PATCH"};

// Line 1 the method, 2 the path, 3 whether it was signed, then the answer.
class RequestSample final : public RecordingForm {
 public:
  explicit RequestSample(RecordedSink sink) : sink_(std::move(sink)) {}

  Status push(std::string_view line, std::size_t number) override {
    const auto word = trimmed(line);
    if (!seen_method_) {
      seen_method_ = true;
      return {};
    }
    if (path_.empty()) {
      path_ = word;
      return {};
    }
    const bool is_flag = !seen_flag_ && (word == "true" || word == "false");
    seen_flag_ = true;
    return is_flag ? Status{} : body_.add(line, number);
  }

  void finish() override {
    if (!body_.empty()) sink_({withoutNotes(body_.text()), path_, {}, false, {}, body_.line()});
    body_.clear();
  }

 private:
  RecordedSink sink_;
  bool seen_method_ = false;
  bool seen_flag_ = false;
  std::string path_;
  Gathered body_;
};

// > { … } sent, < { … } received, = { … } received; each may go on over lines. Digits after the mark tell
// requests in flight apart, on one connection.
class SessionSample final : public RecordingForm {
 public:
  explicit SessionSample(RecordedSink sink) : sink_(std::move(sink)) {}

  Status push(std::string_view line, std::size_t number) override {
    if (!isSessionSample(line)) return body_.add(line, number);
    finish();
    sent_ = line.front() == '>';
    line.remove_prefix(std::min(line.find_first_not_of("0123456789", 1), line.size()));
    return body_.add(line, number);
  }

  void finish() override {
    if (!body_.empty()) sink_({withoutNotes(trimmed(body_.text())), {}, {}, sent_, {}, body_.line()});
    body_.clear();
  }

 private:
  RecordedSink sink_;
  bool sent_ = false;
  Gathered body_;
};

}  // namespace

bool isRequestMethod(std::string_view word) { return std::ranges::find(kMethods, word) != kMethods.end(); }

bool isSessionSample(std::string_view first) {
  if (first.empty() || std::string_view("><=").find(first.front()) == std::string_view::npos) return false;
  const auto next = first.find_first_not_of("0123456789", 1);
  return next == std::string_view::npos ||
         std::string_view(" \t{[").find(first[next]) != std::string_view::npos;
}

std::unique_ptr<RecordingForm> requestSampleForm(const RecordedSink& sink) {
  return std::make_unique<RequestSample>(sink);
}
std::unique_ptr<RecordingForm> sessionSampleForm(const RecordedSink& sink) {
  return std::make_unique<SessionSample>(sink);
}

}  // namespace perpscope::venues
