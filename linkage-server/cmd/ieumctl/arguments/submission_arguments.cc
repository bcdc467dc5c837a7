#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kExamples[] =
    "  ieumctl submission list --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026\n"
    "  IEUM_CTL_SERVER=127.0.0.1:8443 ieumctl submission list --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --output json\n";

void DeclareList(SubmissionListOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
}

}  // namespace

void AddSubmissionCommands(CommandTree& tree) {
  tree.AddGroup({"submission", "What holders have sent", kExamples});
  tree.Add<SubmissionListOptions>(
      {"submission list", "List the submissions of a project", kExamples}, DeclareList);
}

}  // namespace ieum::server
