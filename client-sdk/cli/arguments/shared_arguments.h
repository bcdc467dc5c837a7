// Options that several commands share, so that they are spelt and explained alike.
#ifndef IEUM_CLIENT_CLI_ARGUMENTS_SHARED_ARGUMENTS_H_
#define IEUM_CLIENT_CLI_ARGUMENTS_SHARED_ARGUMENTS_H_

#include <string>
#include <vector>

#include "cli/command_line.h"

namespace ieum::client {

void DeclareOutput(OptionSet& set, OutputFormat& target);
// Sets the default to the number of processors.
// --salt-file and --second-salt-file. Not required by the parser: the command says how to make one.
void DeclareSalts(OptionSet& set, ExactOptions& target);
void DeclareThreads(OptionSet& set, int& target);
void DeclareProfile(OptionSet& set, std::string& target);
// Not required by the parser: the command says how to make one.
void DeclareSecretFile(OptionSet& set, std::string& target);
void DeclarePassphraseFile(OptionSet& set, std::string& target);
// --in, a file of rows.
void DeclareInput(OptionSet& set, std::string& target);
void DeclareIdColumn(OptionSet& set, std::string& target);
void DeclareColumns(OptionSet& set, ColumnOptions& columns, const std::string& truth_help);
// Encoding, delimiter, header.
void DeclareFormat(OptionSet& set, FormatOptions& format);
void DeclareSkipInvalid(OptionSet& set, bool& target);
// what: the command does then.
void DeclareDryRun(OptionSet& set, bool& target, const char* what);
// --server, --ca, --cert, --key.
void DeclareConnection(OptionSet& set, ServerOptions& target, Presence presence);
// The same with --manifest.
void DeclareServer(OptionSet& set, ServerOptions& target, Presence presence = Presence::kRequired);
void DeclareParties(OptionSet& set, std::vector<PartyOption>& target);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_ARGUMENTS_SHARED_ARGUMENTS_H_
