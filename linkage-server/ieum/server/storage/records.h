// What the store keeps, as plain values.
#ifndef IEUM_SERVER_STORAGE_RECORDS_H_
#define IEUM_SERVER_STORAGE_RECORDS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/server/storage/states.h"

namespace ieum::server {

// What the parties agree on, as their manifest says it.
struct ProjectTerms {
  core::ProjectId id;
  std::vector<core::InstitutionId> holders;  // 2 to 31, in the order of reports and tie-breaking
  core::ProfileHeader profile;
  int threshold_basis_points;  // 1 to 10'000
  bool test;                   // a profile of preset plain is allowed
  bool field_level_approved;   // a profile of preset field is allowed
  bool joint_keys_to_holders;
  core::Sha256Digest manifest_digest{};  // the manifest's name; every message carries it
  std::string manifest = {};             // with its signatures, as it was given
  int64_t minimum_file_rows = 1;         // of each holder when the project is sealed
  int64_t maximum_file_rows = 0;         // of each holder, of a mock linkage; 0: as the server says
  int64_t minimum_matched_rows = 0;
  int pre_check_questions = 3;
  int retention_days = 0;     // after release
  std::string end_date = {};  // YYYY-MM-DD, at the latest; empty: none is known
};

struct ProjectRecord {
  ProjectTerms terms;
  uint32_t number;  // the store's name for the project, never used twice
  ProjectState state;
  absl::Time created;
  uint32_t result_run;  // run whose results count; 0: none yet
  uint32_t round = 1;   // of submissions; grows when the project is reopened
  // Of a project in state kStopped: the state it was in, and resumes. Else kStopped.
  ProjectState stopped_in = ProjectState::kStopped;
};

// What one holder brings in one round. A holder is known by its index in ProjectTerms::holders.
struct SubmissionRecord {
  core::SubmissionId id;
  SubmissionState state;
  uint32_t next_sequence;  // chunks stored
  uint64_t row_count;
  uint32_t round = 1;  // part of its key
};

// What a holder has brought in some rounds together.
struct RoundRows {
  uint32_t chunk_count = 0;
  uint64_t row_count = 0;
};

// What is known of a stored chunk without reading it.
struct ChunkRecord {
  core::Sha256Digest digest;  // of the chunk's bytes
  uint32_t row_count;
};

enum class RunStage : uint8_t { kLoad = 1, kCompare = 2, kSolve = 3, kStore = 4 };

// What one stage of a run took. A RunStage may have several.
struct RunStageLine {
  RunStage stage;
  std::string name;        // a word or two, for people
  int64_t work_count = 0;  // rows or pairs looked at
  absl::Duration elapsed = absl::ZeroDuration();
  int64_t byte_count = 0;  // held for later stages, or written; 0: next to nothing
  bool resumed = false;    // found by an earlier process, and not found again
};

struct HolderRunCounts {
  int64_t row_count;
  int64_t linked_row_count;  // rows that share their entity with another holder's row
};

// What decides that two rows are one person.
enum class Scoring : uint8_t {
  kProfile = 1,  // weights and threshold of the profile
  kModel = 2,    // the model, fitted to the encodings without labels
};

// What an operator may wish of a run that is scored by model. Shares are in millionths.
struct ModelWishes {
  std::optional<int32_t> match_weight = std::nullopt;  // threshold, in millinats; nothing: found
  uint32_t precision = 0;         // estimated, to choose the threshold by instead; 0: not asked for
  bool exhaustive = false;        // compare all pairs
  uint32_t min_completeness = 0;  // look for candidates until it is certain; 0: not asked for
  bool optimal = false;           // take pairs by assignment, not greedily
  friend bool operator==(const ModelWishes&, const ModelWishes&) = default;
};

// What an operator asks of a run.
struct RunRequest {
  Scoring scoring = Scoring::kModel;
  int threshold_basis_points = 0;  // kProfile; 0: the project's
  uint32_t duplicate_holders = 0;  // kModel; bit h: holder h may have several rows of one person
  // kModel: fit anew and compare all rows, also where an earlier round left a model and an index.
  bool from_scratch = false;
  ModelWishes wishes = {};   // kModel; any of them means from scratch
  int64_t memory_bytes = 0;  // to get along with; 0: the server's own limit, if it has one
};

// What the model found. Shares are in millionths.
struct ModelFigures {
  int32_t match_weight = 0;  // threshold, in millinats
  uint32_t estimated_precision = 0;
  uint32_t estimated_recall = 0;  // of detectable matches
  int64_t expected_match_count = 0;
  int64_t candidate_count = 0;
  uint32_t completeness = 0;  // of the candidates, and what it is at least with 95 % confidence
  uint32_t completeness_bound = 0;
  bool exhaustive = false;                // every pair was compared
  std::vector<int64_t> duplicate_counts;  // [holder_count] rows that look like a second row
};

// Figures of a run that has succeeded.
struct RunReport {
  std::vector<HolderRunCounts> holders;  // [holder_count]
  int64_t entity_count = 0;
  int64_t linked_entity_count = 0;
  int64_t compared_pair_count = 0;
  int64_t accepted_pair_count = 0;
  int64_t limited_row_count = 0;
  std::vector<RunStageLine> stages;
  std::string kernel;
  int thread_count = 0;
  std::optional<ModelFigures> model;  // of scoring by model
  // Of a run that compared only what was new: the run whose model it took, and the new rows. Else
  // 0.
  uint32_t fitted_run = 0;
  int64_t new_row_count = 0;
};

// Names a run: its project's number and its own, from 1.
struct RunKey {
  uint32_t project_number;
  uint32_t run_number;
  friend auto operator<=>(const RunKey&, const RunKey&) = default;
};

struct RunRecord {
  RunKey key;
  RunState state;
  int threshold_basis_points;  // 0 with scoring by model
  absl::Time created;
  std::string error;                // of a failed run
  std::optional<RunReport> report;  // of a run that has succeeded
  Scoring scoring = Scoring::kModel;
  uint32_t duplicate_holders = 0;  // as in RunRequest
  uint32_t round = 1;              // the run is over the rows of this round and those before it
  bool from_scratch = false;       // as in RunRequest
  ModelWishes wishes = {};
  int64_t memory_bytes = 0;  // 0: as much as it takes
};

// The match report of a run that fitted a model, as it is given out. FORMAT:
// docs/formats/match-report.md.
struct MatchDocuments {
  std::string text;
  std::string json;
  std::string english_page;
  std::string korean_page;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_RECORDS_H_
