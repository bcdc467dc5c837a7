// A file of joinable serials: which rows of a holder a join takes, among decoys, for a holder that
// is to send the payload of these rows and of no other. FORMAT: docs/formats/joinable-file.md,
// byte-exact. Integers little-endian:
//
//   header   "IEUMJSF1" · u64 run number · u64 row count · text project · text holder
//   rows     16 serial, ascending
//   trailer  32 SHA-256 of everything before
//
// A text is a byte with its length, 1 to 63, and so many bytes.
#ifndef IEUM_CORE_JOINTKEY_JOINABLE_FILE_H_
#define IEUM_CORE_JOINTKEY_JOINABLE_FILE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/byte_source.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::core {

struct JoinableSerials {
  ProjectId project;
  InstitutionId holder;
  uint64_t run_number;                             // of the run that matched, from 1
  std::vector<std::array<std::byte, 16>> serials;  // ascending, none twice

  bool Contains(const std::array<std::byte, 16>& serial) const;
};

// Gives out the file in blocks. REQUIRES: serials as above. The first error of `put` ends it.
absl::Status WriteJoinableFile(const JoinableSerials& joinable,
                               const std::function<absl::Status(ByteView)>& put);

// As ReadSerialList.
absl::StatusOr<JoinableSerials> ReadJoinableFile(ByteSource& file, const std::string& name);

}  // namespace ieum::core

#endif  // IEUM_CORE_JOINTKEY_JOINABLE_FILE_H_
