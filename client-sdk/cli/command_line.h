// A thin layer over the command-line library: command_line.cc is its only user, so that the other
// files of the commands compile quickly and say what they take in one place per group.
#ifndef IEUM_CLIENT_CLI_COMMAND_LINE_H_
#define IEUM_CLIENT_CLI_COMMAND_LINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/options.h"

namespace ieum::client {

// How an option shows in --help.
struct OptionText {
  std::string name;  // "--out"; without dashes it is a positional argument
  std::string type;  // "FILE"
  std::string help;
};

enum class Presence { kOptional, kRequired };

// The options of one command. Targets are set while parsing, keep their value when the option is
// not given, and must outlive the parse. Every option is also a variable: --secret-file is
// IEUM_SECRET_FILE. Values never appear in messages, since somebody may have typed a secret.
class OptionSet final {
 public:
  // app: the library's object, owned by the CommandTree.
  explicit OptionSet(void* app) : app_(app) {}

  OptionSet& Text(const OptionText& text, std::string& target,
                  Presence presence = Presence::kOptional);
  // May be given several times, or several values with `delimiter` between them.
  OptionSet& Texts(const OptionText& text, std::vector<std::string>& target, char delimiter,
                   Presence presence = Presence::kOptional);
  // least <= value <= most.
  OptionSet& Number(const OptionText& text, int64_t& target, int64_t least, int64_t most,
                    Presence presence = Presence::kOptional);
  OptionSet& Number(const OptionText& text, int& target, int least, int most,
                    Presence presence = Presence::kOptional);
  OptionSet& Flag(const OptionText& text, bool& target);
  // One of `words`.
  OptionSet& Word(const OptionText& text, std::string& target, std::vector<std::string> words,
                  Presence presence = Presence::kOptional);
  // Takes a value and returns what is wanted instead, or nothing if it is good. It may be called
  // again for the same command line.
  using Accept = std::function<std::string(const std::string&)>;
  OptionSet& One(const OptionText& text, Accept accept, Presence presence = Presence::kOptional);
  // May be given several times, or several values with `delimiter` between them: `clear`, then
  // `accept` for each value in order.
  OptionSet& Each(const OptionText& text, char delimiter, std::function<void()> clear,
                  Accept accept, Presence presence = Presence::kOptional);

 private:
  void* app_;
};

// All commands of the program. One thread, one parse.
class CommandTree final {
 public:
  CommandTree();
  ~CommandTree();
  CommandTree(const CommandTree&) = delete;
  CommandTree& operator=(const CommandTree&) = delete;

  // A word before other commands, such as "profile". Purpose and examples are those of HelpOf.
  void AddGroup(const std::string& name);
  // A command by its full name, such as "profile list"; its group, or the command it stands behind,
  // must be there. `declare` gets the
  // struct that becomes the parsed command, and the options to bind to its members.
  template <typename Options>
  void Add(const std::string& name, void (*declare)(Options&, OptionSet&)) {
    auto options = std::make_shared<Options>();
    OptionSet set = AddCommand(name, [this, options] { chosen_ = *options; });
    declare(*options, set);
  }

  // INVALID_ARGUMENT says which argument breaks which rule and which --help explains it.
  absl::StatusOr<Command> Parse(int argc, const char* const* argv);

 private:
  struct State;
  OptionSet AddCommand(const std::string& name, std::function<void()> choose);
  std::unique_ptr<State> state_;
  Command chosen_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_COMMAND_LINE_H_
