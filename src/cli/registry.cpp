#include "cli/registry.h"

#include "cli/commands.h"

namespace perpscope::cli {

std::span<const Command> commands() {
  static constexpr std::array kCommands{
      Command{"sync", "fetch history from the venues into the cache", declareSync},
      Command{"import", "bring files into the cache", declareImport},
      Command{"studies", "list the studies, their parameters, outputs and conditions", declareStudies},
      Command{"study", "compute a study and print it", declareStudy},
      Command{"decode", "recorded messages of a venue to events, one JSON object a line", declareDecode},
      Command{"explain", "how one bar of a study came about: legs, raw numbers, steps", declareExplain},
      Command{"simulate", "serve the venues' REST APIs on this machine, from a simulated market",
              declareSimulate},
      Command{"doctor", "look at the cache: integrity, coverage, holes, sizes", declareDoctor},
  };
  return kCommands;
}

}  // namespace perpscope::cli
