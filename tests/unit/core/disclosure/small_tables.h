// Tables of a few rows for tests of the disclosure review.
#ifndef IEUM_TESTS_UNIT_CORE_DISCLOSURE_SMALL_TABLES_H_
#define IEUM_TESTS_UNIT_CORE_DISCLOSURE_SMALL_TABLES_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ieum/core/disclosure/candidate_table.h"

namespace ieum::core {

inline ColumnDeclaration Quasi(std::string name, ColumnKind kind = ColumnKind::kCategory) {
  return {std::move(name), ColumnRole::kQuasiIdentifier, kind, "test", true};
}
inline ColumnDeclaration Sensitive(std::string name, ColumnKind kind = ColumnKind::kCategory) {
  return {std::move(name), ColumnRole::kSensitive, kind, "test", true};
}

inline CandidateTable TableOf(std::vector<ColumnDeclaration> columns,
                              const std::vector<std::vector<std::string_view>>& rows) {
  CandidateTableBuilder builder(std::move(columns));
  for (const auto& row : rows) EXPECT_TRUE(builder.AddRow(row).ok());
  return std::move(builder).Build();
}

}  // namespace ieum::core

#endif  // IEUM_TESTS_UNIT_CORE_DISCLOSURE_SMALL_TABLES_H_
