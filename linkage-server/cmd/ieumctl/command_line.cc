#include "ieumctl/command_line.h"

#include <CLI/CLI.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::server {
namespace {

constexpr char kPurpose[] =
    "Ieum, the operator's program: creates projects on a matcher, watches submissions, runs "
    "matches\n"
    "and reports how they went. Every option has a variable IEUM_CTL_<OPTION>, for example\n"
    "IEUM_CTL_SERVER.";

CLI::App& AppOf(void* app) { return *static_cast<CLI::App*>(app); }

// "--joint-keys-to-holders" → "IEUM_CTL_JOINT_KEYS_TO_HOLDERS".
std::string VariableOf(const std::string& name) {
  std::string variable = "IEUM_CTL_";
  for (const char c : name.substr(2)) {
    variable += c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return variable;
}

void Describe(CLI::Option& option, const OptionText& text, Presence presence) {
  option.envname(VariableOf(text.name))->type_name(text.type);
  if (presence == Presence::kRequired) option.required();
}

std::string Footer(const std::string& examples) {
  return "Examples:\n" + examples + "\n" + std::string(core::ExitCodeHelp());
}

}  // namespace

std::string OptionSet::ReadNumber(const std::string& given, uint64_t least, uint64_t most,
                                  uint64_t& value) {
  if (absl::SimpleAtoi(given, &value) && least <= value && value <= most) return std::string();
  return absl::StrFormat("want a number from %d to %d", least, most);
}

OptionSet& OptionSet::Text(const OptionText& text, std::string& target, Presence presence) {
  Describe(*AppOf(app_).add_option(text.name, target, text.help), text, presence);
  return *this;
}

OptionSet& OptionSet::Texts(const OptionText& text, std::vector<std::string>& target,
                            Presence presence) {
  Describe(*AppOf(app_).add_option(text.name, target, text.help), text, presence);
  return *this;
}

OptionSet& OptionSet::Flag(const OptionText& text, bool& target) {
  AppOf(app_).add_flag(text.name, target, text.help);
  return *this;
}

OptionSet& OptionSet::Word(const OptionText& text, std::string& target,
                           std::vector<std::string> words, Presence presence) {
  const auto accept = [words = std::move(words), &target](const std::string& given) {
    for (const std::string& word : words) {
      if (word != given) continue;
      target = given;
      return std::string();
    }
    return "want '" + absl::StrJoin(words, "' or '") + "'";
  };
  return One(text, accept, presence);
}

OptionSet& OptionSet::One(const OptionText& text, Accept accept, Presence presence) {
  CLI::Option& option = *AppOf(app_).add_option_function<std::string>(
      text.name, [accept](const std::string& value) { accept(value); }, text.help);
  option.check(CLI::Validator([accept](const std::string& value) { return accept(value); }, ""));
  Describe(option, text, presence);
  return *this;
}

struct CommandTree::State {
  CLI::App app;

  CLI::App& Add(const CommandText& text) {
    CLI::App* parent = &app;
    size_t begin = 0;
    for (size_t space = text.name.find(' '); space != std::string::npos;
         space = text.name.find(' ', begin)) {
      parent = parent->get_subcommand(text.name.substr(begin, space - begin));
      begin = space + 1;
    }
    CLI::App& added = *parent->add_subcommand(text.name.substr(begin), text.purpose);
    added.footer(Footer(text.examples));
    return added;
  }

  std::string ChosenCommand() const {
    std::string chosen = "ieumctl";
    for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
      at = at->get_subcommands().front();
      chosen += " " + at->get_name();
    }
    return chosen;
  }
};

CommandTree::CommandTree(const std::string& examples) : state_(std::make_unique<State>()) {
  CLI::App& app = state_->app;
  app.name("ieumctl");
  app.description(kPurpose);
  app.footer(Footer(examples));
  app.set_help_flag("-h,--help", "Show this help");
  app.set_version_flag("--version", "ieumctl " IEUM_VERSION);
  app.require_subcommand(1);
}
CommandTree::~CommandTree() = default;

void CommandTree::AddGroup(const CommandText& text) { state_->Add(text).require_subcommand(1); }

OptionSet CommandTree::AddCommand(const CommandText& text, std::function<void()> choose) {
  CLI::App& app = state_->Add(text);
  app.callback(std::move(choose));
  return OptionSet(&app);
}

absl::StatusOr<Command> CommandTree::Parse(int argc, const char* const* argv) {
  try {
    state_->app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return ShowText{state_->app.help()};
  } catch (const CLI::CallForVersion& version) {
    return ShowText{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return core::InvalidArgument("%s; run '%s --help' to see what it takes", error.what(),
                                 state_->ChosenCommand());
  }
  IEUM_CHECK(chosen_.has_value());
  return *std::move(chosen_);
}

}  // namespace ieum::server
