#include "ieum/core/bits/bit_matrix.h"

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
    matrix.heap_.reset(static_cast<uint64_t*>(std::aligned_alloc(kAlignment, size_bytes)));
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
  const auto row_bytes = static_cast<size_t>(layout_.row_bytes());
  if (rows.size() % row_bytes != 0) {
    return InvalidArgument("%d bytes of encodings are not whole rows of %d bytes", rows.size(),
                           row_bytes);
  }
  const auto count = static_cast<int64_t>(rows.size() / row_bytes);
  if (count > row_capacity_ - row_count_) {
    return ResourceExhausted("%d rows do not fit into a matrix with room for %d", count,
                             row_capacity_ - row_count_);
  }
  const size_t stride_bytes = static_cast<size_t>(stride_words_) * sizeof(uint64_t);
  for (int64_t i = 0; i < count; ++i) {
    uint64_t* words = words_ + row_count_ * stride_words_;
    std::memset(words, 0, stride_bytes);
    std::memcpy(words, rows.data() + static_cast<size_t>(i) * row_bytes, row_bytes);
    for (int s = 0; s < layout_.segment_count(); ++s) {
      int popcount = 0;
      for (int w = layout_.word_offset(s); w < layout_.word_offset(s + 1); ++w) {
        popcount += std::popcount(words[w]);
      }
      popcounts_.push_back(static_cast<uint16_t>(popcount));
    }
    ++row_count_;
  }
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
