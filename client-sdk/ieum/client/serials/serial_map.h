// The serial map: which row of the holder's file got which serial. It never leaves the holder and
// is encrypted under a key derived from the holder secret, so that it needs no second passphrase.
// FORMAT: docs/formats/serial-map.md, byte-exact. All integers little-endian:
//
//   header  "IEUMMAP1" · u16 length of project id · project id · 16 submission id · 16 key check ·
//           u32 CRC32C of the header before it
//   chunks  u32 length · AES-256-GCM of rows {u32 length of row id · row id · 16 serial}
//   last    u32 24 · AES-256-GCM of u64 row count
#ifndef IEUM_CLIENT_SERIALS_SERIAL_MAP_H_
#define IEUM_CLIENT_SERIALS_SERIAL_MAP_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/chunk.h"

namespace ieum::client {

struct SerialMapHeader {
  core::ProjectId project;
  core::SubmissionId submission_id;  // random for each submission, and with it the key
};

inline constexpr size_t kMaxRowIdBytes = size_t{64} << 10;

// Seals rows and hands the bytes over to `append`, some 64 KiB at a time. One thread at a time.
class SerialMapWriter final {
 public:
  using AppendBytes = std::function<absl::Status(std::string_view)>;
  static absl::StatusOr<std::unique_ptr<SerialMapWriter>> Create(const SerialMapHeader& header,
                                                                 const HolderSecret& secret,
                                                                 AppendBytes append);
  ~SerialMapWriter();
  SerialMapWriter(const SerialMapWriter&) = delete;
  SerialMapWriter& operator=(const SerialMapWriter&) = delete;

  // INVALID_ARGUMENT: the row id is longer than kMaxRowIdBytes. Others are those of `append`.
  absl::Status Append(std::string_view row_id, const core::Serial& serial);
  // The last chunk, without which nobody can read the map. Call once; afterwards only destruction.
  absl::Status Finish();

 private:
  struct State;
  explicit SerialMapWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct SerialMapRow {
  std::string_view row_id;  // valid until the next call
  core::Serial serial;
};

// Reads chunk by chunk in constant memory. One thread at a time.
class SerialMapReader final {
 public:
  // INVALID_ARGUMENT: not a serial map; FAILED_PRECONDITION: made with another secret;
  // DATA_LOSS: damaged. NOT_FOUND, PERMISSION_DENIED: as core::SystemError.
  static absl::StatusOr<std::unique_ptr<SerialMapReader>> Open(const std::string& path,
                                                               const HolderSecret& secret);
  ~SerialMapReader();
  SerialMapReader(const SerialMapReader&) = delete;
  SerialMapReader& operator=(const SerialMapReader&) = delete;

  const SerialMapHeader& header() const;
  // The next row, in the order of the holder's file; empty after the last one, when the row count
  // has been verified too. DATA_LOSS: cut short, changed or put in another order.
  absl::StatusOr<std::optional<SerialMapRow>> Next();
  int64_t row_count() const;  // rows read so far

 private:
  struct State;
  explicit SerialMapReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SERIALS_SERIAL_MAP_H_
