// A study that is about to be computed: settings resolved, inputs chosen, what is stored known.
#pragma once

#include "app/loader.h"

namespace perpscope::app {

struct Prepared {
  const studies::Study* study = nullptr;
  studies::Context context;
  studies::Inputs inputs;
  StoredSeries stored;

  // Fails on unknown studies, refused parameters, legs that mean nothing and unreadable caches.
  [[nodiscard]] static Result<Prepared> of(const store::Reader& reader, const StudyRequest& request);
};

// "spot", "perp", "open interest", "funding", "1m premium index": what an input is to a reader.
[[nodiscard]] std::string roleOf(const studies::Input& input);

}  // namespace perpscope::app
