#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kStopExamples[] =
    "  ieumctl project stop --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --reason identification\n";
constexpr char kResumeExamples[] =
    "  ieumctl project resume --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --propose 'Cause found, decision 18'\n"
    "  ieumctl project resume --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026\n";
constexpr char kDestroyExamples[] =
    "  ieumctl project destroy --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --propose 'Study has ended, decision 19'\n"
    "  ieumctl project destroy --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --out flu-2026.certificate\n"
    "  ieumctl project destroy --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --finish --out flu-2026.certificate\n";
constexpr char kCertificateExamples[] =
    "  ieumctl certificate show --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --out flu-2026.certificate\n"
    "  ieumctl certificate verify --in flu-2026.certificate --audit-public-key log.pub\n";
constexpr char kBackupExamples[] =
    "  ieumctl backup --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key\n";

void DeclareOut(OptionSet& set, std::string& target) {
  set.Text({"--out", "FILE", "Write the certificate to this file (default: standard output)"},
           target);
}

void DeclareStop(ProjectStopOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project);
  set.Word({"--reason", "REASON",
            "identification: somebody could be identified; order: of an authority or a court; "
            "incident: data or keys may be in the wrong hands; withdrawal: of the data, or the "
            "purpose has ended"},
           options.reason, {"identification", "order", "incident", "withdrawal"},
           Presence::kRequired);
}

void DeclareResume(ProjectResumeOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project, options.common);
  DeclarePropose(set, options.propose);
}

void DeclareDestroy(ProjectDestroyOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project, options.common);
  DeclarePropose(set, options.propose);
  set.Flag({"--finish", "",
            "Of a destroyed project: erase its key in the copies of the keystore that could not be "
            "reached, and issue the certificate again"},
           options.finish)
      .Flag({"--dry-run", "", "Say what would be destroyed, and change nothing"}, options.dry_run);
  DeclareOut(set, options.out);
}

void DeclareShow(CertificateShowOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project);
  DeclareOut(set, options.out);
}

void DeclareVerify(CertificateVerifyOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE", "The certificate"}, options.in, Presence::kRequired)
      .Text({"--audit-public-key", "FILE",
             "Public key of the server's audit log, from the institution"},
            options.log_key_file, Presence::kRequired);
  DeclareOutput(set, options.output);
}

void DeclareBackup(BackupOptions& options, OptionSet& set) { DeclareCommon(set, options.common); }

}  // namespace

void AddCustodyCommands(CommandTree& tree) {
  tree.Add<ProjectStopOptions>(
      {"project stop", "Stop a project at once, whatever it is doing", kStopExamples}, DeclareStop);
  tree.Add<ProjectResumeOptions>(
      {"project resume", "Let a stopped project go on where it stood", kResumeExamples},
      DeclareResume);
  tree.Add<ProjectDestroyOptions>(
      {"project destroy", "Destroy a project for ever: its key, then its data", kDestroyExamples},
      DeclareDestroy);
  tree.AddGroup(
      {"certificate", "What a server states about what it destroyed", kCertificateExamples});
  tree.Add<CertificateShowOptions>(
      {"certificate show", "Fetch the certificate of a destroyed project", kCertificateExamples},
      DeclareShow);
  tree.Add<CertificateVerifyOptions>(
      {"certificate verify", "Verify a certificate, without a server", kCertificateExamples},
      DeclareVerify);
  tree.Add<BackupOptions>(
      {"backup", "Let the server save its whole store, while it goes on", kBackupExamples},
      DeclareBackup);
}

}  // namespace ieum::server
