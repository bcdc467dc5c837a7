// Kernels count the bits two encodings share, segment by segment. kernel_portable.cc is the
// specification; every other kernel equals it on every input (tests/conformance).
#ifndef IEUM_CORE_SIMILARITY_KERNEL_H_
#define IEUM_CORE_SIMILARITY_KERNEL_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"

namespace ieum::core {

// Rows [begin, end) of a matrix.
struct RowRange {
  int64_t begin;
  int64_t end;
  int64_t size() const { return end - begin; }
};

// Immutable, share freely.
class SimilarityKernel {
 public:
  virtual ~SimilarityKernel() = default;
  virtual std::string_view name() const = 0;
  virtual bool SupportedByThisCpu() const = 0;
  // common: [range.size(), segment_count],
  // common[i, s] = popcount(query.segment(s) & rows.row(range.begin + i).segment(s)), in bits.
  // query: [rows.stride_words()] with zero padding, 64-byte aligned (a row of a matrix of this
  // layout).
  virtual void CommonBits(std::span<const uint64_t> query, const BitMatrix& rows, RowRange range,
                          std::span<int32_t> common) const = 0;
};

// All kernels of this build, fastest first; the last is "portable", which every processor supports.
std::span<const SimilarityKernel* const> CompiledKernels();
// The first of CompiledKernels() that this processor supports.
const SimilarityKernel& BestKernel();
// NOT_FOUND if there is no such kernel, FAILED_PRECONDITION if this processor cannot run it.
absl::StatusOr<const SimilarityKernel*> FindKernel(std::string_view name);

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_KERNEL_H_
