// What a release says of its rows behind them: how many there were before the join and after it, as
// far as the manifest lets the researcher know. One JSON document in canonical form. Pure: no I/O.
// FORMAT: docs/formats/release-file.md.
#ifndef IEUM_CORE_RELEASE_RELEASE_ACCOUNT_H_
#define IEUM_CORE_RELEASE_RELEASE_ACCOUNT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/release/release_description.h"

namespace ieum::core {

// Of one holder.
struct ReleasedRows {
  uint64_t row_count = 0;           // of its payload
  uint64_t matched_row_count = 0;   // of persons whom another holder has too
  uint64_t released_row_count = 0;  // that stand in the release, each counted once

  friend bool operator==(const ReleasedRows&, const ReleasedRows&) = default;
};

// How many of a group's rows came into the release: groups that come less often than others are
// what a researcher must know to judge bias.
struct BiasRow {
  size_t column;  // index in the description
  size_t code;    // index in the column's list; or kMissing, kOthers
  uint64_t row_count = 0;
  uint64_t released_row_count = 0;

  static constexpr size_t kMissing = ~size_t{0};     // rows without a value
  static constexpr size_t kOthers = ~size_t{0} - 1;  // groups too small to be shown alone
  friend bool operator==(const BiasRow&, const BiasRow&) = default;
};

struct ReleaseAccount {
  std::vector<ReleasedRows> holders = {};  // [holders], or empty: not told
  std::vector<BiasRow> bias = {};          // column by column; empty: not told

  friend bool operator==(const ReleaseAccount&, const ReleaseAccount&) = default;
};

// "code" of a row: that of the list, "(missing)" or "(others)".
std::string BiasGroup(const ReleaseDescription& description, const BiasRow& row);

std::string AccountJson(const ReleaseDescription& description, const ReleaseAccount& account);
// Of a release of this description. INVALID_ARGUMENT names the member that breaks its rule.
absl::StatusOr<ReleaseAccount> ReadAccount(const ReleaseDescription& description,
                                           std::string_view json);

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_RELEASE_ACCOUNT_H_
