// The parts of a payload schema below its columns. For this module's sources.
#ifndef IEUM_CORE_PAYLOAD_SCHEMA_READER_H_
#define IEUM_CORE_PAYLOAD_SCHEMA_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/member_reader.h"
#include "ieum/core/payload/payload_value.h"
#include "ieum/core/payload/transform_spec.h"
#include "ieum/core/payload/value_type.h"

namespace ieum::core {

// A string of `least` to `most` bytes without control characters.
template <typename Json>
absl::StatusOr<std::string> ReadPlainText(const MemberReader<Json>& reader, const char* member,
                                          size_t least, size_t most) {
  IEUM_ASSIGN_OR_RETURN(std::string text, reader.Text(member));
  bool plain = text.size() >= least && text.size() <= most;
  for (const char c : text) plain = plain && static_cast<uint8_t>(c) >= 0x20 && c != 0x7F;
  if (plain) return text;
  return InvalidArgument("'%s' is not a text of %d to %d bytes without control characters",
                         reader.Name(member), least, most);
}

// A number in the form of the column's values: an integer, the text of a decimal, the text of a
// date.
template <typename Json>
absl::StatusOr<int64_t> ReadBound(const MemberReader<Json>& reader, const char* member,
                                  const ValueType& type) {
  IEUM_RETURN_IF_ERROR(reader.Require(member));
  const Json& value = reader[member];
  if (type.kind == ValueKind::kInteger) {
    if (value.is_number_integer()) return value.template get<int64_t>();
    return InvalidArgument("'%s' is not an integer", reader.Name(member));
  }
  IEUM_ASSIGN_OR_RETURN(const std::string text, reader.Text(member));
  absl::StatusOr<int64_t> number =
      type.kind == ValueKind::kDate ? ParseDay(text) : ParseDecimal(text, type.places);
  if (number.ok()) return number;
  return InvalidArgument("'%s' %s", reader.Name(member), Message(number.status()));
}

// The transforms[] of a column whose values have `type`, which becomes that behind the last one.
template <typename Json>
absl::StatusOr<std::vector<TransformSpec>> ReadTransforms(const MemberReader<Json>& column,
                                                          ValueType& type);

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_SCHEMA_READER_H_
