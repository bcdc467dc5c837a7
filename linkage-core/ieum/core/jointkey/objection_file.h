// A file of objections: rows that a holder wants to be out of a project, as the persons have asked.
// FORMAT: docs/formats/objection-file.md, byte-exact: a serial list (serial_list.h) that begins
// with "IEUMOBF1" and numbers the reason.
#ifndef IEUM_CORE_JOINTKEY_OBJECTION_FILE_H_
#define IEUM_CORE_JOINTKEY_OBJECTION_FILE_H_

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

// FORMAT: the numbers are stored; never renumber.
enum class ObjectionReason : uint64_t {
  kObjection = 1,   // the person wants its data out: PIPA, articles 36 and 37
  kCorrection = 2,  // the row was wrong; a corrected one comes in a later round
  kMistake = 3,     // the row should never have been sent
};

// One file has at most so many: more are a submission that was wrong.
inline constexpr size_t kMaxObjections = 100'000;

struct Objections {
  ProjectId project;
  InstitutionId holder;
  ObjectionReason reason;
  std::vector<std::array<std::byte, 16>> serials;  // ascending, none twice, 1 to kMaxObjections
};

// "objection", "correction", "mistake".
std::string_view ObjectionReasonName(ObjectionReason reason);
// INVALID_ARGUMENT lists the names.
absl::StatusOr<ObjectionReason> ParseObjectionReason(std::string_view name);

// Gives out the file in blocks. REQUIRES: serials as above. The first error of `put` ends it.
absl::Status WriteObjectionFile(const Objections& objections,
                                const std::function<absl::Status(ByteView)>& put);

// As ReadSerialList; also INVALID_ARGUMENT: none, or more than kMaxObjections.
absl::StatusOr<Objections> ReadObjectionFile(ByteSource& file, const std::string& name);

}  // namespace ieum::core

#endif  // IEUM_CORE_JOINTKEY_OBJECTION_FILE_H_
