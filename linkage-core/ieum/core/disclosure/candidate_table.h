// A release candidate: the linked, pseudonymised table that is reviewed before researchers get it.
// It knows nothing of where the rows came from.
#ifndef IEUM_CORE_DISCLOSURE_CANDIDATE_TABLE_H_
#define IEUM_CORE_DISCLOSURE_CANDIDATE_TABLE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/string_map.h"

namespace ieum::core {

// What an attacker may know of a column, or wants to know.
enum class ColumnRole {
  kQuasiIdentifier,  // may be known to somebody outside: birth year, sex, district
  kSensitive,        // what nobody may learn of a person: diagnosis, income
  kOther,            // neither
};

// How its values compare.
enum class ColumnKind { kCategory, kNumber, kDate };

// What the applicant declared of a column, and why the purpose needs it.
struct ColumnDeclaration {
  std::string name;
  ColumnRole role = ColumnRole::kOther;
  ColumnKind kind = ColumnKind::kCategory;
  std::string purpose;
  bool is_declared = true;  // false: the file has it, nobody declared it
};

// A column as a dictionary and codes. Code 0 is a missing value, also where none is missing. The
// other codes follow the order of the values: by number, by day, otherwise by bytes.
struct CandidateColumn {
  ColumnDeclaration declared;
  std::vector<std::string> labels;  // [code_count]; labels[0] is empty
  std::vector<double> numbers;      // [code_count], of kNumber the number, of kDate the day since
                                    // 1970-01-01; 0 where missing; empty for kCategory
  std::vector<uint32_t> codes;      // [row_count]

  size_t code_count() const { return labels.size(); }
};

// Plain data. All columns have row_count codes.
struct CandidateTable {
  size_t row_count = 0;
  std::vector<CandidateColumn> columns;

  // Index of a column of that name.
  std::optional<size_t> Find(std::string_view name) const;
  // Indices of the columns of a role, in their order.
  std::vector<size_t> WithRole(ColumnRole role) const;
};

// "1980-12-01" as days since 1970-01-01 (proleptic Gregorian); nothing if it is no such date.
std::optional<int64_t> DayNumber(std::string_view date);
// The reverse of DayNumber.
struct CivilDate {
  int64_t year;
  int month;
  int day;
};
CivilDate DateOfDay(int64_t day_number);

// Takes rows and makes a table of them. One thread at a time.
class CandidateTableBuilder final {
 public:
  // Also what is missing: the empty value.
  explicit CandidateTableBuilder(std::vector<ColumnDeclaration> columns);

  // values: [column_count], UTF-8. INVALID_ARGUMENT names row and column, never the value: a value
  // of a kNumber column that is no finite decimal number, of a kDate column that is no YYYY-MM-DD.
  // RESOURCE_EXHAUSTED: more than 2^32 - 2 rows or distinct values.
  absl::Status AddRow(std::span<const std::string_view> values);

  // Codes do not depend on the order of rows. Call once.
  CandidateTable Build() &&;

 private:
  std::vector<CandidateColumn> columns_;
  std::vector<StringHashMap<uint32_t>> dictionaries_;
  size_t row_count_ = 0;
};

// The same column over other labels: new_code[code] is the place of each code in `labels`, which
// may merge codes. Order and numbers are those given; numbers may be empty.
CandidateColumn Recoded(const CandidateColumn& column, std::span<const uint32_t> new_code,
                        std::vector<std::string> labels, std::vector<double> numbers);

// The rows for which keep[row] is true, with the same dictionaries.
CandidateTable KeepRows(const CandidateTable& table, const std::vector<bool>& keep);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_CANDIDATE_TABLE_H_
