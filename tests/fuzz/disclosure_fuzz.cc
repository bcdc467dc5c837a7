// A disclosure policy that is read is written and read again as the same; a declaration that is
// read can be used on a table.
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/disclosure_policy.h"
#include "ieum/core/disclosure/generalisation.h"
#include "ieum/core/disclosure/review_columns.h"

using ieum::core::CandidateColumn;
using ieum::core::ColumnKind;

namespace {

// A column of three rows, one of them missing, whose values are of the kind.
CandidateColumn ColumnOf(const ieum::core::ColumnDeclaration& declared) {
  CandidateColumn column{declared, {"", "2", "2000-02-29"}, {}, {0, 1, 2}};
  if (declared.kind != ColumnKind::kCategory) column.numbers = {0, -2.5, 11'016};
  return column;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const auto policy = ieum::core::ParseDisclosurePolicy(text);
  if (policy.ok()) {
    const std::string written = ieum::core::WriteDisclosurePolicy(*policy);
    const auto again = ieum::core::ParseDisclosurePolicy(written);
    IEUM_CHECK(again.ok() && ieum::core::WriteDisclosurePolicy(*again) == written);
  }
  const auto declaration = ieum::core::ParseReviewDeclaration(text);
  if (!declaration.ok()) return 0;
  for (const ieum::core::ReviewColumn& column : declaration->columns) {
    IEUM_CHECK(!column.steps.empty());
    for (const ieum::core::Generalisation& step : column.steps) {
      const CandidateColumn coarse = ieum::core::Generalise(ColumnOf(column.declared), step);
      IEUM_CHECK(coarse.codes.size() == 3);
      for (const uint32_t code : coarse.codes) IEUM_CHECK(code < coarse.code_count());
    }
  }
  return 0;
}
