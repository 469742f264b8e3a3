#include "venues/recording.h"

#include "base/text.h"
#include "venues/recording/forms.h"
#include "venues/recording/json_text.h"

namespace perpscope::venues {
namespace {

std::unique_ptr<RecordingForm> formOf(std::string_view first, const RecordedSink& sink) {
  if (isRequestMethod(trimmed(first))) return requestSampleForm(sink);
  if (isSessionSample(first)) return sessionSampleForm(sink);
  if (isTextRecording(first)) return textRecordingForm(sink);
  if (isJsonRecording(first)) return jsonRecordingForm(sink);
  return plainForm(sink);
}

}  // namespace

RecordingReader::RecordingReader(RecordedSink sink) : sink_(std::move(sink)) {}
RecordingReader::~RecordingReader() = default;

Status RecordingReader::push(std::string_view line) {
  ++line_;
  if (!form_) {
    if (trimmed(line).empty()) return {};
    if (!isPlainText(line)) return fail(ErrorKind::BadInput, "is no recording: it begins with binary data");
    form_ = formOf(line, sink_);
  }
  return form_->push(line, line_);
}

void RecordingReader::finish() {
  if (form_) form_->finish();
}

}  // namespace perpscope::venues
