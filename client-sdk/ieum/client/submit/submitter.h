// Sends an encoded file to a server, however often the connection breaks.
#ifndef IEUM_CLIENT_SUBMIT_SUBMITTER_H_
#define IEUM_CLIENT_SUBMIT_SUBMITTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/client/submit/retry.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::client {

struct SubmitterOptions {
  core::ChannelOptions channel = {};
  RetryOptions retry = {};
  // Time allowed for one call; a window of chunks is one call.
  absl::Duration call_timeout = absl::Seconds(60);
  // Chunks and bytes sent before an acknowledgement is asked for, whichever is reached first.
  int window_chunks = 32;
  int64_t window_bytes = int64_t{24} << 20;
};

struct SubmissionProgress {
  uint64_t acknowledged_rows;  // durable on the server
  uint64_t total_rows;
  int retries;  // connections lost so far
};

// What has been submitted, when it is all durable and sealed.
struct SubmissionReport {
  uint64_t row_count;
  uint32_t chunk_count;
  uint32_t chunks_sent;     // sent by this call; one sent again after a failure counts again
  uint32_t chunks_skipped;  // were on the server before this call
  int retries;
  // The same on both sides; holder and operator can compare it by telephone.
  core::Sha256Digest submission_digest;
  absl::Duration elapsed;
};

// One thread at a time.
class Submitter final {
 public:
  // Errors as core::OpenChannel; the server is not called yet. INVALID_ARGUMENT: window below 1.
  static absl::StatusOr<std::unique_ptr<Submitter>> Create(const SubmitterOptions& options);
  ~Submitter();
  Submitter(const Submitter&) = delete;
  Submitter& operator=(const Submitter&) = delete;

  // Sends the file at `path` (core/format/submission_file.h) from the first chunk that the server
  // lacks, and seals it. After a failure, here or of the process, the same call goes on where the
  // acknowledgements ended; on a file that is already sealed it only verifies.
  // replace: withdraw another submission of this holder in the project first.
  // progress: called after every acknowledgement, from the calling thread; may be empty.
  //
  // INVALID_ARGUMENT, DATA_LOSS: the file is not whole. FAILED_PRECONDITION: the project has
  // another encoding profile or is sealed, or another submission is there and `replace` is false;
  // nothing has been sent then. NOT_FOUND: no such project, or this holder is not in it.
  // PERMISSION_DENIED, UNAUTHENTICATED: the certificate. UNAVAILABLE, DEADLINE_EXCEEDED,
  // RESOURCE_EXHAUSTED: still so when the retry time was over; nothing acknowledged is lost.
  // CANCELLED: `stop` was requested. DATA_LOSS also if the server's digest differs from the file's.
  absl::StatusOr<SubmissionReport> Submit(
      const std::string& path, bool replace,
      const std::function<void(const SubmissionProgress&)>& progress, std::stop_token stop);

 private:
  struct State;
  explicit Submitter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SUBMIT_SUBMITTER_H_
