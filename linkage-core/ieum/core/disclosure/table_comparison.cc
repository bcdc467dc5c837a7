#include "ieum/core/disclosure/table_comparison.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/string_map.h"

namespace ieum::core {
namespace {

constexpr size_t kMaxRows = 0xFFFF'FFFE;
constexpr double kTolerance = 1e-9;

// The codes of both columns in one dictionary, first the candidate's rows.
CandidateColumn Joined(const CandidateColumn& candidate, const CandidateColumn& other) {
  CandidateColumn joined{candidate.declared, candidate.labels, {}, candidate.codes};
  StringHashMap<uint32_t> places;
  for (uint32_t code = 1; code < candidate.code_count(); ++code) {
    places.emplace(candidate.labels[code], code);
  }
  std::vector<uint32_t> code_of(other.code_count(), 0);
  for (uint32_t code = 1; code < other.code_count(); ++code) {
    const auto [at, is_new] =
        places.emplace(other.labels[code], static_cast<uint32_t>(joined.labels.size()));
    if (is_new) joined.labels.push_back(other.labels[code]);
    code_of[code] = at->second;
  }
  joined.codes.reserve(candidate.codes.size() + other.codes.size());
  for (const uint32_t code : other.codes) joined.codes.push_back(code_of[code]);
  return joined;
}

}  // namespace

absl::StatusOr<CommonClasses> GroupTogether(const CandidateTable& candidate,
                                            const CandidateTable& other) {
  if (candidate.row_count + other.row_count > kMaxRows) {
    return InvalidArgument("the two tables have more than %d rows together", kMaxRows);
  }
  CommonClasses common;
  CandidateTable joined;
  joined.row_count = candidate.row_count + other.row_count;
  std::vector<size_t> columns;
  for (const size_t c : candidate.WithRole(ColumnRole::kQuasiIdentifier)) {
    const CandidateColumn& column = candidate.columns[c];
    const std::optional<size_t> at = other.Find(column.declared.name);
    if (!at.has_value()) continue;
    common.columns.push_back(column.declared.name);
    columns.push_back(columns.size());
    joined.columns.push_back(Joined(column, other.columns[*at]));
  }
  if (columns.empty()) {
    return InvalidArgument(
        "the other file has none of the candidate's quasi-identifiers; name its columns as the "
        "candidate names them");
  }
  EquivalenceClasses classes = GroupRows(joined, columns);
  common.candidate_rows.resize(classes.class_count());
  common.other_rows.resize(classes.class_count());
  for (size_t row = 0; row < joined.row_count; ++row) {
    ++(row < candidate.row_count ? common.candidate_rows
                                 : common.other_rows)[classes.class_of[row]];
  }
  classes.class_of.resize(candidate.row_count);
  common.class_of = std::move(classes.class_of);
  return common;
}

Differencing MeasureDifferencing(const CommonClasses& classes, uint32_t threshold) {
  Differencing found;
  for (size_t c = 0; c < classes.candidate_rows.size(); ++c) {
    const uint32_t now = classes.candidate_rows[c];
    const uint32_t before = classes.other_rows[c];
    if (now == before) {
      ++found.classes_equal;
    } else if (now > before && now - before < threshold) {
      ++found.classes_grown;
      found.rows_appeared += now - before;
    } else if (now < before && before - now < threshold) {
      ++found.classes_shrunk;
      found.rows_vanished += before - now;
    }
  }
  return found;
}

LinkBack RehearseLinkBack(const CommonClasses& classes) {
  LinkBack found;
  for (size_t c = 0; c < classes.candidate_rows.size(); ++c) {
    const uint32_t rows = classes.candidate_rows[c];
    const uint32_t fitting = classes.other_rows[c];
    if (rows == 0) continue;
    if (fitting == 0) {
      found.rows_on_none += rows;
      continue;
    }
    // More rows of the release than of the file cannot all be persons of the file.
    found.expected_hits +=
        static_cast<double>(std::min(rows, fitting)) / static_cast<double>(std::max(rows, fitting));
    if (fitting == 1) {
      found.rows_on_one += rows;
      if (rows == 1) ++found.one_to_one;
    }
  }
  return found;
}

MembershipRisk MeasureMembership(const CommonClasses& classes, double most) {
  MembershipRisk risk;
  double sum = 0;
  for (size_t c = 0; c < classes.other_rows.size(); ++c) {
    const double holder = classes.other_rows[c];
    if (holder == 0) continue;
    const double delta = std::min(1.0, classes.candidate_rows[c] / holder);
    risk.holder_rows += classes.other_rows[c];
    risk.greatest = std::max(risk.greatest, delta);
    sum += delta * holder;
    if (delta > most + kTolerance) risk.rows_above += classes.other_rows[c];
    if (delta >= 1) risk.rows_certain += classes.other_rows[c];
  }
  if (risk.holder_rows > 0) risk.mean = sum / static_cast<double>(risk.holder_rows);
  return risk;
}

std::vector<double> PopulationSizes(const CommonClasses& classes,
                                    const EquivalenceClasses& candidate_classes) {
  std::vector<double> sizes(candidate_classes.class_count());
  for (size_t row = 0; row < candidate_classes.class_of.size(); ++row) {
    sizes[candidate_classes.class_of[row]] = classes.other_rows[classes.class_of[row]];
  }
  return sizes;
}

}  // namespace ieum::core
