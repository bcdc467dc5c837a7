// Encodes a whole file on several threads and hands the encodings over in the order of the file.
#ifndef IEUM_CLIENT_BATCH_BATCH_ENCODER_H_
#define IEUM_CLIENT_BATCH_BATCH_ENCODER_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/batch/string_arena.h"
#include "ieum/client/encode/mock_sample.h"
#include "ieum/client/input/record_reader.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::client {

// Neighbouring rows of the file that could be encoded, without those refused.
struct EncodedBatch {
  StringArena row_ids;                  // [n]
  StringArena truths;                   // [n], empty texts without truth column
  core::Bytes encodings;                // [n, layout.row_bytes()]
  std::vector<uint64_t> blocking_keys;  // [n, header.blocking_key_count], 0 where there is none
};

struct EncodingProgress {
  int64_t row_count;    // rows handed over so far
  int64_t bytes_read;   // of the file
  int64_t bytes_total;  // 0 if not known
};

struct BatchEncoderOptions {
  int thread_count = 1;  // the calling one included
  // Rows read before they are encoded together. Only tests have a reason to change it.
  int rows_per_batch = 1024;
  // Rows outside it are read and checked, and left out. Null: every row is encoded.
  const MockSample* sample = nullptr;
};

// Reads `reader` to its end. deliver: called from the calling thread, batch by batch in file order;
// its error ends the call and is returned. progress: called after each batch; may be empty.
// Rows that the encoder refuses go to reader.Refuse(). Returns the number of rows handed over.
//
// The outcome does not depend on thread_count: without skip_invalid the error returned is that of
// the first bad row of the file. INVALID_ARGUMENT: a row breaks a rule. CANCELLED: `stop`.
absl::StatusOr<int64_t> EncodeAll(RecordReader& reader, const EncodingProfile& profile,
                                  const HolderSecret& secret, const core::ProjectId& project,
                                  const BatchEncoderOptions& options,
                                  const std::function<absl::Status(EncodedBatch&)>& deliver,
                                  const std::function<void(const EncodingProgress&)>& progress,
                                  std::stop_token stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_BATCH_BATCH_ENCODER_H_
