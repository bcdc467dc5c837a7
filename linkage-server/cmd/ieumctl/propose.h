// The two-person rule from the side of who asks: an intent instead of the call.
#ifndef IEUM_SERVER_CMD_IEUMCTL_PROPOSE_H_
#define IEUM_SERVER_CMD_IEUMCTL_PROPOSE_H_

#include <google/protobuf/message_lite.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ieum/core/pki/intent_statement.h"
#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct Proposal {
  std::string method;   // "ProjectService/CreateProject"
  std::string project;  // its id
  std::string reason;
};

// Puts down, signed by the caller, that the caller will send exactly this request. Errors are those
// of IntentService/ProposeIntent.
absl::Status Propose(const Proposal& proposal, const google::protobuf::MessageLite& request,
                     const CommonOptions& common, std::FILE* out);

// The signature of the caller's key over the statement. INVALID_ARGUMENT: not a key.
absl::StatusOr<std::string> SignIntent(const core::IntentStatement& statement,
                                       core::IntentPart part, const CommonOptions& common);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_PROPOSE_H_
