// A thin layer over the command-line library: command_line.cc is its only user, so that each group
// of commands says what it takes in one short file (arguments/).
#ifndef IEUM_SERVER_CMD_IEUMCTL_COMMAND_LINE_H_
#define IEUM_SERVER_CMD_IEUMCTL_COMMAND_LINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/status.h"
#include "ieumctl/options.h"

namespace ieum::server {

// How an option shows in --help.
struct OptionText {
  std::string name;  // "--holder"
  std::string type;  // "INSTITUTION"
  std::string help;
};

enum class Presence { kOptional, kRequired };

// How a command or a group of commands shows in --help.
struct CommandText {
  std::string name;  // "project create"; the group must be there
  std::string purpose;
  std::string examples;
};

// The options of one command. Targets are set while parsing, keep their value when the option is
// not given, and must outlive the parse. Every option is also a variable: --joint-keys-to-holders
// is IEUM_CTL_JOINT_KEYS_TO_HOLDERS.
class OptionSet final {
 public:
  // app: the library's object, owned by the CommandTree.
  explicit OptionSet(void* app) : app_(app) {}

  OptionSet& Text(const OptionText& text, std::string& target,
                  Presence presence = Presence::kOptional);
  // May be given several times.
  OptionSet& Texts(const OptionText& text, std::vector<std::string>& target,
                   Presence presence = Presence::kOptional);
  OptionSet& Flag(const OptionText& text, bool& target);
  // One of `words`.
  OptionSet& Word(const OptionText& text, std::string& target, std::vector<std::string> words,
                  Presence presence = Presence::kOptional);
  // Takes a value and returns what is wanted instead, or nothing if it is good. It may be called
  // again for the same command line.
  using Accept = std::function<std::string(const std::string&)>;
  OptionSet& One(const OptionText& text, Accept accept, Presence presence = Presence::kOptional);
  // least <= value <= most.
  template <typename Integer>
  OptionSet& Number(const OptionText& text, Integer& target, uint64_t least, uint64_t most,
                    Presence presence = Presence::kOptional) {
    const auto accept = [&target, least, most](const std::string& given) {
      uint64_t value = 0;
      std::string wanted = ReadNumber(given, least, most, value);
      if (wanted.empty()) target = static_cast<Integer>(value);
      return wanted;
    };
    return One(text, accept, presence);
  }
  // A text as `parse` reads it.
  template <typename Value, typename Target>
  OptionSet& Parsed(const OptionText& text, absl::StatusOr<Value> (*parse)(const std::string&),
                    Target& target) {
    return One(text, [parse, &target](const std::string& given) {
      const absl::StatusOr<Value> value = parse(given);
      if (!value.ok()) return std::string(core::Message(value.status()));
      target = *value;
      return std::string();
    });
  }

 private:
  static std::string ReadNumber(const std::string& given, uint64_t least, uint64_t most,
                                uint64_t& value);
  void* app_;
};

// All commands of the program. One thread, one parse.
class CommandTree final {
 public:
  // examples: of the program.
  explicit CommandTree(const std::string& examples);
  ~CommandTree();
  CommandTree(const CommandTree&) = delete;
  CommandTree& operator=(const CommandTree&) = delete;

  // A word before other commands, such as "project".
  void AddGroup(const CommandText& text);
  // `declare` gets the struct that becomes the parsed command, and the options to bind to its
  // members.
  template <typename Options>
  void Add(const CommandText& text, void (*declare)(Options&, OptionSet&)) {
    auto options = std::make_shared<Options>();
    OptionSet set = AddCommand(text, [this, options] { chosen_ = *options; });
    declare(*options, set);
  }

  // INVALID_ARGUMENT says which argument breaks which rule and which --help explains it.
  absl::StatusOr<Command> Parse(int argc, const char* const* argv);

 private:
  struct State;
  OptionSet AddCommand(const CommandText& text, std::function<void()> choose);
  std::unique_ptr<State> state_;
  std::optional<Command> chosen_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_COMMAND_LINE_H_
