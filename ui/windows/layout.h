// Which studies a window or picture shows, in order, with their settings.
#pragma once

#include <string>
#include <vector>

#include "app/snapshot.h"

namespace perpscope::ui {

struct LayoutStudy {
  std::string id;
  studies::Overrides overrides;
};

struct Layout {
  std::string name;
  std::vector<LayoutStudy> studies;
};

// Price, flow dashboard and premium: six panes.
[[nodiscard]] Layout defaultLayout();
// "default", or the id of a study for that one alone.
[[nodiscard]] Result<Layout> layoutNamed(const std::string& name);

}  // namespace perpscope::ui
