#include "app/decoding.h"

#include <algorithm>
#include <array>
#include <map>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/event_line.h"
#include "store/line_source.h"
#include "venues/recording.h"
#include "venues/registry.h"

namespace perpscope::app {
namespace {

using venues::Decoder;
using venues::RecordedMessage;
using venues::Venue;

// Folders of recordings hold the products of a venue apart.
struct Alias {
  std::string_view folder;
  std::string_view venue;
};
constexpr std::array kAliases{Alias{"binance_um", "binance"}, Alias{"binance_cm", "binance"},
                              Alias{"kraken_futures", "kraken"}};

// Lines are handed on in blocks of this size.
constexpr std::size_t kBlock = 1 << 16;
// A recording that claims more connections is none.
constexpr std::size_t kMostConnections = 1000;
constexpr std::size_t kMostLessons = 16;

Result<const Venue*> venueNamed(std::string_view name) {
  const auto alias = std::ranges::find(kAliases, name, &Alias::folder);
  if (const auto* venue = venues::find(alias == kAliases.end() ? name : alias->venue)) return venue;
  std::vector<std::string_view> ids;
  for (const auto* venue : venues::all()) ids.push_back(venue->id());
  return fail(ErrorKind::Usage, fmt::format("no venue '{}': there are {}", name, fmt::join(ids, ", ")));
}

bool namesInstruments(const std::vector<venues::Event>& events) {
  return std::ranges::any_of(events, [](const venues::Event& event) {
    return std::holds_alternative<venues::InstrumentEvent>(event.what);
  });
}

// A list of instruments, which is news to the other connections too: contract sizes come by REST and are
// needed in streams.
struct Lesson {
  std::string bytes;
  std::string origin;
  std::string connection;
};

}  // namespace

struct RecordingDecoder::Impl {
  Impl(const Venue& of, DecodedSink into) : venue(of), sink(std::move(into)) {}

  const Venue& venue;
  DecodedSink sink;
  std::map<std::string, std::unique_ptr<Decoder>, std::less<>> decoders;
  std::vector<Lesson> lessons;
  std::string connection;  // of the message before, and its decoder: it is mostly the same
  Decoder* decoder = nullptr;
  std::string out;
  venues::RecordingReader reader{[this](const RecordedMessage& message) { decode(message); }};

  Decoder& decoderOf(std::string_view name) {
    if (decoder != nullptr && connection == name) return *decoder;
    connection = decoders.size() < kMostConnections || decoders.contains(name) ? name : std::string_view{};
    auto& found = decoders[connection];
    if (!found) {
      found = venue.decoder();
      for (const auto& lesson : lessons)
        static_cast<void>(found->decode({lesson.bytes, lesson.origin, false}));
    }
    decoder = found.get();
    return *decoder;
  }

  void teachOthers(const RecordedMessage& message) {
    for (const auto& [name, other] : decoders)
      if (name != message.connection)
        static_cast<void>(other->decode({message.bytes, message.origin, false}));
    if (lessons.size() < kMostLessons && !message.connection.empty())
      lessons.push_back(
          {std::string(message.bytes), std::string(message.origin), std::string(message.connection)});
  }

  void decode(const RecordedMessage& message) {
    const auto events = decoderOf(message.connection).decode({message.bytes, message.origin, message.sent});
    for (const auto& event : events) appendEventLine(event, {venue.id(), message.recv, message.line}, out);
    if (!message.sent && namesInstruments(events)) teachOthers(message);
    if (out.size() >= kBlock) flush();
  }

  void flush() {
    if (!out.empty()) sink(out);
    out.clear();
  }
};

RecordingDecoder::RecordingDecoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordingDecoder::RecordingDecoder(RecordingDecoder&&) noexcept = default;
RecordingDecoder& RecordingDecoder::operator=(RecordingDecoder&&) noexcept = default;
RecordingDecoder::~RecordingDecoder() = default;

Result<RecordingDecoder> RecordingDecoder::of(std::string_view venue, DecodedSink sink) {
  const auto found = venueNamed(venue);
  if (!found) return std::unexpected(found.error());
  return RecordingDecoder(std::make_unique<Impl>(**found, std::move(sink)));
}

Status RecordingDecoder::push(std::string_view line) {
  auto pushed = impl_->reader.push(line);
  if (!pushed) impl_->flush();
  return pushed;
}

void RecordingDecoder::finish() {
  impl_->reader.finish();
  impl_->flush();
}

Status decodeRecording(std::string_view venue, const std::filesystem::path& file, const DecodedSink& sink) {
  auto decoder = RecordingDecoder::of(venue, sink);
  if (!decoder) return std::unexpected(decoder.error());
  const auto lines = store::openLines(file, venues::kLongestMessage);
  if (!lines) return std::unexpected(lines.error());
  const auto refused = [&file](const Error& error) {
    return fail(error.kind,
                fmt::format("{} {}", file == "-" ? "standard input" : file.string(), error.message));
  };
  std::string_view line;
  while (true) {
    const auto more = (*lines)->next(line);
    if (!more || !*more) decoder->finish();
    if (!more) return refused(more.error());
    if (!*more) return {};
    if (const auto pushed = decoder->push(line); !pushed) return refused(pushed.error());
  }
}

}  // namespace perpscope::app
