// The memory of bundles that were imported, so that none counts twice. FORMAT:
// docs/formats/storage.md.
#ifndef IEUM_SERVER_STORAGE_IMPORT_RECORDS_H_
#define IEUM_SERVER_STORAGE_IMPORT_RECORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_cover.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/project_store.h"

namespace ieum::server {

// FORMAT: the numbers are stored; never renumber.
enum class ImportStep : uint8_t {
  kBegun = 1,  // its submission is being stored, and was not there before
  kDone = 2,   // its content was taken in
};

struct ImportRecord {
  core::BundleId bundle;  // part of its key
  ImportStep step;
  core::BundleKind kind;
  core::Sha256Digest digest;      // VerifiedCover::digest
  core::SubmissionId submission;  // zeros unless the bundle is one
  absl::Time time;                // of the step
  std::string sender;             // ieum://<institution>/<role>/<name>
};

// The records of a project lie under its key and go with it. Thread-safe.
class ImportRecords final {
 public:
  explicit ImportRecords(const StoreContext& context) : context_(context) {}
  ImportRecords(const ImportRecords&) = delete;
  ImportRecords& operator=(const ImportRecords&) = delete;

  // DATA_LOSS: the record is damaged.
  absl::StatusOr<std::optional<ImportRecord>> Find(const ProjectRecord& project,
                                                   const core::BundleId& bundle) const;
  // By bundle id.
  absl::StatusOr<std::vector<ImportRecord>> List(const ProjectRecord& project) const;

  // To be written together with what it remembers.
  SealedBatch Remembering(const ProjectRecord& project, const ImportRecord& record) const;
  // OK means that it is on disk.
  absl::Status Remember(const ProjectRecord& project, const ImportRecord& record);
  absl::Status Forget(const ProjectRecord& project, const core::BundleId& bundle);

 private:
  const StoreContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_IMPORT_RECORDS_H_
