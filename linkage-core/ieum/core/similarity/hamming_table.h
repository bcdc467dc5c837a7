// Similarity of two hardened segments from their Hamming distance.
#ifndef IEUM_CORE_SIMILARITY_HAMMING_TABLE_H_
#define IEUM_CORE_SIMILARITY_HAMMING_TABLE_H_

#include <cstdint>
#include <vector>

namespace ieum::core {

inline constexpr int kMaxXorCount = 16;

// [bit_count + 1]: at h the similarity of two segments of `bit_count` bits that differ in h of
// them, in basis points rounded down,
//   (max(0, 1 - 2h / bit_count)) ^ (1 / xor_count).
// A bit of a diffused segment is the XOR of xor_count bits of the filter. If a fraction d of the
// filter's bits differs, the XORs differ with probability (1 - (1 - 2d)^xor_count) / 2 (the
// piling-up lemma), so this estimates 1 - 2d as it was before diffusion. With xor_count 1 it is 1 -
// 2d itself. Descends from 10'000 at 0 to 0 at bit_count / 2 and beyond. Exact: big integers decide
// every value. REQUIRES: 1 <= bit_count <= 8192, 1 <= xor_count <= kMaxXorCount.
std::vector<int32_t> HammingTable(int bit_count, int xor_count);

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_HAMMING_TABLE_H_
