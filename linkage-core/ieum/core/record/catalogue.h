// A catalogue record of a project and of the schemas of its payloads, for data portals: DCAT 3
// (W3C) as JSON-LD. Never of data, and of no row: what it says is in the manifest and the schemas.
#ifndef IEUM_CORE_RECORD_CATALOGUE_H_
#define IEUM_CORE_RECORD_CATALOGUE_H_

#include <span>
#include <string>

#include "ieum/core/manifest/manifest.h"
#include "ieum/core/record/processing_record.h"

namespace ieum::core {

// publisher: the name of who publishes the record. The same inputs make the same bytes.
std::string CatalogueRecord(const Manifest& manifest, std::span<const HolderSchema> schemas,
                            const std::string& publisher);

}  // namespace ieum::core

#endif  // IEUM_CORE_RECORD_CATALOGUE_H_
