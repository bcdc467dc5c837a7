// The values of one column as they stand in a chunk, of a payload or of a release. FORMAT:
// docs/formats/payload-file.md, byte-exact:
//
//   if nullable, ⌈n/8⌉ bytes in which bit i says that row i is missing; then the values:
//   integer, decimal  8 n      signed                 text    2 n lengths, then the bytes
//   date              4 n      signed, in its unit    token   k n
//   category          w n      w = 1, 2 or 4          object  32 n digests, 8 n sizes, n media
//   types
#ifndef IEUM_CORE_PAYLOAD_COLUMN_CODEC_H_
#define IEUM_CORE_PAYLOAD_COLUMN_CODEC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/payload/payload_value.h"
#include "ieum/core/payload/value_type.h"

namespace ieum::core {

// Takes bytes from the front. A piece that is not there makes the cursor fail, and pieces empty.
// One thread at a time.
class ByteCursor final {
 public:
  explicit ByteCursor(ByteView bytes) : bytes_(bytes) {}
  ByteView Take(size_t size) {
    if (size > bytes_.size()) {
      failed_ = true;
      return {};
    }
    const ByteView piece = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return piece;
  }
  bool failed() const { return failed_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  ByteView bytes_;
  bool failed_ = false;
};

// Collects the values of one column of a chunk. Borrows the type. One thread at a time.
class ColumnBuilder final {
 public:
  ColumnBuilder(const ValueType& type, bool nullable) : type_(&type), nullable_(nullable) {}

  // Bytes that the value takes in a chunk, without the bit that says whether it is missing.
  size_t ValueBytes(const PayloadValue& value) const;
  // REQUIRES: missing in a nullable column only, or CheckValue holds.
  void Append(const PayloadValue& value);
  // Appends the column to a chunk.
  void AppendTo(Bytes& chunk) const;
  void Clear();

 private:
  const ValueType* type_;
  bool nullable_;
  size_t count_ = 0;
  Bytes missing_;  // nullable: bit i of the bytes, row i
  Bytes first_;    // values; lengths of texts; digests of objects
  Bytes second_;   // bytes of texts; sizes of objects
  Bytes third_;    // media types of objects
};

// What a reader must know of a column of a chunk; `name` stands in messages.
struct ColumnForm {
  const ValueType& type;
  bool nullable;
  const std::string& name;
};

// The next column of a chunk of n rows, every value checked. INVALID_ARGUMENT: the chunk is too
// short, or a value breaks a rule, named by row and column, never shown.
absl::Status ReadColumn(const ColumnForm& column, size_t n, ByteCursor& cursor,
                        std::vector<PayloadValue>& values);

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_COLUMN_CODEC_H_
