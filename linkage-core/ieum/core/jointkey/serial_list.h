// Lists of a holder's serials as files: what the files of joinable serials and of objections have
// in common. Integers little-endian:
//
//   header   8 magic · u64 number · u64 row count · text project · text holder
//   rows     16 serial, ascending
//   trailer  32 SHA-256 of everything before
//
// A text is a byte with its length, 1 to 63, and so many bytes.
#ifndef IEUM_CORE_JOINTKEY_SERIAL_LIST_H_
#define IEUM_CORE_JOINTKEY_SERIAL_LIST_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/byte_source.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::core {

struct SerialList {
  ProjectId project;
  InstitutionId holder;
  uint64_t number;                                 // what it says depends on the file
  std::vector<std::array<std::byte, 16>> serials;  // ascending, none twice
};

struct SerialListFormat {
  std::string_view magic;       // 8 bytes
  std::string_view what;        // "file of joinable serials"
  std::string_view made_by;     // what writes such a file, after "it is what "
  std::string_view what_next;   // for somebody whose file is damaged
  uint64_t most_number;         // the least is 1
  std::string_view bad_number;  // why another number is none
};

// Gives out the file in blocks. REQUIRES: serials as above. The first error of `put` ends it.
absl::Status WriteSerialList(const SerialListFormat& format, const SerialList& list,
                             const std::function<absl::Status(ByteView)>& put);

// Reads the file whole: 16 bytes of memory a row. INVALID_ARGUMENT: not such a file. DATA_LOSS:
// cut, longer than its header says, out of order, or damaged. Else codes of the source. `name`
// stands in messages.
absl::StatusOr<SerialList> ReadSerialList(const SerialListFormat& format, ByteSource& file,
                                          const std::string& name);

}  // namespace ieum::core

#endif  // IEUM_CORE_JOINTKEY_SERIAL_LIST_H_
