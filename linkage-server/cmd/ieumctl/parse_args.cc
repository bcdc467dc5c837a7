#include "ieumctl/parse_args.h"

#include "ieumctl/arguments/arguments.h"

namespace ieum::server {
namespace {

constexpr char kProgramExamples[] =
    "  ieumctl project new --id flu-2026 --holder hospital-a --holder insurer-b \\\n"
    "      --matcher agency --profile profile.json --out flu-2026.manifest\n"
    "  ieumctl project create --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --manifest flu-2026.manifest\n"
    "  ieumctl project seal --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026\n"
    "  ieumctl run start --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key "
    "\\\n"
    "      --project flu-2026 --wait\n"
    "  ieumctl run start --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key "
    "\\\n"
    "      --project flu-2026 --precision 0.99 --min-completeness 0.99 --memory 4GiB --wait\n"
    "  ieumctl run cancel --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026\n";

// In the order of --help.
constexpr void (*kGroups[])(CommandTree&) = {
    AddProjectCommands, AddSubmissionCommands, AddImportCommands,  AddExportCommands,
    AddRunCommands,     AddReviewCommands,     AddReleaseCommands, AddKeystoreCommands,
    AddIntentCommands,  AddDenyCommands,       AddAuditCommands,   AddRecordCommands,
    AddCustodyCommands, AddMetricsCommands,
};

}  // namespace

absl::StatusOr<Command> ParseArgs(int argc, const char* const* argv) {
  CommandTree tree(kProgramExamples);
  for (const auto add : kGroups) add(tree);
  return tree.Parse(argc, argv);
}

}  // namespace ieum::server
