// A manifest to begin with, for people to fill in.
#ifndef IEUM_CORE_MANIFEST_DRAFT_H_
#define IEUM_CORE_MANIFEST_DRAFT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/manifest/manifest.h"

namespace ieum::core {

// Every field of a manifest, with what most projects want. What is left empty here is empty in the
// draft, and ReadManifest refuses it by name until somebody has written it.
struct ManifestDraft {
  std::string project = {};
  std::string title = {};
  std::vector<ManifestParty> parties = {};
  std::string profile_json = {};
  std::string purpose = {};
  std::string legal_basis = {};
  std::string cross_border_basis = {};  // empty: left out
  Route route = Route::kPipa;
  Delivery delivery = Delivery::kJoiner;
  // Empty: one, inner. Who gets the joined rows is for every one: all researchers among the
  // parties.
  std::vector<ManifestJoin> joins = {};
  std::optional<ManifestExtraction> extraction = {};
  bool time_series = false;
  int64_t minimum_file_rows = 1000;
  int64_t minimum_matched_rows = 100;
  int pre_check_questions = 3;
  int retention_days = 30;
  std::string end_date = {};
  int review_quorum = 3;
  int threshold_basis_points = 0;  // 0: the profile's
  bool test = false;
  bool field_level_approved = false;
};

// Indented JSON; the profile stands in it whole, with its digest. INVALID_ARGUMENT: the profile is
// none.
absl::StatusOr<std::string> DraftText(const ManifestDraft& draft);

// The manifest of a mock linkage of `production`: the same parties, profile, joins and rules, with
// the fewest rows cut down as the sample is. Errors as ReadManifest.
absl::StatusOr<std::string> MockDraftText(const Manifest& production, const ProjectId& project,
                                          const ManifestMock& mock);

}  // namespace ieum::core

#endif  // IEUM_CORE_MANIFEST_DRAFT_H_
