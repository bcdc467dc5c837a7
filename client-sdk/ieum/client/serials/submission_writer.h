// Encoded rows on their way to the two files of `ieum encode`: every row gets a random serial, the
// serial map remembers it in the order of the holder's file, and the encoded file has the rows in
// random order.
#ifndef IEUM_CLIENT_SERIALS_SUBMISSION_WRITER_H_
#define IEUM_CLIENT_SERIALS_SUBMISSION_WRITER_H_

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/client/serials/serial_map.h"
#include "ieum/core/base/random.h"
#include "ieum/core/format/submission_file.h"

namespace ieum::client {

// One thread at a time. The same random numbers give the same files, however rows are batched.
class SubmissionWriter final {
 public:
  // Writes the encoded file beside `out_path` first, hands the map's bytes to `append_to_map`.
  // random: outlives the writer.
  static absl::StatusOr<std::unique_ptr<SubmissionWriter>> Create(
      const std::string& out_path, const core::SubmissionHeader& header, uint32_t rows_per_chunk,
      const HolderSecret& secret, SerialMapWriter::AppendBytes append_to_map, core::Random& random);
  ~SubmissionWriter();
  SubmissionWriter(const SubmissionWriter&) = delete;
  SubmissionWriter& operator=(const SubmissionWriter&) = delete;

  // row_ids: [n], encodings: [n, header.row_bytes], blocking_keys: [n,
  // header.blocking_keys_per_row]. Errors of SerialMapWriter, RowShuffle and `append_to_map`.
  absl::Status Append(std::span<const std::string_view> row_ids, core::ByteView encodings,
                      std::span<const uint64_t> blocking_keys);
  // Writes the rows in their new order. name_map: makes the map, now whole, durable; the encoded
  // file gets its name afterwards, since encodings whose rows nobody could find again must not
  // exist. Call once. CANCELLED: `stop`.
  absl::StatusOr<core::SubmissionTrailer> Finish(const std::function<absl::Status()>& name_map,
                                                 const std::stop_token& stop);

 private:
  struct State;
  explicit SubmissionWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SERIALS_SUBMISSION_WRITER_H_
