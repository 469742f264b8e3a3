// Recorded conversations with a venue, line by line, to the messages they hold. Pure: whoever owns the file
// pushes its lines. docs/recording.md describes the forms; which one a file has is told by its first line.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace perpscope::venues {

// One message; the views are valid during the call that hands it over.
struct RecordedMessage {
  std::string_view bytes;
  std::string_view origin;      // URL or request path; empty where the recording does not tell
  std::string_view connection;  // one conversation; empty where the file holds a single one
  bool sent = false;            // the client's own
  std::optional<Time> recv;     // the recorder's clock
  std::size_t line = 0;         // of the input, from 1; the first of a message of several
};

using RecordedSink = std::function<void(const RecordedMessage&)>;

class RecordingForm;

class RecordingReader {
 public:
  explicit RecordingReader(RecordedSink sink);
  RecordingReader(const RecordingReader&) = delete;
  RecordingReader& operator=(const RecordingReader&) = delete;
  ~RecordingReader();

  // The next line without its end. BadInput: what is no text, or a message of more than kLongestMessage.
  [[nodiscard]] Status push(std::string_view line);
  // The end of the input.
  void finish();

 private:
  RecordedSink sink_;
  std::unique_ptr<RecordingForm> form_;
  std::size_t line_ = 0;
};

// No venue's answer is longer (instrument lists have a few megabytes).
inline constexpr std::size_t kLongestMessage = std::size_t{64} << 20;

}  // namespace perpscope::venues
