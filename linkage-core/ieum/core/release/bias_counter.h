// Counts how many rows of each group came into a release: the bias table of its account.
#ifndef IEUM_CORE_RELEASE_BIAS_COUNTER_H_
#define IEUM_CORE_RELEASE_BIAS_COUNTER_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/payload/payload_value.h"
#include "ieum/core/release/release_account.h"
#include "ieum/core/release/release_description.h"

namespace ieum::core {

// One thread at a time.
class BiasCounter final {
 public:
  // Groups are the codes of these columns ("hospital-a.sex"). INVALID_ARGUMENT: a column that the
  // release does not have, or that is no category. Borrows the description.
  static absl::StatusOr<BiasCounter> Create(const ReleaseDescription& description,
                                            std::span<const std::string> columns);

  bool empty() const { return columns_.empty(); }
  // A row of the holder's payload, and one of them that is not in the release; values: its released
  // columns.
  void AddRow(size_t holder, std::span<const PayloadValue> values) { Add(holder, values, false); }
  void AddLeftOut(size_t holder, std::span<const PayloadValue> values) {
    Add(holder, values, true);
  }

  // Column by column in the order given; groups in the order of the list, then those without a
  // value. Groups of which fewer than `minimum_rows`, but some, are in the release or not in it are
  // counted as one, with the smallest others until that one is large enough too; a column where
  // nothing else remains is left out. Groups without any row are left out.
  std::vector<BiasRow> Table(uint64_t minimum_rows) const;

 private:
  struct Counts {
    uint64_t row_count = 0;
    uint64_t left_out_count = 0;
  };
  struct Column {
    size_t column;  // index in the description
    size_t holder;
    size_t index;                // among the holder's released columns
    std::vector<Counts> counts;  // [codes + 1], the last of rows without a value
  };
  BiasCounter() = default;
  void Add(size_t holder, std::span<const PayloadValue> values, bool left_out);

  std::vector<Column> columns_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_BIAS_COUNTER_H_
