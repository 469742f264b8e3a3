// A bar on a terminal's last line; silent where stderr is no terminal.
#pragma once

#include <cstdint>

#include "cli/command.h"

namespace perpscope::cli {

class ProgressBar {
 public:
  explicit ProgressBar(const Console& console) : console_(console) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { clear(); }

  void show(const std::string& what, double share);
  // Wipes the line, so that other words can be written.
  void clear();

 private:
  const Console& console_;
  int shown_permille_ = -1;
};

}  // namespace perpscope::cli
