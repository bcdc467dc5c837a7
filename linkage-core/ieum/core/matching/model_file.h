// Fitted models kept from one run to the next. FORMAT: docs/formats/linkage-model.md.
#ifndef IEUM_CORE_MATCHING_MODEL_FILE_H_
#define IEUM_CORE_MATCHING_MODEL_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

// Largest model file accepted, in bytes.
inline constexpr int64_t kMaxModelBytes = int64_t{1} << 20;

// Nothing in it is of one row: shares among the matches and among strangers.
struct SavedModel {
  std::string profile_name;
  Sha256Digest profile_digest{};
  int64_t row_count = 0;  // of all parties of the run that fitted it
  std::vector<std::string> segment_names;
  std::vector<SegmentEncoding> encodings;  // [segment_count]
  FixedModel model;
};

// What a run found, for its profile. REQUIRES: outcome.segments fit the profile.
SavedModel ModelToSave(const ProfileHeader& profile, const ModelOutcome& outcome);

std::string WriteModel(const SavedModel& model);

// Strict: every member there, none unknown or repeated, every number in its range.
// INVALID_ARGUMENT names the member that breaks its rule.
absl::StatusOr<SavedModel> ParseModel(std::string_view json);

// FAILED_PRECONDITION if the model was fitted to encodings of another profile.
absl::Status CheckModelFits(const SavedModel& model, const ProfileHeader& profile);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MODEL_FILE_H_
