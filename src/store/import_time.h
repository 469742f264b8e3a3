// The many ways files write times.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.h"

namespace date {
class time_zone;  // NOLINT(readability-identifier-naming)
}

namespace perpscope::store {

// Where the wall clocks of times without an offset hang.
class Zone {
 public:
  Zone() = default;  // UTC
  // An IANA name, or +HH:MM.
  [[nodiscard]] static Result<Zone> named(std::string_view text);
  // The hour that occurs twice means the earlier instant; nothing for one that does not exist.
  [[nodiscard]] std::optional<Time> toUtc(std::chrono::local_time<Milliseconds> wall) const;

 private:
  std::chrono::seconds offset_{0};
  const date::time_zone* zone_ = nullptr;
};

// Turns a cell into a time.
class StampReader {
 public:
  StampReader() = default;
  // s ms us epoch iso, or a strftime pattern (anything with a %).
  [[nodiscard]] static Result<StampReader> of(std::string_view format, const Zone& zone);
  // The time, or the reason why not.
  [[nodiscard]] std::expected<Time, std::string> read(std::string_view cell) const;

 private:
  enum class Form { Seconds, Milliseconds, Microseconds, Epoch, Iso, Pattern };
  [[nodiscard]] static Form formBySize(double value);
  [[nodiscard]] std::expected<Time, std::string> number(std::string_view cell) const;
  [[nodiscard]] std::expected<Time, std::string> wall(std::string_view cell) const;

  Form form_ = Form::Epoch;
  std::string pattern_;
  Zone zone_;
};

}  // namespace perpscope::store
