// What the commands take, declared group by group: one file per group, one line here and one in
// kGroups (parse_args.cc).
#ifndef IEUM_SERVER_CMD_IEUMCTL_ARGUMENTS_ARGUMENTS_H_
#define IEUM_SERVER_CMD_IEUMCTL_ARGUMENTS_ARGUMENTS_H_

#include "ieumctl/command_line.h"

namespace ieum::server {

void AddProjectCommands(CommandTree& tree);     // project …
void AddSubmissionCommands(CommandTree& tree);  // submission …
void AddRunCommands(CommandTree& tree);         // run …, report
void AddKeystoreCommands(CommandTree& tree);    // keystore …
void AddIntentCommands(CommandTree& tree);      // intent …
void AddDenyCommands(CommandTree& tree);        // deny …
// project stop, resume, destroy, certificate …, backup; after the project commands.
void AddCustodyCommands(CommandTree& tree);
void AddImportCommands(CommandTree& tree);   // import, imports …
void AddExportCommands(CommandTree& tree);   // export
void AddReviewCommands(CommandTree& tree);   // review …
void AddReleaseCommands(CommandTree& tree);  // candidate …, release
void AddMetricsCommands(CommandTree& tree);  // metrics
void AddAuditCommands(CommandTree& tree);    // audit …

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_ARGUMENTS_ARGUMENTS_H_
