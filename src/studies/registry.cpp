#include "studies/registry.h"

#include <fmt/format.h>

#include "studies/studies.h"

namespace perpscope::studies {

std::span<const Study* const> all() {
  static const std::array kStudies{
      &flowDashboard(), &fundingOi(), &perpSpotPremium(), &intradayPremium(), &spotPremiumRoc(), &price(),
  };
  return kStudies;
}

Result<const Study*> named(std::string_view id) {
  std::string known;
  for (const auto* study : all()) {
    if (study->declaration().id == id) return study;
    known += (known.empty() ? "" : ", ") + study->declaration().id;
  }
  return fail(ErrorKind::Usage, fmt::format("no study '{}': there are {}", id, known));
}

}  // namespace perpscope::studies
