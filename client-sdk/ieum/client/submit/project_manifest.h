// The manifest of a project, as the server has it.
#ifndef IEUM_CLIENT_SUBMIT_PROJECT_MANIFEST_H_
#define IEUM_CLIENT_SUBMIT_PROJECT_MANIFEST_H_

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/client/submit/retry.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::client {

// The bytes of the signed manifest (docs/formats/manifest.md), not looked into: whoever asks reads
// them, shows them, and puts their digest into ChannelOptions::manifest for further calls. Empty of
// a project that is destroyed. Tries again as `retry` says. NOT_FOUND: no such project, or the
// caller is no party of it; as core::OpenChannel. CANCELLED: `stop`.
absl::StatusOr<std::string> FetchManifest(const core::ChannelOptions& channel,
                                          const core::ProjectId& project, const RetryOptions& retry,
                                          const std::stop_token& stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SUBMIT_PROJECT_MANIFEST_H_
