// Does what a schema declares to be done with one column before it leaves the holder.
#ifndef IEUM_CORE_PAYLOAD_COLUMN_TRANSFORM_H_
#define IEUM_CORE_PAYLOAD_COLUMN_TRANSFORM_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/payload/payload_schema.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::core {

// The secret of a holder from which the keys of keyed hashes and noise come. Nobody else needs it:
// it is kept only to make the same payload again. Immutable, share freely.
class TransformKey final {
 public:
  static constexpr size_t kFewestBytes = 32;

  // INVALID_ARGUMENT: fewer than kFewestBytes bytes.
  static absl::StatusOr<TransformKey> Create(SecretBytes secret, const ProjectId& project);

  // HKDF-SHA-256 of the secret, salt = project id, info = "ieum/v1/payload " ‖ use ‖ " " ‖ column.
  SecretBytes Derive(std::string_view use, std::string_view column) const;

 private:
  TransformKey(SecretBytes secret, ProjectId project);

  SecretBytes secret_;
  ProjectId project_;
};

// Rows are shown twice: first all of them to Count, if needs_count(), then all to Apply. One thread
// at a time.
class ColumnTransform final {
 public:
  // Borrows the column. FAILED_PRECONDITION: the column needs a key and there is none.
  static absl::StatusOr<ColumnTransform> Create(const PayloadColumn& column,
                                                const TransformKey* key);
  ~ColumnTransform();
  ColumnTransform(ColumnTransform&&) noexcept;
  ColumnTransform& operator=(ColumnTransform&&) = delete;

  // Whether what becomes of a value depends on the values of other rows.
  bool needs_count() const;
  // value: of the column's type.
  absl::Status Count(const PayloadValue& value);
  // Makes a value of the column's type one of its sent type; a missing one stays missing.
  // INVALID_ARGUMENT: the result leaves 64 bits.
  absl::Status Apply(const Serial& serial, PayloadValue& value) const;

  // After counting: codes that became `into`, and rows of them. 0 without such a transform.
  int64_t grouped_code_count() const;
  int64_t grouped_row_count() const;

 private:
  struct State;
  explicit ColumnTransform(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_COLUMN_TRANSFORM_H_
