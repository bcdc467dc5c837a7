// Reads what of a manifest names parties for a purpose, first of all joins. Of the folder's own
// use.
#ifndef IEUM_CORE_MANIFEST_JOIN_READER_H_
#define IEUM_CORE_MANIFEST_JOIN_READER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/core/manifest/object_reader.h"

namespace ieum::core {

// A list of institutions, each one of `known` and none twice; `role` is what they are in messages.
// Errors as ReadManifest.
absl::StatusOr<std::vector<InstitutionId>> ReadInstitutions(ObjectReader& object, const char* field,
                                                            const std::vector<InstitutionId>& known,
                                                            const char* role);
// Errors as ReadManifest.
absl::StatusOr<ManifestJoin> ReadJoin(ObjectReader& object,
                                      const std::vector<InstitutionId>& holders,
                                      const std::vector<InstitutionId>& researchers);

}  // namespace ieum::core

#endif  // IEUM_CORE_MANIFEST_JOIN_READER_H_
