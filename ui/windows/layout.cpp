#include "windows/layout.h"

#include <fmt/format.h>

namespace perpscope::ui {

Layout defaultLayout() {
  return {"default", {{"price", {}}, {"flow_dashboard", {}}, {"perp_spot_premium", {}}}};
}

Result<Layout> layoutNamed(const std::string& name) {
  if (name == "default") return defaultLayout();
  const auto study = studies::named(name);
  if (!study)
    return fail(ErrorKind::Usage, fmt::format("no layout '{}': there is default, and one per study ({})",
                                              name, study.error().message));
  return Layout{name, {{name, {}}}};
}

}  // namespace perpscope::ui
