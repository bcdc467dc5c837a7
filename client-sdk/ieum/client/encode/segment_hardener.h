// What is done with the Bloom filter of one segment before it leaves the holder. FORMAT:
// docs/formats/encoding.md §6, byte-exact. SOURCE of diffusion: Armknecht, Heng, Schnell,
// "Strengthening Privacy-Preserving Record Linkage using Diffusion", PoPETs 2023.
#ifndef IEUM_CLIENT_ENCODE_SEGMENT_HARDENER_H_
#define IEUM_CLIENT_ENCODE_SEGMENT_HARDENER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/base/hmac.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::client {

// A filter without a set bit stays all zero in every method: that is how a missing segment is
// known. One thread at a time. Holds secret positions and keys, and cleanses them.
class SegmentHardener final {
 public:
  // key: this segment's, read by kDiffusion and kFlip only.
  // REQUIRES: hardening.filter_bits and segment_bits fit the method, as a read profile promises.
  SegmentHardener(const core::SegmentHardening& hardening, int segment_bits, core::ByteView key);
  ~SegmentHardener();
  SegmentHardener(SegmentHardener&&) noexcept = default;
  SegmentHardener& operator=(SegmentHardener&&) = delete;

  // Hardens the filters of neighbouring rows. Row by row or many at once: the bits are the same.
  // filters: [n, filter_words()]; the caller's memory goes on to the end of the last whole block of
  // kLaneRecords, whatever it holds there. segments: the words of row r begin at
  // segments + r * stride; overwritten.
  void Harden(const uint64_t* filters, size_t row_count, uint64_t* segments, size_t stride);

  size_t filter_words() const { return filter_words_; }
  // Is the filter the segment itself? Then nobody needs to call Harden.
  bool is_identity() const { return hardening_.method == core::HardeningMethod::kNone; }

 private:
  void Diffuse(const uint64_t* filters, size_t row_count, uint64_t* segments, size_t stride);
  void DiffuseRow(std::span<const uint64_t> filter, std::span<uint64_t> segment) const;
  void Flip(std::span<const uint64_t> filter, std::span<uint64_t> segment);

  core::SegmentHardening hardening_;
  size_t filter_words_;
  size_t segment_words_;
  core::HmacSha256 hmac_;
  std::vector<uint16_t> positions_;  // kDiffusion: [segment_bits, xor_count]
  std::vector<uint64_t> scratch_;    // kDiffusion: bit slices of kLaneRecords filters
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_SEGMENT_HARDENER_H_
