#include "ieumctl/arguments/shared_arguments.h"

#include <limits>

namespace ieum::server {
namespace {

constexpr uint32_t kMaxThreshold = 10'000;

}  // namespace

void DeclareOutput(OptionSet& set, OutputFormat& target) {
  const auto accept = [&target](const std::string& given) {
    if (given != "table" && given != "json") return std::string("want 'table' or 'json'");
    target = given == "json" ? OutputFormat::kJson : OutputFormat::kTable;
    return std::string();
  };
  set.One({"--output", "table|json", "How to print (default table)"}, accept);
}

void DeclareCommon(OptionSet& set, CommonOptions& target, Presence presence) {
  core::ChannelOptions& channel = target.channel;
  set.Text({"--server", "HOST:PORT", "The matcher"}, channel.server, presence)
      .Text({"--ca", "FILE", "CA that signs the server's certificate (PEM)"}, channel.ca_file,
            presence)
      .Text({"--cert", "FILE", "Your certificate (PEM)"}, channel.certificate_file, presence)
      .Text({"--key", "FILE", "Its key (PEM), readable by you only"}, channel.key_file, presence);
  DeclareOutput(set, target.output);
}

void DeclarePropose(OptionSet& set, std::string& reason) {
  set.Text({"--propose", "REASON",
            "Only put down that you intend this and why, for a second person to counter-sign "
            "(ieumctl intent sign); then give the command again without it"},
           reason);
}

void DeclareProject(OptionSet& set, const std::string& name, std::string& target) {
  set.Text({name, "ID", "Project"}, target, Presence::kRequired);
}

void DeclareProject(OptionSet& set, const std::string& name, std::string& target,
                    CommonOptions& common) {
  DeclareProject(set, name, target);
  set.Text({"--manifest", "FILE",
            "The project's manifest as you have it; a server that has another refuses (default: "
            "the server's is taken)"},
           common.manifest_file);
}

void DeclareRunNumber(OptionSet& set, uint64_t& target, const std::string& fallback) {
  set.Number({"--run", "N", "Number of the run (default: " + fallback + ")"}, target, 0,
             std::numeric_limits<uint64_t>::max());
}

void DeclareThreshold(OptionSet& set, uint32_t& target, const std::string& when) {
  set.Number({"--threshold", "BP", "Least similarity of a match, basis points (" + when + ")"},
             target, 1, kMaxThreshold);
}

}  // namespace ieum::server
