#include "cli/parse_args.h"

#include "cli/arguments/arguments.h"
#include "cli/command_line.h"

namespace ieum::client {

absl::StatusOr<Command> ParseArgs(int argc, const char* const* argv) {
  CommandTree tree;
  AddProfileCommands(tree);
  AddSecretCommands(tree);
  AddEncodingCommands(tree);
  AddServerCommands(tree);
  AddPayloadCommands(tree);
  AddObjectionCommands(tree);
  AddReleaseCommands(tree);
  AddBundleCommands(tree);
  AddExactCommands(tree);
  AddLinkageCommands(tree);
  AddSynthCommand(tree);
  AddDisclosureCommands(tree);
  return tree.Parse(argc, argv);
}

}  // namespace ieum::client
