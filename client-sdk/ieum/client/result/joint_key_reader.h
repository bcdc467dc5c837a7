// Reads the joint keys of a holder's own rows, however often the connection breaks.
#ifndef IEUM_CLIENT_RESULT_JOINT_KEY_READER_H_
#define IEUM_CLIENT_RESULT_JOINT_KEY_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/client/submit/retry.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/jointkey/joint_key.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::client {

struct JointKeyReaderOptions {
  core::ChannelOptions channel = {};
  RetryOptions retry = {};
  // Time allowed for one call; a longer download goes on in a further call.
  absl::Duration call_timeout = absl::Seconds(60);
};

struct JointKeyRow {
  core::Serial serial;
  core::JointKey joint_key;
};

// The keys of one chunk of the submission, in the order submitted.
struct JointKeyBatch {
  uint64_t run_number;
  // Chunk number, from 0. If 0 comes again, another run has replaced the results while they were
  // read: forget all batches before it.
  uint32_t sequence;
  std::span<const JointKeyRow> rows;  // valid during the callback
};

struct JointKeyReport {
  uint64_t run_number;
  uint64_t row_count;
  int retries;
};

// One thread at a time.
class JointKeyReader final {
 public:
  // Errors as core::OpenChannel; the server is not called yet.
  static absl::StatusOr<std::unique_ptr<JointKeyReader>> Create(
      const JointKeyReaderOptions& options);
  ~JointKeyReader();
  JointKeyReader(const JointKeyReader&) = delete;
  JointKeyReader& operator=(const JointKeyReader&) = delete;

  // Calls `visit` with every chunk in order; an error of `visit` ends the call and is returned.
  // FAILED_PRECONDITION: the project is not matched yet. PERMISSION_DENIED: it does not deliver
  // keys to holders. NOT_FOUND: no such project, or this holder is not in it. DATA_LOSS: the answer
  // does not fit together. UNAVAILABLE and others as Submitter::Submit. CANCELLED: `stop`.
  absl::StatusOr<JointKeyReport> Read(
      const core::ProjectId& project,
      const std::function<absl::Status(const JointKeyBatch&)>& visit, std::stop_token stop);

 private:
  struct State;
  explicit JointKeyReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RESULT_JOINT_KEY_READER_H_
