// The in-house linker: the files of several datasets in, an entity for every row out, in one
// process without a server. The encodings never leave memory, unless memory is limited: then for a
// file that nobody else can open.
#ifndef IEUM_CLIENT_LOCAL_LOCAL_LINKER_H_
#define IEUM_CLIENT_LOCAL_LOCAL_LINKER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/client/batch/string_arena.h"
#include "ieum/client/input/record_reader.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/jointkey/joint_key.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/model_matching.h"

namespace ieum::client {

// What decides that two rows are one person.
enum class LinkScoring {
  kModel,    // the model, fitted to the encodings without labels
  kProfile,  // weights and threshold of the profile
};

struct LocalLinkOptions {
  // One for each dataset, 2 to 31. Without skip_invalid the first bad row ends the linkage.
  std::vector<RecordReaderOptions> inputs;
  std::vector<std::string> labels;  // [input_count], names of the datasets, all different
  LinkScoring scoring = LinkScoring::kModel;
  int threshold_basis_points = 0;               // kProfile; 0: the profile's
  std::optional<int32_t> match_weight;          // kModel, millinats; nothing: found
  std::optional<double> precision;              // kModel, 0 to 1: instead of a match weight
  std::optional<core::FixedModel> model;        // kModel: used as it is; nothing: fitted
  bool exhaustive = false;                      // kModel: compare all pairs
  core::Solver solver = core::Solver::kGreedy;  // kModel
  std::optional<double> min_completeness;       // kModel: look for candidates until it is certain
  std::vector<bool> holds_duplicates;           // kModel: [input_count], or none
  int thread_count = 1;
  // Memory to get along with, in bytes: encodings leave it for an unnamed file in `spill_folder`
  // when there is more, and fewer candidates are looked at. 0: as much as it takes.
  int64_t memory_bytes = 0;
  std::string spill_folder = ".";
};

struct LocalLinkProgress {
  std::string_view stage;  // "encode a", "compare", "solve"
  std::string_view unit;   // "rows", "pairs"
  int64_t done;
  int64_t total;  // may be a little too high for rows (lines of the file); 0: not known
};

struct LocalDataset {
  std::string label;
  StringArena row_ids;  // [row_count], in the order of the file
  StringArena truths;   // [row_count], empty texts without truth column
  InputReport report;
  InputDescription input;
  absl::Duration encoding_time;
};

struct LocalLinkage {
  std::vector<LocalDataset> datasets;
  core::MatchingOutcome matching;           // entities[dataset][row]
  std::optional<core::ModelOutcome> model;  // with LinkScoring::kModel
};

// Encodings are made for the project "in-house". The outcome does not depend on thread_count.
// progress: from one thread at a time; may be empty.
// INVALID_ARGUMENT: number or labels of datasets, threshold, a file or a row. RESOURCE_EXHAUSTED:
// not enough memory. CANCELLED: `stop` was requested. Other errors as RecordReader::Open.
absl::StatusOr<LocalLinkage> LinkLocally(
    const EncodingProfile& profile, const HolderSecret& secret, const LocalLinkOptions& options,
    const std::function<void(const LocalLinkProgress&)>& progress, std::stop_token stop);

// Finds the rows of one dataset that are one person (core's RunDeduplication). As LinkLocally with
// one input, scored by the model, which is fitted; scoring, threshold_basis_points, model and
// holds_duplicates are not looked at. matching.entities[0][row]; matching.linked_entity_count:
// persons of two or more rows.
absl::StatusOr<LocalLinkage> DeduplicateLocally(
    const EncodingProfile& profile, const HolderSecret& secret, const LocalLinkOptions& options,
    const std::function<void(const LocalLinkProgress&)>& progress, std::stop_token stop);

// The joint key of each entity: [entity_count]. In-house keys repeat from run to run:
//   joint secret = HKDF-SHA-256(holder secret, salt "in-house", info "ieum/v1/in-house joint
//   secret")
//   entity id    = first 16 bytes of SHA-256("ieum in-house entity" ‖ label ‖ 0 ‖ row id)
// with label and row id of the entity's first row, by dataset, then row.
absl::StatusOr<std::vector<core::JointKey>> InHouseJointKeys(const LocalLinkage& linkage,
                                                             const HolderSecret& secret);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_LOCAL_LOCAL_LINKER_H_
