#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "cli/help_text.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Validators return what is wanted, never what was given.
CLI::Validator Between(int64_t least, int64_t most) {
  return CLI::Validator(
      [least, most](const std::string& text) {
        int64_t number = 0;
        if (absl::SimpleAtoi(text, &number) && least <= number && number <= most) {
          return std::string();
        }
        return absl::StrFormat("want a number from %d to %d", least, most);
      },
      "");
}

CLI::App& AppOf(void* app) { return *static_cast<CLI::App*>(app); }

void Describe(CLI::Option& option, const OptionText& text, Presence presence) {
  option.type_name(text.type);
  if (presence == Presence::kRequired) option.required();
}

// Option --secret-file can be given as IEUM_SECRET_FILE, and so on.
void UseEnvironment(CLI::App& app) {
  for (CLI::Option* option : app.get_options({})) {
    if (option->get_lnames().empty() || option == app.get_help_ptr()) continue;
    std::string name = "IEUM_" + option->get_lnames().front();
    for (char& c : name) {
      c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
    }
    option->envname(name);
  }
}

}  // namespace

OptionSet& OptionSet::Text(const OptionText& text, std::string& target, Presence presence) {
  Describe(*AppOf(app_).add_option(text.name, target, text.help), text, presence);
  return *this;
}

OptionSet& OptionSet::Texts(const OptionText& text, std::vector<std::string>& target,
                            char delimiter, Presence presence) {
  CLI::Option& option = *AppOf(app_).add_option(text.name, target, text.help);
  // Without this, an option would swallow the positional arguments behind it.
  option.allow_extra_args(false);
  Describe(*option.delimiter(delimiter), text, presence);
  return *this;
}

OptionSet& OptionSet::Number(const OptionText& text, int64_t& target, int64_t least, int64_t most,
                             Presence presence) {
  CLI::Option& option = *AppOf(app_).add_option(text.name, target, text.help);
  Describe(*option.check(Between(least, most)), text, presence);
  return *this;
}

OptionSet& OptionSet::Number(const OptionText& text, int& target, int least, int most,
                             Presence presence) {
  CLI::Option& option = *AppOf(app_).add_option(text.name, target, text.help);
  Describe(*option.check(Between(least, most)), text, presence);
  return *this;
}

OptionSet& OptionSet::Flag(const OptionText& text, bool& target) {
  AppOf(app_).add_flag(text.name, target, text.help);
  return *this;
}

OptionSet& OptionSet::Word(const OptionText& text, std::string& target,
                           std::vector<std::string> words, Presence presence) {
  const auto is_known = [words = std::move(words)](const std::string& given) {
    std::string wanted;
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i] == given) return std::string();
      if (i > 0) wanted += i + 1 == words.size() ? " or " : ", ";
      wanted += "'" + words[i] + "'";
    }
    return "want " + wanted;
  };
  CLI::Option& option = *AppOf(app_).add_option(text.name, target, text.help);
  Describe(*option.check(CLI::Validator(is_known, "")), text, presence);
  return *this;
}

OptionSet& OptionSet::One(const OptionText& text, Accept accept, Presence presence) {
  CLI::Option& option = *AppOf(app_).add_option_function<std::string>(
      text.name, [accept](const std::string& value) { accept(value); }, text.help);
  option.check(CLI::Validator([accept](const std::string& value) { return accept(value); }, ""));
  Describe(option, text, presence);
  return *this;
}

OptionSet& OptionSet::Each(const OptionText& text, char delimiter, std::function<void()> clear,
                           Accept accept, Presence presence) {
  const auto take = [clear = std::move(clear), accept](const std::vector<std::string>& values) {
    clear();
    for (const std::string& value : values) accept(value);
  };
  CLI::Option& option =
      *AppOf(app_).add_option_function<std::vector<std::string>>(text.name, take, text.help);
  option.check(CLI::Validator([accept](const std::string& value) { return accept(value); }, ""));
  // Without this, an option would swallow the positional arguments behind it.
  option.allow_extra_args(false);
  Describe(*option.delimiter(delimiter), text, presence);
  return *this;
}

struct CommandTree::State {
  CLI::App app;
  bool chose = false;

  CLI::App& Add(const std::string& name) {
    CLI::App* parent = &app;
    size_t begin = 0;
    for (size_t space = name.find(' '); space != std::string::npos; space = name.find(' ', begin)) {
      parent = parent->get_subcommand(name.substr(begin, space - begin));
      begin = space + 1;
    }
    const CommandHelp& help = HelpOf(name);
    CLI::App& added = *parent->add_subcommand(name.substr(begin), std::string(help.purpose));
    added.footer(HelpFooter(help));
    return added;
  }

  absl::Status Refusal(const CLI::ParseError& error) const {
    std::string chosen = "ieum";
    for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
      at = at->get_subcommands().front();
      chosen += " " + at->get_name();
    }
    std::string message = error.what();
    const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
    if (code == CLI::ExitCodes::ExtrasError) {
      message = "unknown argument";
      for (const std::string& extra : app.remaining(true)) {
        // What is no option may be a misplaced value, even a secret.
        if (extra.rfind('-', 0) == 0) message += " " + extra.substr(0, extra.find('='));
      }
    } else if (code == CLI::ExitCodes::ConversionError) {
      message = message.substr(0, message.find(" = "));
    } else if (chosen == "ieum") {
      message = app.remaining().empty() ? "no command given" : "there is no such command";
    }
    return core::InvalidArgument("%s\nRun '%s --help' to see what it takes.", message, chosen);
  }
};

CommandTree::CommandTree() : state_(std::make_unique<State>()) {
  const CommandHelp& help = HelpOf("");
  CLI::App& app = state_->app;
  app.description(std::string(help.purpose));
  app.footer(HelpFooter(help));
  app.name("ieum");
  app.set_help_flag("-h,--help", "Show this help");
  app.set_version_flag("--version", "ieum " IEUM_VERSION);
  app.require_subcommand(1);
}
CommandTree::~CommandTree() = default;

void CommandTree::AddGroup(const std::string& name) { state_->Add(name).require_subcommand(1); }

OptionSet CommandTree::AddCommand(const std::string& name, std::function<void()> choose) {
  CLI::App& app = state_->Add(name);
  app.callback([this, &app, choose = std::move(choose)] {
    // A command behind this one, such as "secret agree start", was chosen.
    if (!app.get_subcommands().empty()) return;
    choose();
    state_->chose = true;
  });
  // Only of the command that is run: what is set for another must not stop this one.
  app.preparse_callback([&app](size_t) { UseEnvironment(app); });
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
    return state_->Refusal(error);
  }
  IEUM_CHECK(state_->chose);
  return std::move(chosen_);
}

}  // namespace ieum::client
