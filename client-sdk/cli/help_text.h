// Purpose and examples of each command, for --help.
#ifndef IEUM_CLIENT_CLI_HELP_TEXT_H_
#define IEUM_CLIENT_CLI_HELP_TEXT_H_

#include <string>
#include <string_view>

namespace ieum::client {

struct CommandHelp {
  std::string_view command;   // "profile list"; empty for the program itself
  std::string_view purpose;   // one line or a few
  std::string_view examples;  // two lines that can be run
};

// Help of a command. REQUIRES: there is such a command.
const CommandHelp& HelpOf(std::string_view command);
// What stands below the options: examples and exit codes.
std::string HelpFooter(const CommandHelp& help);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_HELP_TEXT_H_
