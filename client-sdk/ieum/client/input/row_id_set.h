// Row ids seen so far, as 128-bit fingerprints: at most about 40 bytes a row, whatever their
// length.
#ifndef IEUM_CLIENT_INPUT_ROW_ID_SET_H_
#define IEUM_CLIENT_INPUT_ROW_ID_SET_H_

#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_set.h"

namespace ieum::client {

// One thread at a time. Two different ids are taken for one with a probability of about n² / 2^129
// for n rows: below 10^-24 for ten million.
class RowIdSet final {
 public:
  RowIdSet();
  // False if the id was inserted before.
  bool Insert(std::string_view row_id);

 private:
  struct Fingerprint {
    uint64_t high;
    uint64_t low;
    friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
  };
  struct LowHalf {
    size_t operator()(const Fingerprint& f) const { return static_cast<size_t>(f.low); }
  };

  uint64_t high_key_;
  uint64_t low_key_;
  absl::flat_hash_set<Fingerprint, LowHalf> seen_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_ROW_ID_SET_H_
