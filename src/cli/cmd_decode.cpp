#include <fmt/format.h>

#include "app/decoding.h"
#include "cli/commands.h"

namespace perpscope::cli {
namespace {

struct DecodeOptions {
  std::string venue;
  std::filesystem::path file;
};

Status decode(const DecodeOptions& options, const Console& console) {
  bool written = true;
  const auto print = [&](std::string_view lines) {
    written = written && std::fwrite(lines.data(), 1, lines.size(), console.out) == lines.size();
  };
  auto done = app::decodeRecording(options.venue, options.file, print);
  if (done && !written) return fail(ErrorKind::Io, "the output cannot be written");
  return done;
}

}  // namespace

Action declareDecode(CLI::App& command) {
  const auto options = std::make_shared<DecodeOptions>();
  command.add_option("venue", options->venue, "whose messages they are")->required();
  command
      .add_option("file", options->file,
                  "a recording, packed or not, in any of the forms of docs/recording.md; - is standard input")
      ->required();
  return [options](const Console& console) { return decode(*options, console); };
}

}  // namespace perpscope::cli
