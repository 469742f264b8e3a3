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

// A list of instruments, which is news to all connections: contract sizes come by REST and are needed in
// streams.
struct Lesson {
  std::string bytes;
  std::string origin;
};

// One decoder for each connection. REST answers belong to the first of the streams: most recordings have one,
// and it need not be taught.
class Decoders {
 public:
  explicit Decoders(const Venue& venue) : venue_(venue) {}

  Decoder& of(const RecordedMessage& message) {
    const auto name = message.origin.starts_with("http") ? std::string_view{} : message.connection;
    if (last_ == nullptr || last_name_ != name) {
      last_name_ = name;
      last_ = &named(name);
    }
    return *last_;
  }

  void teachOthers(const RecordedMessage& message) {
    const Lesson lesson{std::string(message.bytes), std::string(message.origin)};
    for (const auto& decoder : decoders_)
      if (decoder.get() != last_) learn(*decoder, lesson);
    if (lessons_.size() < kMostLessons) lessons_.push_back(lesson);
  }

 private:
  Decoder& named(std::string_view name) {
    if (const auto found = by_name_.find(name); found != by_name_.end()) return *found->second;
    if (decoders_.size() >= kMostConnections) return *decoders_.front();
    const bool is_first_stream = !name.empty() && by_name_.size() == by_name_.count(std::string_view{});
    auto& decoder = is_first_stream && !decoders_.empty() ? *decoders_.front() : grown();
    by_name_.emplace(name, &decoder);
    if (is_first_stream) by_name_.emplace(std::string(), &decoder);
    return decoder;
  }

  Decoder& grown() {
    auto& decoder = *decoders_.emplace_back(venue_.decoder());
    for (const auto& lesson : lessons_) learn(decoder, lesson);
    return decoder;
  }

  static void learn(Decoder& decoder, const Lesson& lesson) {
    static_cast<void>(decoder.decode({lesson.bytes, lesson.origin, false}));
  }

  const Venue& venue_;
  std::vector<std::unique_ptr<Decoder>> decoders_;
  std::map<std::string, Decoder*, std::less<>> by_name_;
  std::vector<Lesson> lessons_;
  std::string last_name_;  // it is mostly the same
  Decoder* last_ = nullptr;
};

}  // namespace

struct RecordingDecoder::Impl {
  Impl(const Venue& of, DecodedSink into) : venue(of), sink(std::move(into)), decoders(of) {}

  const Venue& venue;
  DecodedSink sink;
  Decoders decoders;
  std::string out;
  venues::RecordingReader reader{[this](const RecordedMessage& message) { decode(message); }};

  void decode(const RecordedMessage& message) {
    const auto events = decoders.of(message).decode({message.bytes, message.origin, message.sent});
    for (const auto& event : events) appendEventLine(event, {venue.id(), message.recv, message.line}, out);
    if (!message.sent && namesInstruments(events)) decoders.teachOthers(message);
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
