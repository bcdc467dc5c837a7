// How full the Bloom filters of a file's records get, before any hardening.
#ifndef IEUM_CLIENT_CHECK_FILL_METER_H_
#define IEUM_CLIENT_CHECK_FILL_METER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/encode/record_encoder.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/random.h"

namespace ieum::client {

struct SegmentFill {
  static constexpr size_t kBins = 50;

  std::string name;
  int filter_bits = 0;
  double mean = 0;                    // share of bits set
  std::array<int64_t, kBins> bins{};  // rows by fill, each bin 2 % wide
  // The preset's window for the expected fill, in thousandths; 0, 0 if it has none.
  int least_thousandths = 0;
  int most_thousandths = 0;
  int64_t empty_rows = 0;    // no bit set: every field is missing
  double outside_share = 0;  // of rows with a bit set: those outside the window
};

// Encodes with a random secret that is thrown away: how full filters get does not depend on it.
// Nothing encoded leaves the object. One thread at a time.
class FillMeter final {
 public:
  // Errors as RecordEncoder::Create.
  static absl::StatusOr<std::unique_ptr<FillMeter>> Create(const EncodingProfile& profile,
                                                           core::Random& random);

  // values: [field_count]. INVALID_ARGUMENT: encoding refuses the row.
  absl::Status Add(std::span<const std::string_view> values);
  std::vector<SegmentFill> Fills() const;  // [segment_count]

 private:
  explicit FillMeter(EncodingProfile profile) : profile_(std::move(profile)) {}

  EncodingProfile profile_;         // without hardening
  std::vector<SegmentFill> empty_;  // [segment_count], names, sizes and windows
  std::unique_ptr<RecordEncoder> encoder_;
  std::vector<uint64_t> row_;
  int64_t row_count_ = 0;
  std::vector<std::vector<int64_t>> rows_by_popcount_;  // [segment_count, filter_bits + 1]
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_FILL_METER_H_
