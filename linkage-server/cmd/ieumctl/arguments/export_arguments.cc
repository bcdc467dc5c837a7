#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr uint64_t kMaxPartMebibytes = uint64_t{1} << 20;
constexpr char kExportExamples[] =
    "  ieumctl export --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --holder hospital-a --to hospital-a.pem --out keys-a.bundle\n"
    "  ieumctl export --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --holder hospital-a --to hospital-a.pem --out keys-a.bundle \\\n"
    "      --part-size 650 --output json\n"
    "  ieumctl export --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --holder hospital-a --to hospital-a.pem --out joinable-a.bundle \\\n"
    "      --joinable --propose 'Hospital A sends payload of joinable rows only, decision 20'\n";

void DeclareExport(ExportOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  set.Text({"--holder", "INSTITUTION", "Holder whose rows these are"}, options.holder,
           Presence::kRequired)
      .Text({"--to", "FILE",
             "PEM: certificate of the holder, or of the joiner, which then gets a linkage map; "
             "with a "
             "key of EC P-256; only its owner can open the bundle"},
            options.to, Presence::kRequired)
      .Text({"--out", "FILE", "NAME.bundle; the parts become NAME.001, NAME.002 … beside it"},
            options.out, Presence::kRequired)
      .Number({"--part-size", "MIB", "The most of one part, in MiB (default 2048)"},
              options.part_mebibytes, 1, kMaxPartMebibytes)
      .Flag(
          {"--joinable", "",
           "Instead of joint keys the serials of its rows that are joinable, among decoys, if the "
           "manifest lets the holder have them; takes two persons"},
          options.joinable);
  DeclarePropose(set, options.propose);
}

}  // namespace

void AddExportCommands(CommandTree& tree) {
  tree.Add<ExportOptions>(
      {"export",
       "Carry a holder's joint keys or joinable serials to it, or keys to the joiner, as a bundle",
       kExportExamples},
      DeclareExport);
}

}  // namespace ieum::server
