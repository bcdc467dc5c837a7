// What a release says of itself before its rows: which release for whom, under which manifest, what
// each column means (the data dictionary) and where the rows come from. One JSON document in
// canonical form. Pure: no I/O. FORMAT: docs/formats/release-file.md.
#ifndef IEUM_CORE_RELEASE_RELEASE_DESCRIPTION_H_
#define IEUM_CORE_RELEASE_RELEASE_DESCRIPTION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/core/payload/payload_schema.h"
#include "ieum/core/release/release_key.h"

namespace ieum::core {

// A holder whose rows were joined.
struct ReleasedHolder {
  InstitutionId institution;
  Sha256Digest payload_digest;  // of the payload file that the values come from
  // The holder's schema with the released columns only and without the names they have in its own
  // file; nothing if none of its columns is released.
  std::optional<PayloadSchema> schema;
};

// How the rows came to be.
struct ReleaseProvenance {
  std::string software;         // "ieum 0.9.0"
  Sha256Digest profile_digest;  // of the encoding profile
  uint64_t run_number = 0;      // of the match, from 1
  std::string rule;             // of the match and its threshold, for people
  std::string date;             // YYYY-MM-DD, of the release
};

// One column of a row.
struct ReleasedColumn {
  std::string name;  // "hospital-a.age": no two columns have the same
  size_t holder;     // index
  size_t index;      // in the holder's schema
  bool nullable;  // the schema allows it, or the join takes persons whom the holder does not have
};

// Immutable, share freely.
struct ReleaseDescription {
  static constexpr int64_t kMaxBytes = int64_t{16} << 20;
  static constexpr size_t kMaxHolders = 31;
  static constexpr size_t kMaxBands = 16;

  ReleaseName name;
  ReleaseKeyLife key_life = ReleaseKeyLife::kOneRelease;
  Sha256Digest manifest_digest;
  ManifestJoin join;                    // without those who receive
  std::vector<ReleasedHolder> holders;  // in the order of the manifest
  std::vector<std::string> bands;       // of the match's confidence, best first; empty: not told
  ReleaseProvenance provenance;
  // Made from the rest.
  std::vector<ReleasedColumn> columns;  // holder by holder, in the order of their schemas
  std::string canonical_json;
  Sha256Digest digest;  // SHA-256 of canonical_json

  const PayloadColumn& column(size_t index) const {
    const ReleasedColumn& of = columns[index];
    return holders[of.holder].schema->columns[of.index];
  }
  // Whether a row may be of a person whom the holder does not have.
  bool MayLack(size_t holder) const;

  // INVALID_ARGUMENT names the member that is missing, unknown or breaks its rule.
  static absl::StatusOr<ReleaseDescription> FromJson(std::string_view json);
};

// What a joiner says of a release that it makes.
struct ReleaseDraft {
  ReleaseName name;
  ReleaseKeyLife key_life = ReleaseKeyLife::kOneRelease;
  Sha256Digest manifest_digest;
  ManifestJoin join;
  std::vector<ReleasedHolder> holders;
  std::vector<std::string> bands = {};
  ReleaseProvenance provenance;
};
// INVALID_ARGUMENT as FromJson.
absl::StatusOr<ReleaseDescription> DescribeRelease(const ReleaseDraft& draft);

// A schema with some of its columns only, in its own order, without their names in the holder's
// file; nothing of no columns. INVALID_ARGUMENT: it has no column of a name.
absl::StatusOr<std::optional<PayloadSchema>> WithColumns(const PayloadSchema& schema,
                                                         std::span<const std::string> names);

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_RELEASE_DESCRIPTION_H_
