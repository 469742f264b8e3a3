#include <fmt/format.h>

#include "app/importing.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress_bar.h"

namespace perpscope::cli {
namespace {

struct OptionRow {
  const char* name;
  const char* help;
};

// The options of one file, as docs/import.md explains them. Their values go to the importer as they are.
constexpr std::array kFileOptions{
    OptionRow{"venue", "whose data it is"},
    OptionRow{"kind", "spot or perp"},
    OptionRow{"margin", "linear or inverse (perp)"},
    OptionRow{"asset", "base asset (default BTC)"},
    OptionRow{"symbol", "the venue's own symbol, where it is not the usual one"},
    OptionRow{"data", "candles mark index mid premium-index funding open-interest"},
    OptionRow{"interval", "of the bars, or of the settlements"},
    OptionRow{"stamp", "what the time marks: open (default) or close of the bar"},
    OptionRow{"map", "FIELD=COLUMN,… by header name, or number from 1 with --no-header"},
    OptionRow{"time", "s ms us epoch iso, or a strftime pattern"},
    OptionRow{"timezone", "IANA zone or +HH:MM of times without an offset (default UTC)"},
    OptionRow{"scale", "FIELD=FACTOR,…"},
    OptionRow{"delimiter", "between cells (default ,)"},
    OptionRow{"skip-lines", "lines before the header"},
    OptionRow{"from", "rows from this time on"},
    OptionRow{"to", "rows before this time"},
};
constexpr std::array kFileSwitches{
    OptionRow{"no-header", "the first line is data"},
    OptionRow{"replace", "rows of the file win over stored ones"},
    OptionRow{"skip-bad", "leave out rows that do not fit, and report each"},
};

struct ImportArguments {
  std::filesystem::path cache;
  std::vector<std::filesystem::path> files;
  app::ImportOptions options;
};
using Arguments = std::shared_ptr<ImportArguments>;

void addFileOptions(CLI::App& command, const Arguments& arguments) {
  for (const auto& row : kFileOptions)
    command.add_option_function<std::string>(
        std::string("--") + row.name,
        [arguments, name = row.name](const std::string& value) { arguments->options[name] = value; },
        row.help);
  for (const auto& row : kFileSwitches)
    command.add_flag_callback(
        std::string("--") + row.name, [arguments, name = row.name] { arguments->options[name] = "true"; },
        row.help);
}

// Imports entry after entry: a refused file does not keep the next from going in, and is said at the end
// again.
class Run {
 public:
  Run(const Arguments& arguments, const Console& console)
      : arguments_(*arguments), console_(console), bar_(console) {}

  template <class ImportOne>
  Status files(const std::vector<app::ImportEntry>& entries, ImportOne&& one) {
    auto importer = app::Importer::open(arguments_.cache, *console_.clock, hooks());
    if (!importer) return std::unexpected(importer.error());
    std::optional<Error> first_refusal;
    std::size_t refused = 0;
    for (const auto& entry : entries) {
      const auto reports = one(*importer, entry);
      bar_.clear();
      if (reports) {
        for (const auto& report : *reports) fmt::print(console_.out, "{}\n", report.text);
        continue;
      }
      if (entries.size() > 1) fmt::print(console_.err, "refused: {}\n", reports.error().message);
      ++refused;
      if (!first_refusal) first_refusal = reports.error();
    }
    if (!first_refusal) return {};
    if (entries.size() == 1) return std::unexpected(*first_refusal);
    return fail(first_refusal->kind,
                fmt::format("{} of {} files refused, nothing of them was kept", refused, entries.size()));
  }

 private:
  app::Importer::Hooks hooks() {
    return {[this](const std::string& file, std::uint64_t done, std::uint64_t total) {
              bar_.show(file, total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total));
            },
            nullptr};
  }

  const ImportArguments& arguments_;
  const Console& console_;
  ProgressBar bar_;
};

Result<std::vector<app::ImportReport>> importOneCsv(app::Importer& importer, const app::ImportEntry& entry) {
  auto report = importer.csv(entry);
  if (!report) return std::unexpected(report.error());
  return std::vector{*std::move(report)};
}

std::vector<app::ImportEntry> entriesOf(const ImportArguments& arguments) {
  std::vector<app::ImportEntry> entries;
  entries.reserve(arguments.files.size());
  for (const auto& file : arguments.files) entries.push_back({file, arguments.options});
  return entries;
}

Status importCsv(const Arguments& arguments, const Console& console) {
  return Run(arguments, console).files(entriesOf(*arguments), importOneCsv);
}

Status importRecipe(const Arguments& arguments, const Console& console) {
  std::vector<app::ImportEntry> entries;
  for (const auto& file : arguments->files) {
    auto recipe = app::readRecipe(file);
    if (!recipe) return std::unexpected(recipe.error());
    std::ranges::move(*recipe, std::back_inserter(entries));
  }
  return Run(arguments, console).files(entries, importOneCsv);
}

Status importVision(const Arguments& arguments, const Console& console) {
  return Run(arguments, console)
      .files(entriesOf(*arguments), [](app::Importer& importer, const app::ImportEntry& entry) {
        return importer.binanceVision(entry);
      });
}

using ImportAction = Status (*)(const Arguments&, const Console&);

CLI::App* addKind(CLI::App& command, const Arguments& arguments, const std::shared_ptr<ImportAction>& chosen,
                  const char* name, const char* help, ImportAction action) {
  auto* sub = command.add_subcommand(name, help);
  sub->add_option("files", arguments->files, "files to read; - is standard input")->required();
  addCacheOption(*sub, arguments->cache);
  sub->callback([chosen, action] { *chosen = action; });
  return sub;
}

}  // namespace

Action declareImport(CLI::App& command) {
  const auto arguments = std::make_shared<ImportArguments>();
  const auto chosen = std::make_shared<ImportAction>(nullptr);
  command.require_subcommand(1);
  auto* csv = addKind(command, arguments, chosen, "csv", "text files, described by options", importCsv);
  addFileOptions(*csv, arguments);
  addKind(command, arguments, chosen, "recipe", "a JSON list of files with the options of csv", importRecipe);
  auto* vision = addKind(command, arguments, chosen, "binance-vision",
                         "zips of data.binance.vision, or folders of them; kind told by name", importVision);
  vision->add_option_function<std::string>(
      "--market", [arguments](const std::string& value) { arguments->options["market"] = value; },
      "spot um cm, where path and name do not tell");
  vision->add_flag_callback(
      "--replace", [arguments] { arguments->options["replace"] = "true"; },
      "rows of the archives win over stored ones");
  return [arguments, chosen](const Console& console) { return (*chosen)(arguments, console); };
}

}  // namespace perpscope::cli
