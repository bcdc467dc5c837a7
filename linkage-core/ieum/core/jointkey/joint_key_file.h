// A joint key file: the joint keys of all rows of one holder, as they cross an air gap. Holds no
// identifier. FORMAT: docs/formats/joint-key-file.md, byte-exact. Integers little-endian:
//
//   header   "IEUMJKF1" · u64 run number · u64 row count · text project · text holder
//   rows     16 serial · 16 joint key, in the order submitted
//   trailer  32 SHA-256 of everything before
//
// A text is a byte with its length, 1 to 63, and so many bytes.
#ifndef IEUM_CORE_JOINTKEY_JOINT_KEY_FILE_H_
#define IEUM_CORE_JOINTKEY_JOINT_KEY_FILE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/byte_source.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/jointkey/joint_key.h"

namespace ieum::core {

struct JointKeyFileHeader {
  ProjectId project;
  InstitutionId holder;
  uint64_t run_number;  // of the run that made the keys, from 1
  uint64_t row_count;
};

// A holder's name for one of its rows, and the key that the row got.
struct KeyedSerial {
  std::array<std::byte, 16> serial;
  JointKey joint_key;
};

// Makes the bytes of a file piece by piece, in constant memory. One thread at a time.
class JointKeyFileWriter final {
 public:
  // Gets what comes next in the file; an error ends the writing and is returned.
  using Put = std::function<absl::Status(ByteView)>;
  explicit JointKeyFileWriter(Put put) : put_(std::move(put)) {}

  // Once, first.
  absl::Status Begin(const JointKeyFileHeader& header);
  // DATA_LOSS: more rows than the header says.
  absl::Status Append(std::span<const KeyedSerial> rows);
  // Once, last. DATA_LOSS: fewer rows than the header says.
  absl::Status Finish();

 private:
  absl::Status PutBlock();

  const Put put_;
  Sha256Stream digest_;
  Bytes block_;
  uint64_t rows_left_ = 0;
};

// Bytes of a file of this header.
uint64_t JointKeyFileBytes(const JointKeyFileHeader& header);

// Reads rows in constant memory. One thread at a time.
class JointKeyFileReader final {
 public:
  // INVALID_ARGUMENT: not such a file, or no regular one. DATA_LOSS: cut short, longer than its
  // header says, or damaged. Else codes of SystemError.
  static absl::StatusOr<std::unique_ptr<JointKeyFileReader>> Open(const std::string& path);
  // The same of bytes that are somewhere else; `name` stands in messages.
  static absl::StatusOr<std::unique_ptr<JointKeyFileReader>> Read(std::unique_ptr<ByteSource> bytes,
                                                                  const std::string& name);
  ~JointKeyFileReader();
  JointKeyFileReader(const JointKeyFileReader&) = delete;
  JointKeyFileReader& operator=(const JointKeyFileReader&) = delete;

  const JointKeyFileHeader& header() const;
  // The next rows, valid until the next call; none after the last one, when the digest has been
  // verified too: what came before is to be used only then. DATA_LOSS: damaged. An error is final.
  absl::StatusOr<std::span<const KeyedSerial>> Next();

 private:
  struct State;
  explicit JointKeyFileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_JOINTKEY_JOINT_KEY_FILE_H_
