#include <limits>

#include "absl/strings/numbers.h"
#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kExamples[] =
    "  ieumctl audit show --server matcher.example.org:8443 --ca ca.pem --cert auditor.pem \\\n"
    "      --key auditor.key --project flu-2026\n"
    "  ieumctl audit export --server matcher.example.org:8443 --ca ca.pem --cert auditor.pem \\\n"
    "      --key auditor.key --log-key log.pub --folder log-2026-11\n"
    "  ieumctl audit verify --folder log-2026-11 --log-key log.pub --older "
    "log-2026-10/checkpoint\n"
    "  ieumctl audit cosign --folder log-2026-11 --log-key log.pub --witness-key witness.key \\\n"
    "      --state linkage-center.state\n";

constexpr char kWitnessExamples[] =
    "  ieumctl audit witness-key --name witness.example.org/audit --out witness.key\n"
    "  ieumctl audit cosign --folder log-2026-11 --log-key log.pub --witness-key witness.key \\\n"
    "      --state linkage-center.state --new-log\n"
    "  ieumctl audit verify --folder log-2026-11 --log-key log.pub --witness witness.key.pub\n"
    "  ieumctl audit accept-cosigned --server matcher.example.org:8443 --ca ca.pem \\\n"
    "      --cert auditor.pem --key auditor.key --folder log-2026-11\n";

constexpr char kPackExamples[] =
    "  ieumctl audit pack --folder log-2026-11 --log-key log.pub --out log-2026-11.ieumaud\n"
    "  ieum bundle make --kind audit --project flu-2026 --in log-2026-11.ieumaud \\\n"
    "      --out log-2026-11.bundle --to auditor.pem --ca ca.pem --cert me.pem --key me.key\n"
    "  ieum bundle open --kind audit --in log-2026-11.bundle --ca ca.pem --key auditor.key \\\n"
    "      --out log-2026-11.ieumaud\n"
    "  ieumctl audit unpack --in log-2026-11.ieumaud --log-key log.pub --folder log-2026-11\n";

constexpr uint64_t kMostEntries = std::numeric_limits<uint64_t>::max();

void DeclareLogKey(OptionSet& set, std::string& target) {
  set.Text({"--log-key", "FILE", "Public key of the log, from the institution"}, target,
           Presence::kRequired);
}

void DeclareOlder(OptionSet& set, std::string& target) {
  set.Text({"--older", "FILE", "Checkpoint of an older export that it must continue"}, target);
}

void DeclareShow(AuditShowOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  const auto from = [&options](const std::string& given) {
    if (!absl::SimpleAtoi(given, &options.first)) return std::string("want a number from 0");
    options.from_given = true;
    return std::string();
  };
  set.One({"--from", "N", "First entry, from 0 (default: the last 50)"}, from)
      .Number({"--count", "N", "At most so many"}, options.count, 0, kMostEntries)
      .Text({"--project", "ID", "Only entries of this project"}, options.project);
}

void DeclareProve(AuditProveOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  set.Number({"--entry", "N", "Number of the entry, from 0"}, options.index, 0, kMostEntries,
             Presence::kRequired);
  DeclareLogKey(set, options.log_key_file);
  DeclareOlder(set, options.older_file);
}

void DeclareVerify(AuditVerifyOptions& options, OptionSet& set) {
  set.Text({"--folder", "DIR", "The exported log"}, options.folder, Presence::kRequired);
  DeclareLogKey(set, options.log_key_file);
  DeclareOlder(set, options.older_file);
  set.Texts({"--witness", "FILE",
             "Public key of a witness that must have signed too; may be given again"},
            options.witness_key_files);
  DeclareOutput(set, options.output);
}

void DeclarePack(AuditPackOptions& options, OptionSet& set) {
  set.Text({"--folder", "DIR", "The exported log"}, options.folder, Presence::kRequired)
      .Text({"--out", "FILE", "Replaced if it is there"}, options.file, Presence::kRequired);
  DeclareLogKey(set, options.log_key_file);
  DeclareOutput(set, options.output);
}

void DeclareUnpack(AuditUnpackOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE", "Made by 'audit pack'"}, options.file, Presence::kRequired)
      .Text({"--folder", "DIR", "New folder"}, options.folder, Presence::kRequired);
  DeclareLogKey(set, options.log_key_file);
  DeclareOutput(set, options.output);
}

void DeclareWitnessKey(AuditWitnessKeyOptions& options, OptionSet& set) {
  set.Text({"--name", "NAME", "Name of the witness, as a host and path: witness.example.org/audit"},
           options.name, Presence::kRequired)
      .Text({"--out", "FILE", "New file, for you only; FILE.pub is for everybody"}, options.out,
            Presence::kRequired);
}

void DeclareCosign(AuditCosignOptions& options, OptionSet& set) {
  set.Text({"--folder", "DIR", "The exported log; its checkpoint gets your signature"},
           options.folder, Presence::kRequired);
  DeclareLogKey(set, options.log_key_file);
  set.Text({"--witness-key", "FILE", "Your key, made by 'audit witness-key'"},
           options.witness_key_file, Presence::kRequired)
      .Text({"--state", "FILE", "What you signed last of this log; one file for each log"},
            options.state_file, Presence::kRequired)
      .Flag({"--new-log", "", "You have never signed for this log"}, options.new_log);
  DeclareOutput(set, options.output);
}

void DeclareAccept(AuditAcceptOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  set.Text({"--folder", "DIR", "An exported log that a witness has signed"}, options.folder)
      .Text({"--checkpoint", "FILE", "Instead: its checkpoint alone"}, options.checkpoint);
}

void DeclareExport(AuditExportOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  set.Text({"--folder", "DIR", "New folder"}, options.folder, Presence::kRequired)
      .Flag({"--cosigned", "", "As far as a witness has signed, with its signature"},
            options.cosigned);
  DeclareLogKey(set, options.log_key_file);
}

}  // namespace

void AddAuditCommands(CommandTree& tree) {
  tree.AddGroup({"audit", "Who did what: the audit log, for auditors", kExamples});
  tree.Add<AuditShowOptions>({"audit show", "Show entries", kExamples}, DeclareShow);
  tree.Add<AuditProveOptions>({"audit prove", "Prove that an entry is in the log", kExamples},
                              DeclareProve);
  tree.Add<AuditVerifyOptions>(
      {"audit verify", "Verify an exported log, without a server", kExamples}, DeclareVerify);
  tree.Add<AuditExportOptions>(
      {"audit export", "Take the log away as files, and verify them", kExamples}, DeclareExport);
  tree.Add<AuditPackOptions>(
      {"audit pack", "Verify an exported log and make one file of it, for a bundle", kPackExamples},
      DeclarePack);
  tree.Add<AuditUnpackOptions>(
      {"audit unpack", "Make the folder again of a packed log, and verify it", kPackExamples},
      DeclareUnpack);
  tree.Add<AuditWitnessKeyOptions>(
      {"audit witness-key", "Make the key of a witness", kWitnessExamples}, DeclareWitnessKey);
  tree.Add<AuditCosignOptions>(
      {"audit cosign", "Sign an exported log that continues what you signed before",
       kWitnessExamples},
      DeclareCosign);
  tree.Add<AuditAcceptOptions>(
      {"audit accept-cosigned", "Give a checkpoint that a witness has signed back to the server",
       kWitnessExamples},
      DeclareAccept);
}

}  // namespace ieum::server
