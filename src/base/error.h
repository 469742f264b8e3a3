// What went wrong, as a value. Two texts: one a person reads, one for the log.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace perpscope {

enum class ErrorKind {
  Usage,        // the caller asked for something that does not exist or is out of bounds
  NotFound,     // a file, table, series or name that is not there
  BadInput,     // bytes that do not mean what they should
  Io,           // the system refused: disk, permission, lock
  Network,      // the other side could not be reached, or broke off
  Unsupported,  // known, and not done here (a newer schema, a kind a venue does not offer)
  Cancelled,    // the user stopped it; not a failure to report as one
};

struct Error {
  ErrorKind kind = ErrorKind::BadInput;
  std::string message;  // one line for a person, says what to do where there is something to do
  std::string detail;   // for the log: path, statement, cause; may be empty
};

template <class T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message,
                                                 std::string detail = {}) {
  return std::unexpected(Error{kind, std::move(message), std::move(detail)});
}

}  // namespace perpscope
