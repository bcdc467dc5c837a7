#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kMetricsExamples[] =
    "  ieumctl metrics --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key\n"
    "  ieumctl metrics --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key "
    "\\\n"
    "      --textfile /var/lib/prometheus/node-exporter/ieum-matcher.prom\n";

void DeclareMetrics(MetricsOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  set.Text({"--textfile", "FILE",
            "Print nothing, and put them into this file, NAME.prom, at one stroke: Prometheus text "
            "format, for the textfile collector of its node exporter"},
           options.text_file);
}

}  // namespace

void AddMetricsCommands(CommandTree& tree) {
  tree.Add<MetricsOptions>(
      {"metrics", "What a server counts and measures of itself", kMetricsExamples}, DeclareMetrics);
}

}  // namespace ieum::server
