#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kMetricsExamples[] =
    "  ieumctl metrics --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key\n"
    "  ieumctl metrics --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key "
    "\\\n"
    "      --textfile /var/lib/prometheus/node-exporter/ieum-matcher.prom\n";

constexpr char kDoctorExamples[] =
    "  ieumctl doctor --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key\n"
    "  ieumctl doctor --data-dir /var/lib/ieum/matcher \\\n"
    "      --keystore /var/lib/ieum-keystore/matcher/keystore --language ko\n";

void DeclareMetrics(MetricsOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  set.Text({"--textfile", "FILE",
            "Print nothing, and put them into this file, NAME.prom, at one stroke: Prometheus text "
            "format, for the textfile collector of its node exporter"},
           options.text_file);
}

void DeclareDoctor(DoctorOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common, Presence::kOptional);
  set.Text({"--deny-list", "FILE", "Deny list of the server"}, options.deny_list)
      .Text({"--keystore", "FILE", "Its keystore; no passphrase is asked for"}, options.keystore)
      .Text({"--checkpoint", "FILE", "The last checkpoint, beside the key of its audit log"},
            options.checkpoint)
      .Text({"--data-dir", "FOLDER", "Its data folder"}, options.data_dir)
      .Word({"--language", "LANGUAGE", "Of the table: 'en' or 'ko' (default: by locale)"},
            options.language, {"en", "ko"});
}

}  // namespace

void AddMetricsCommands(CommandTree& tree) {
  tree.Add<MetricsOptions>(
      {"metrics", "What a server counts and measures of itself", kMetricsExamples}, DeclareMetrics);
  tree.Add<DoctorOptions>(
      {"doctor", "Check certificate, server, clock and what a server keeps; say how to mend",
       kDoctorExamples},
      DeclareDoctor);
}

}  // namespace ieum::server
