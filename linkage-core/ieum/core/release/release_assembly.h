// Assembles a release: linkage maps and payloads of all holders, joined as the manifest says, under
// release keys, in their order.
//
// The order is the shuffle. Release keys are HMAC-SHA-256 values of distinct joint keys under a
// secret of this release; to anybody without it they cannot be told from independent uniform
// numbers, and independent uniform numbers, sorted, put what they stand for into every order with
// the same probability. Neither the holders' order nor that of serials, joint keys or another
// release is left in it.
#ifndef IEUM_CORE_RELEASE_RELEASE_ASSEMBLY_H_
#define IEUM_CORE_RELEASE_RELEASE_ASSEMBLY_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/assembly/row_merger.h"
#include "ieum/core/assembly/sorted_run.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/release/release_file.h"
#include "ieum/core/release/release_sources.h"

namespace ieum::core {

// What one holder's rows come from; borrowed.
struct HolderSources {
  LinkageSource* linkage;
  PayloadSource* payload;
};

struct ReleaseAssemblyOptions {
  // For sorting; beside it a block of 256 KiB for each run and a chunk of each file.
  size_t memory_bytes = size_t{64} << 20;
  // The manifest's minimum_matched_rows: a smaller release is not written.
  uint64_t minimum_row_count = 0;
  // Whether the researcher may know how many rows each holder had.
  bool tell_row_counts = false;
  // Columns of the bias table ("hospital-a.sex"), none: no table.
  std::vector<std::string> bias_columns = {};
  uint64_t minimum_group_rows = 10;  // of the bias table
};

struct AssembledRelease {
  ReleaseTrailer trailer;
  AssemblyFigures figures;
};

// Writes the release to `path`, whole or not at all. `secret` is that of the project's releases.
// `storage` is empty and holds no row in the clear for longer than the call. The same sources give
// the same bytes, whatever the memory.
// INVALID_ARGUMENT: sources of another project, manifest, holder, payload or schema than the
// description names; a serial twice, or one in the payload that the map does not have (named by
// holder and row, never by value). FAILED_PRECONDITION: too few rows. CANCELLED once `stop` is
// requested. Errors of sources, storage and file.
absl::StatusOr<AssembledRelease> AssembleRelease(ReleaseDescription description,
                                                 const SecretBytes& secret,
                                                 std::span<const HolderSources> sources,
                                                 SortedRunStorage& storage,
                                                 const ReleaseAssemblyOptions& options,
                                                 const std::string& path, std::stop_token stop);
// The same to a writer that has written nothing but the description; whose it is then is no
// release unless this succeeds.
absl::StatusOr<AssembledRelease> AssembleRelease(
    ReleaseFileWriter& writer, const SecretBytes& secret, std::span<const HolderSources> sources,
    SortedRunStorage& storage, const ReleaseAssemblyOptions& options, std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_RELEASE_ASSEMBLY_H_
