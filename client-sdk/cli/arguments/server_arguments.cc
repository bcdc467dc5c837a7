#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareSubmit(SubmitOptions& options, OptionSet& set) {
  DeclareServer(set, options.server);
  set.Text({"--in", "FILE", "Encoded file of 'ieum encode'"}, options.in_file, Presence::kRequired)
      .Flag({"--replace", "", "Withdraw your earlier submission first"}, options.replace);
  DeclareOutput(set, options.output);
}

void DeclareResults(ResultsOptions& options, OptionSet& set) {
  DeclareServer(set, options.server);
  set.Text({"--project", "ID", "Project"}, options.project, Presence::kRequired)
      .Text({"--serials", "FILE", "Serial map of 'ieum encode'"}, options.serials_file,
            Presence::kRequired)
      .Text({"--out", "FILE", "row_id, joint_key of every row"}, options.out_file,
            Presence::kRequired);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddServerCommands(CommandTree& tree) {
  tree.Add<SubmitOptions>("submit", DeclareSubmit);
  tree.Add<ResultsOptions>("results", DeclareResults);
}

}  // namespace ieum::client
