// JSON as text: just enough of it to take recordings apart without building documents. For this folder and
// recording.cpp only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace perpscope::venues {

// UTF-8 without control characters.
[[nodiscard]] bool isPlainText(std::string_view line);

// Follows which brackets are open.
class JsonBalance {
 public:
  void feed(std::string_view text);
  // An object or list began and is closed.
  [[nodiscard]] bool whole() const { return begun_ && open_.empty() && !in_string_; }
  [[nodiscard]] bool inString() const { return in_string_; }
  // A list waits for its next value.
  [[nodiscard]] bool listAwaitsValue() const {
    return open_.ends_with('[') && (last_ == '[' || last_ == ',');
  }

 private:
  void outside(char c);

  std::string open_;  // the brackets, outermost first
  char last_ = 0;     // that is no blank
  bool begun_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
};

[[nodiscard]] bool isWholeJson(std::string_view text);

// A member as it is written: a text without its quotes but with its escapes, or a number, list, object.
struct RawMember {
  std::string_view key;
  std::string_view value;
  bool is_text = false;
};

// The members of the one object that a line is; nothing where it is none.
[[nodiscard]] std::optional<std::vector<RawMember>> rawMembers(std::string_view line);
// Null where there is none.
[[nodiscard]] const RawMember* find(const std::vector<RawMember>& members, std::string_view key);

// The text that the escaped one stands for, written over `into`; false where an escape is none.
[[nodiscard]] bool unescape(std::string_view escaped, std::string& into);

// Without comments from // to the end of a line, and with 1 for placeholders like |1| and |*|.
[[nodiscard]] std::string withoutNotes(std::string_view text);

// Seconds with a fraction, to the nearest millisecond.
[[nodiscard]] std::optional<Time> timeOfSeconds(std::string_view text);

}  // namespace perpscope::venues
