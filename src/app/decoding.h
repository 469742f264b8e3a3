// Recorded conversations with venues to events, for commands.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "base/error.h"

namespace perpscope::app {

// Whole lines, each with its end.
using DecodedSink = std::function<void(std::string_view lines)>;

// Lines of a recording in, lines of events out. `venue` is a venue's id, or the name of a folder of
// recordings (binance_um).
class RecordingDecoder {
 public:
  [[nodiscard]] static Result<RecordingDecoder> of(std::string_view venue, DecodedSink sink);
  RecordingDecoder(RecordingDecoder&&) noexcept;
  RecordingDecoder& operator=(RecordingDecoder&&) noexcept;
  ~RecordingDecoder();

  [[nodiscard]] Status push(std::string_view line);
  void finish();

 private:
  struct Impl;
  explicit RecordingDecoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The whole file, packed or not; "-" is standard input. What a message says badly is an event; fails only
// where the file cannot be read or is no recording.
[[nodiscard]] Status decodeRecording(std::string_view venue, const std::filesystem::path& file,
                                     const DecodedSink& sink);

}  // namespace perpscope::app
