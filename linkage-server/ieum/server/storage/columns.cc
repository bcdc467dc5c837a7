#include "ieum/server/storage/columns.h"

#include <array>

namespace ieum::server {
namespace {

enum class Owner : uint8_t { kBoth, kMatcher, kJoiner };

struct ColumnFacts {
  std::string_view name;
  Owner owner;
  bool of_projects;  // values of projects, sealed
};

// FORMAT: names are stored; in the order of Column.
constexpr std::array<ColumnFacts, kColumnCount> kColumns = {{
    {"default", Owner::kBoth, false},
    {"projects", Owner::kBoth, true},
    {"secrets", Owner::kBoth, true},
    {"imports", Owner::kBoth, true},
    {"audit_entries", Owner::kBoth, false},
    {"audit_nodes", Owner::kBoth, false},
    {"audit_checkpoints", Owner::kBoth, false},
    {"submissions", Owner::kMatcher, true},
    {"chunk_records", Owner::kMatcher, true},
    {"chunks", Owner::kMatcher, true},
    {"runs", Owner::kMatcher, true},
    {"results", Owner::kMatcher, true},
    {"checkpoints", Owner::kMatcher, true},
    {"links", Owner::kMatcher, true},
    {"index_heads", Owner::kMatcher, true},
    {"index", Owner::kMatcher, true},
    {"match_reports", Owner::kMatcher, true},
    {"prechecks", Owner::kMatcher, true},
    {"relay", Owner::kMatcher, true},
    {"agreement_tags", Owner::kMatcher, true},
    {"deliveries", Owner::kJoiner, true},
    {"linkage_maps", Owner::kJoiner, true},
    {"payloads", Owner::kJoiner, true},
    {"candidates", Owner::kJoiner, true},
    {"removed_serials", Owner::kJoiner, true},
}};

const ColumnFacts& FactsOf(Column column) { return kColumns[static_cast<size_t>(column)]; }

}  // namespace

std::string_view ColumnName(Column column) { return FactsOf(column).name; }

std::vector<Column> ColumnsOf(StoreRole role) {
  const Owner owner = role == StoreRole::kMatcher ? Owner::kMatcher : Owner::kJoiner;
  std::vector<Column> columns;
  for (size_t i = 0; i < kColumns.size(); ++i) {
    if (kColumns[i].owner == Owner::kBoth || kColumns[i].owner == owner)
      columns.push_back(static_cast<Column>(i));
  }
  return columns;
}

std::vector<Column> ProjectColumns(StoreRole role) {
  std::vector<Column> columns = ColumnsOf(role);
  std::erase_if(columns, [](Column column) { return !FactsOf(column).of_projects; });
  return columns;
}

}  // namespace ieum::server
