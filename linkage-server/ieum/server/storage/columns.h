// Which columns a store has. Each role has its own, so that nothing of the other's can be kept.
#ifndef IEUM_SERVER_STORAGE_COLUMNS_H_
#define IEUM_SERVER_STORAGE_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ieum/server/config/store_role.h"

namespace ieum::server {

// FORMAT: docs/formats/storage.md. What each holds, and of which roles, says the table in
// columns.cc.
enum class Column : uint8_t {
  kMeta,
  kProjects,
  kSecrets,
  kImports,
  // Of the audit log, which is never sealed: docs/formats/audit-log.md.
  kAuditEntries,
  kAuditNodes,
  kAuditCheckpoints,
  // The matcher's.
  kSubmissions,
  kChunkRecords,
  kChunks,
  kRuns,
  kResults,
  kCheckpoints,
  kLinks,
  kIndexHeads,
  kIndex,
  kMatchReports,
  kPrechecks,
  kRelay,
  kAgreementTags,
  // The joiner's.
  kDeliveries,
  kLinkageMaps,
  kPayloads,
  kCandidates,
  kRemovedSerials,
};
inline constexpr size_t kColumnCount = 25;

// The name of its column family.
std::string_view ColumnName(Column column);
// All that a store of this role has; kMeta is the first.
std::vector<Column> ColumnsOf(StoreRole role);
// Those of them that hold values of projects: all but kMeta and those of the audit log.
std::vector<Column> ProjectColumns(StoreRole role);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_COLUMNS_H_
