// A schema that is read is in canonical form once, and says the same when read from that form.
#include "ieum/core/payload/payload_schema.h"

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"

using ieum::core::PayloadColumn;
using ieum::core::PayloadSchema;
using ieum::core::ValueKind;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const absl::StatusOr<PayloadSchema> schema = PayloadSchema::FromJson(text);
  if (!schema.ok()) {
    IEUM_CHECK(!schema.status().message().empty());
    return 0;
  }
  const absl::StatusOr<PayloadSchema> again = PayloadSchema::FromJson(schema->canonical_json);
  IEUM_CHECK(again.ok() && again->canonical_json == schema->canonical_json);
  IEUM_CHECK(again->digest == schema->digest);
  IEUM_CHECK(!schema->columns.empty() && again->columns.size() == schema->columns.size());
  for (size_t c = 0; c < schema->columns.size(); ++c) {
    const PayloadColumn& column = schema->columns[c];
    IEUM_CHECK(column.name == again->columns[c].name);
    IEUM_CHECK(column.type.kind != ValueKind::kToken);
    IEUM_CHECK(column.sent_type.kind == again->columns[c].sent_type.kind);
    IEUM_CHECK(column.sent_type.codes.size() == again->columns[c].sent_type.codes.size());
    IEUM_CHECK(column.sent_type.codes.size() == column.sent_type.code_index.size());
    IEUM_CHECK(!column.purpose.empty());
  }
  return 0;
}
