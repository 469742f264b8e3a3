// The forms in which conversations are recorded. For this folder and recording.cpp only.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "venues/recording.h"

namespace perpscope::venues {

class RecordingForm {
 public:
  RecordingForm() = default;
  RecordingForm(const RecordingForm&) = delete;
  RecordingForm& operator=(const RecordingForm&) = delete;
  virtual ~RecordingForm() = default;
  [[nodiscard]] virtual Status push(std::string_view line, std::size_t number) = 0;
  virtual void finish() = 0;
};

// Lines that make one message.
class Gathered {
 public:
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t line() const { return line_; }
  // Blank lines before the first one are passed over.
  [[nodiscard]] Status add(std::string_view line, std::size_t number);
  void clear() { text_.clear(); }

 private:
  std::string text_;
  std::size_t line_ = 0;
};

// A URL, an arrow and a stamp: what cryptofeed's recorder writes.
[[nodiscard]] bool isTextRecording(std::string_view first);
[[nodiscard]] std::unique_ptr<RecordingForm> textRecordingForm(const RecordedSink& sink);

// One JSON object a line that says conn, direction and data: cryptofeed's newer recorder, and our own.
[[nodiscard]] bool isJsonRecording(std::string_view first);
[[nodiscard]] std::unique_ptr<RecordingForm> jsonRecordingForm(const RecordedSink& sink);

// Samples of a client's tests: method, path, flag, body.
[[nodiscard]] bool isRequestMethod(std::string_view word);
[[nodiscard]] std::unique_ptr<RecordingForm> requestSampleForm(const RecordedSink& sink);
// The same for sessions: > sent, < acknowledged, = pushed.
[[nodiscard]] bool isSessionSample(std::string_view first);
[[nodiscard]] std::unique_ptr<RecordingForm> sessionSampleForm(const RecordedSink& sink);

// Messages alone: one a line, or JSON spread over lines.
[[nodiscard]] std::unique_ptr<RecordingForm> plainForm(const RecordedSink& sink);

}  // namespace perpscope::venues
