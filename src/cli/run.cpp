#include "cli/run.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/registry.h"

namespace perpscope::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

std::vector<std::string> wordsOf(int argc, const char* const* argv, bool has_gui) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const auto asks_for_help = [](const std::string& word) {
    return word == "-h" || word == "--help" || word == "--version";
  };
  if (has_gui && (words.empty() || (words.front().starts_with('-') && !asks_for_help(words.front()))))
    words.insert(words.begin(), "gui");
  return words;
}

int complain(const Console& console, const Error& error) {
  fmt::print(console.err, "perpscope: {}\n", error.message);
  return error.kind == ErrorKind::Usage ? kWrongUsage : kFailed;
}

}  // namespace

int run(int argc, const char* const* argv, std::span<const Command> extra, const Console& console) {
  CLI::App app("The gap between spot and perpetual-futures markets, charted and computed.", "perpscope");
  app.set_version_flag("--version", PERPSCOPE_VERSION);
  app.require_subcommand(1);
  Action chosen;
  std::vector<Action> actions;
  actions.reserve(extra.size() + commands().size());
  for (const auto list : {extra, commands()})
    for (const auto& command : list) {
      auto* sub = app.add_subcommand(std::string(command.name), std::string(command.help));
      actions.push_back(command.declare(*sub));
      sub->final_callback([&chosen, &action = actions.back()] { chosen = action; });
    }
  auto words = wordsOf(argc, argv, std::ranges::find(extra, "gui", &Command::name) != extra.end());
  std::ranges::reverse(words);  // CLI11 takes a vector from its back
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    fmt::print(console.out, "{}", app.help());
    return 0;
  } catch (const CLI::CallForVersion&) {
    fmt::print(console.out, "perpscope {}\n", PERPSCOPE_VERSION);
    return 0;
  } catch (const CLI::ParseError& error) {
    return complain(console,
                    {ErrorKind::Usage, fmt::format("{} (--help lists what there is)", error.what()), {}});
  }
  const auto done = chosen(console);
  return done ? 0 : complain(console, done.error());
}

}  // namespace perpscope::cli
