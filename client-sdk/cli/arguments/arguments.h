// What the commands take, declared group by group.
#ifndef IEUM_CLIENT_CLI_ARGUMENTS_ARGUMENTS_H_
#define IEUM_CLIENT_CLI_ARGUMENTS_ARGUMENTS_H_

#include "cli/command_line.h"

namespace ieum::client {

void AddProfileCommands(CommandTree& tree);     // profile …
void AddSecretCommands(CommandTree& tree);      // secret …
void AddEncodingCommands(CommandTree& tree);    // check, encode
void AddServerCommands(CommandTree& tree);      // submit, results
void AddPayloadCommands(CommandTree& tree);     // payload …
void AddBundleCommands(CommandTree& tree);      // bundle …
void AddExactCommands(CommandTree& tree);       // exact …
void AddLinkageCommands(CommandTree& tree);     // link, score
void AddSynthCommand(CommandTree& tree);        // synth
void AddDisclosureCommands(CommandTree& tree);  // disclosure …

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_ARGUMENTS_ARGUMENTS_H_
