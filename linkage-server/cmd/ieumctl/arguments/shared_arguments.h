// Options that several commands share, so that they are spelt and explained alike.
#ifndef IEUM_SERVER_CMD_IEUMCTL_ARGUMENTS_SHARED_ARGUMENTS_H_
#define IEUM_SERVER_CMD_IEUMCTL_ARGUMENTS_SHARED_ARGUMENTS_H_

#include <cstdint>
#include <string>

#include "ieumctl/command_line.h"

namespace ieum::server {

// --output.
void DeclareOutput(OptionSet& set, OutputFormat& target);
// What every command that calls a server takes: --server, --ca, --cert, --key, --output.
void DeclareCommon(OptionSet& set, CommonOptions& target, Presence presence = Presence::kRequired);
// --propose, for what takes two persons.
void DeclarePropose(OptionSet& set, std::string& reason);
// name: "--id" or "--project".
void DeclareProject(OptionSet& set, const std::string& name, std::string& target);
// The same with --manifest, for calls that name the project's manifest.
void DeclareProject(OptionSet& set, const std::string& name, std::string& target,
                    CommonOptions& common);
// --run; fallback: what it is by default.
void DeclareRunNumber(OptionSet& set, uint64_t& target, const std::string& fallback);
// --threshold, in basis points; when: what it applies to and its default.
void DeclareThreshold(OptionSet& set, uint32_t& target, const std::string& when);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_ARGUMENTS_SHARED_ARGUMENTS_H_
