// The declared schema of a payload: which columns a holder sends, of which type, what for, and what
// is done with them before. One JSON file, known by the SHA-256 of its canonical form as a profile
// is. FORMAT: docs/formats/payload-schema.md, payload-schema.schema.json.
#ifndef IEUM_CORE_PAYLOAD_PAYLOAD_SCHEMA_H_
#define IEUM_CORE_PAYLOAD_PAYLOAD_SCHEMA_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/payload/transform_spec.h"
#include "ieum/core/payload/value_type.h"

namespace ieum::core {

// What a disclosure review takes a column for. A direct identifier is none: it is refused.
enum class ColumnRole {
  kQuasiIdentifier,  // "quasi_identifier": together with others it may tell who a row is
  kSensitive,        // "sensitive": what must not be learned of a known person
  kOther,            // "other"
};
std::string_view ColumnRoleName(ColumnRole role);

struct PayloadColumn {
  std::string name;         // in the payload: a-z, 0-9, _
  std::string source;       // in the header line of the holder's file
  std::string description;  // for people; may be empty
  std::string purpose;      // why the research needs it
  bool nullable = false;
  ColumnRole role = ColumnRole::kOther;
  ValueType type;                         // as the holder's file has it
  std::vector<TransformSpec> transforms;  // in order
  ValueType sent_type;                    // behind the last transform: as the payload has it
};

// Immutable, share freely.
struct PayloadSchema {
  static constexpr int64_t kMaxBytes = int64_t{8} << 20;
  static constexpr int kMaxColumns = 500;
  static constexpr size_t kMaxTransforms = 16;  // of a column

  std::string name;
  std::string title;  // for people; may be empty
  int version = 1;    // for people: the digest tells schemas apart
  std::vector<PayloadColumn> columns;
  std::string canonical_json;
  Sha256Digest digest;  // SHA-256 of canonical_json

  bool needs_key() const;

  // INVALID_ARGUMENT names the member that is missing, unknown or breaks its rule.
  static absl::StatusOr<PayloadSchema> FromJson(std::string_view json);
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_PAYLOAD_SCHEMA_H_
