#include "venues/recording/json_text.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace perpscope::venues {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr double kLatestSeconds = 1e10;
constexpr std::uint32_t kReplacement = 0xFFFD;

// Bytes of the character that begins here, 0 where it is no UTF-8. Overlong spellings pass: the parser of the
// message refuses them.
std::size_t characterSize(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  const std::size_t size = byte < 0x80   ? 1
                           : byte < 0xC2 ? 0
                           : byte < 0xE0 ? 2
                           : byte < 0xF0 ? 3
                           : byte < 0xF5 ? 4
                                         : 0;
  if (size == 0 || size > text.size()) return 0;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return std::ranges::all_of(text.substr(1, size - 1), continues) ? size : 0;
}

// What is left of a line, read from its front.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}
  void skipBlank() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size())); }
  [[nodiscard]] bool take(char c) {
    skipBlank();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool ended() {
    skipBlank();
    return rest_.empty();
  }
  // Between two quotes.
  [[nodiscard]] std::optional<std::string_view> takeText() {
    if (!take('"')) return std::nullopt;
    for (std::size_t at = 0; (at = rest_.find('"', at)) != std::string_view::npos; ++at)
      if (!isEscaped(at)) return takeTo(at, 1);
    return std::nullopt;
  }
  // Up to the comma or brace that ends the member.
  [[nodiscard]] std::optional<std::string_view> takeOther() {
    skipBlank();
    if (rest_.empty()) return std::nullopt;
    if (rest_.front() != '{' && rest_.front() != '[')
      return takeTo(std::min(rest_.find_first_of(",}"), rest_.size()), 0);
    JsonBalance balance;
    for (std::size_t at = 0; at < rest_.size(); ++at) {
      balance.feed(rest_.substr(at, 1));
      if (balance.whole()) return takeTo(at + 1, 0);
    }
    return std::nullopt;
  }

 private:
  // Behind an odd number of backslashes.
  [[nodiscard]] bool isEscaped(std::size_t at) const {
    std::size_t slashes = 0;
    while (slashes < at && rest_[at - slashes - 1] == '\\') ++slashes;
    return slashes % 2 == 1;
  }
  std::string_view takeTo(std::size_t end, std::size_t drop) {
    const auto taken = rest_.substr(0, end);
    rest_.remove_prefix(end + drop);
    return taken;
  }
  std::string_view rest_;
};

std::optional<RawMember> takeMember(Cursor& cursor) {
  const auto key = cursor.takeText();
  if (!key || !cursor.take(':')) return std::nullopt;
  if (const auto value = cursor.takeText()) return RawMember{*key, *value, true};
  const auto value = cursor.takeOther();
  if (!value) return std::nullopt;
  return RawMember{*key, trimmed(*value), false};
}

void appendUtf8(std::uint32_t code, std::string& into) {
  const auto put = [&into](std::uint32_t byte) {
    into += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// The four digits after \u.
std::optional<std::uint32_t> hexAt(std::string_view text, std::size_t at) {
  std::uint32_t code = 0;
  if (at + 4 > text.size()) return std::nullopt;
  const auto* begin = text.data() + at;
  const auto [stop, error] = std::from_chars(begin, begin + 4, code, 16);
  return error == std::errc{} && stop == begin + 4 ? std::optional(code) : std::nullopt;
}

// `at` is behind \u and moves behind what was read.
bool unescapeUnicode(std::string_view escaped, std::size_t& at, std::string& into) {
  const auto first = hexAt(escaped, at);
  if (!first) return false;
  at += 4;
  std::uint32_t code = *first;
  if (code >= 0xD800 && code < 0xE000) {
    const bool pair = code < 0xDC00 && escaped.substr(at, 2) == "\\u";
    const auto second = pair ? hexAt(escaped, at + 2) : std::nullopt;
    const bool fits = second && *second >= 0xDC00 && *second < 0xE000;
    code = fits ? 0x10000 + ((code - 0xD800) << 10) + (*second - 0xDC00) : kReplacement;
    if (fits) at += 6;
  }
  appendUtf8(code, into);
  return true;
}

char plainEscape(char c) {
  if (c == '"') return c;  // nearly always
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const auto at = kNames.find(c);
  return at == std::string_view::npos ? '\0' : kMeanings[at];
}

}  // namespace

bool isPlainText(std::string_view line) {
  while (!line.empty()) {
    const auto byte = static_cast<unsigned char>(line.front());
    const auto size = characterSize(line);
    if (size == 0 || (byte < 0x20 && byte != '\t') || byte == 0x7F) return false;
    line.remove_prefix(size);
  }
  return true;
}

void JsonBalance::outside(char c) {
  if (kBlank.find(c) != std::string_view::npos) return;
  last_ = c;
  if (c == '"') in_string_ = true;
  if (c == '{' || c == '[') {
    open_ += c;
    begun_ = true;
  }
  if ((c == '}' || c == ']') && !open_.empty()) open_.pop_back();
}

void JsonBalance::feed(std::string_view text) {
  for (const char c : text) {
    if (!in_string_) {
      outside(c);
    } else if (escaped_) {
      escaped_ = false;
    } else {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    }
  }
}

bool isWholeJson(std::string_view text) {
  JsonBalance balance;
  balance.feed(text);
  return balance.whole();
}

std::optional<std::vector<RawMember>> rawMembers(std::string_view line) {
  Cursor cursor(line);
  if (!cursor.take('{')) return std::nullopt;
  std::vector<RawMember> members;
  if (!cursor.take('}')) {
    do {
      const auto member = takeMember(cursor);
      if (!member) return std::nullopt;
      members.push_back(*member);
    } while (cursor.take(','));
    if (!cursor.take('}')) return std::nullopt;
  }
  if (!cursor.ended()) return std::nullopt;
  return members;
}

const RawMember* find(const std::vector<RawMember>& members, std::string_view key) {
  const auto found = std::ranges::find(members, key, &RawMember::key);
  return found == members.end() ? nullptr : &*found;
}

// A message in a text has a backslash every few bytes: byte by byte is faster than from one to the next.
bool unescape(std::string_view escaped, std::string& into) {
  into.clear();
  into.reserve(escaped.size());
  for (std::size_t at = 0; at < escaped.size();) {
    if (escaped[at] != '\\') {
      into += escaped[at++];
      continue;
    }
    if (at + 1 == escaped.size()) return false;
    const char name = escaped[at + 1];
    at += 2;
    if (name == 'u') {
      if (!unescapeUnicode(escaped, at, into)) return false;
    } else if (const char c = plainEscape(name)) {
      into += c;
    } else {
      return false;
    }
  }
  return true;
}

std::string withoutNotes(std::string_view text) {
  std::string out;
  JsonBalance balance;
  for (std::size_t at = 0; at < text.size();) {
    if (!balance.inString() && text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    const auto close =
        balance.inString() || text[at] != '|' ? std::string_view::npos : text.find('|', at + 1);
    if (close != std::string_view::npos && close - at < 16) {
      out += '1';
      at = close + 1;
      continue;
    }
    balance.feed(text.substr(at, 1));
    out += text[at++];
  }
  return out;
}

std::optional<Time> timeOfSeconds(std::string_view text) {
  const auto seconds = parseNumber<double>(text);
  if (!seconds || !(std::abs(*seconds) < kLatestSeconds)) return std::nullopt;
  return timeFromMs(std::llround(*seconds * 1e3));
}

}  // namespace perpscope::venues
