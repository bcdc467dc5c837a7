#include "ieum/core/bits/bit_matrix.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kAlignment = 64;
constexpr int kWordsPerLine = 8;
constexpr size_t kHugePageBytes = size_t{2} << 20;

// Null if there is none.
uint64_t* AllocateWords(size_t size_bytes) {
  const bool huge = size_bytes >= kHugePageBytes;
  const size_t alignment = huge ? kHugePageBytes : kAlignment;
  void* const words =
      std::aligned_alloc(alignment, (size_bytes + alignment - 1) / alignment * alignment);
  // A wish: a system without them gives small ones.
  if (huge && words != nullptr) (void)::madvise(words, size_bytes, MADV_HUGEPAGE);
  return static_cast<uint64_t*>(words);
}

// [count, segment_count] from rows of the matrix. Inlined into one function for each instruction
// set.
__attribute__((always_inline)) inline void CountBits(const EncodingLayout& layout,
                                                     const uint64_t* words, int stride_words,
                                                     int64_t count, uint16_t* popcounts) {
  for (int64_t i = 0; i < count; ++i, words += stride_words) {
    for (int s = 0; s < layout.segment_count(); ++s) {
      int popcount = 0;
      for (int w = layout.word_offset(s); w < layout.word_offset(s + 1); ++w) {
        popcount += std::popcount(words[w]);
      }
      *popcounts++ = static_cast<uint16_t>(popcount);
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("popcnt"))) void CountBitsPopcnt(const EncodingLayout& layout,
                                                       const uint64_t* words, int stride_words,
                                                       int64_t count, uint16_t* popcounts) {
  CountBits(layout, words, stride_words, count, popcounts);
}
bool HasPopcnt() {
  static const bool kHas = __builtin_cpu_supports("popcnt") != 0;
  return kHas;
}
#endif

void CountBitsOfRows(const EncodingLayout& layout, const uint64_t* words, int stride_words,
                     int64_t count, uint16_t* popcounts) {
#if defined(__x86_64__)
  if (HasPopcnt()) return CountBitsPopcnt(layout, words, stride_words, count, popcounts);
#endif
  CountBits(layout, words, stride_words, count, popcounts);
}

}  // namespace

void BitMatrix::AlignedDelete::operator()(uint64_t* words) const { std::free(words); }

BitMatrix::BitMatrix(EncodingLayout layout, int64_t row_capacity)
    : layout_(std::move(layout)),
      stride_words_((layout_.row_words() + kWordsPerLine - 1) / kWordsPerLine * kWordsPerLine),
      row_capacity_(row_capacity) {}

absl::StatusOr<BitMatrix> BitMatrix::Create(EncodingLayout layout, int64_t row_capacity,
                                            MemoryLimit* limit) {
  if (row_capacity < 0 || row_capacity > INT32_MAX) {
    return InvalidArgument("a matrix of %d rows was asked for; want 0 to %d", row_capacity,
                           INT32_MAX);
  }
  BitMatrix matrix(std::move(layout), row_capacity);
  const size_t size_bytes = static_cast<size_t>(row_capacity) *
                            static_cast<size_t>(matrix.stride_words_) * sizeof(uint64_t);
  if (size_bytes > 0 && limit != nullptr) {
    IEUM_ASSIGN_OR_RETURN(matrix.spilled_, limit->Allocate(size_bytes));
    matrix.words_ = static_cast<uint64_t*>(matrix.spilled_->data());
  } else if (size_bytes > 0) {
    matrix.heap_.reset(AllocateWords(size_bytes));
    matrix.words_ = matrix.heap_.get();
    if (matrix.words_ == nullptr) {
      return ResourceExhausted(
          "no memory for %d encodings (%d MiB); free memory or link fewer rows", row_capacity,
          size_bytes >> 20);
    }
  }
  matrix.popcounts_.reserve(static_cast<size_t>(row_capacity) *
                            static_cast<size_t>(matrix.layout_.segment_count()));
  return matrix;
}

absl::Status BitMatrix::AppendRows(ByteView rows) {
  const int64_t first_row = row_count_;
  IEUM_RETURN_IF_ERROR(CheckIsWholeRows(rows));
  IEUM_RETURN_IF_ERROR(AddRows(static_cast<int64_t>(rows.size()) / layout_.row_bytes()));
  return SetRows(first_row, rows);
}

absl::Status BitMatrix::CheckIsWholeRows(ByteView rows) const {
  if (rows.size() % static_cast<size_t>(layout_.row_bytes()) == 0) return absl::OkStatus();
  return InvalidArgument("%d bytes of encodings are not whole rows of %d bytes", rows.size(),
                         layout_.row_bytes());
}

absl::Status BitMatrix::AddRows(int64_t count) {
  if (count > row_capacity_ - row_count_) {
    return ResourceExhausted("%d rows do not fit into a matrix with room for %d", count,
                             row_capacity_ - row_count_);
  }
  row_count_ += count;
  popcounts_.resize(static_cast<size_t>(row_count_) * static_cast<size_t>(layout_.segment_count()));
  return absl::OkStatus();
}

absl::Status BitMatrix::SetRows(int64_t first_row, ByteView rows) {
  IEUM_RETURN_IF_ERROR(CheckIsWholeRows(rows));
  const auto row_bytes = static_cast<size_t>(layout_.row_bytes());
  const auto count = static_cast<int64_t>(rows.size() / row_bytes);
  if (first_row < 0 || count > row_count_ - first_row) {
    return InvalidArgument("rows %d to %d are not all among the %d of the matrix", first_row,
                           first_row + count - 1, row_count_);
  }
  uint64_t* const words = words_ + first_row * stride_words_;
  const size_t padding_bytes = static_cast<size_t>(stride_words_) * sizeof(uint64_t) - row_bytes;
  for (int64_t i = 0; i < count; ++i) {
    auto* const row = reinterpret_cast<std::byte*>(words + i * stride_words_);
    std::memcpy(row, rows.data() + static_cast<size_t>(i) * row_bytes, row_bytes);
    std::memset(row + row_bytes, 0, padding_bytes);
  }
  CountBitsOfRows(layout_, words, stride_words_, count,
                  popcounts_.data() + first_row * layout_.segment_count());
  return absl::OkStatus();
}

void BitMatrix::Gather(const BitMatrix& from, std::span<const uint32_t> numbers,
                       std::span<const uint32_t> ahead) {
  // Rows asked for before they are copied: a row far away costs what memory takes to answer, and
  // the memory answers several at once.
  constexpr size_t kDistance = 8;
  const size_t stride_bytes = static_cast<size_t>(stride_words_) * sizeof(uint64_t);
  const auto segment_count = static_cast<size_t>(layout_.segment_count());
  popcounts_.resize(numbers.size() * segment_count);
  row_count_ = static_cast<int64_t>(numbers.size());
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (i + kDistance < numbers.size()) {
      from.Prefetch(numbers[i + kDistance]);
    } else if (i + kDistance - numbers.size() < ahead.size()) {
      from.Prefetch(ahead[i + kDistance - numbers.size()]);
    }
    std::memcpy(words_ + static_cast<int64_t>(i) * stride_words_, from.row(numbers[i]).data(),
                stride_bytes);
    const std::span<const uint16_t> popcounts = from.popcounts(numbers[i]);
    std::copy(popcounts.begin(), popcounts.end(),
              popcounts_.begin() + static_cast<std::ptrdiff_t>(i * segment_count));
  }
}

void BitMatrix::Prefetch(int64_t i) const {
  const uint64_t* words = words_ + i * stride_words_;
  for (int w = 0; w < stride_words_; w += kWordsPerLine) __builtin_prefetch(words + w);
  __builtin_prefetch(popcounts_.data() + i * layout_.segment_count());
}

int64_t BitMatrix::memory_bytes() const {
  return row_capacity_ * stride_words_ * static_cast<int64_t>(sizeof(uint64_t)) +
         static_cast<int64_t>(popcounts_.capacity() * sizeof(uint16_t));
}

}  // namespace ieum::core
