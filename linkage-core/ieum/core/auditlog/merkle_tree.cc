#include "ieum/core/auditlog/merkle_tree.h"

#include <algorithm>
#include <array>
#include <bit>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr std::byte kLeafPrefix{0x00};
constexpr std::byte kNodePrefix{0x01};

// The largest power of two below n. REQUIRES: n > 1.
uint64_t SplitOf(uint64_t n) { return std::bit_floor(n - 1); }

absl::Status NotShown(const char* what) {
  return DataLoss("the proof does not show that %s; the log, or the proof, is not to be trusted",
                  what);
}

}  // namespace

Sha256Digest MerkleLeafHash(ByteView entry) {
  Sha256Stream stream;
  stream.Update({&kLeafPrefix, 1});
  stream.Update(entry);
  return stream.Finish();
}

Sha256Digest MerkleNodeHash(const Sha256Digest& left, const Sha256Digest& right) {
  std::array<std::byte, 1 + 2 * sizeof(Sha256Digest)> input;
  input[0] = kNodePrefix;
  std::copy(left.begin(), left.end(), input.begin() + 1);
  std::copy(right.begin(), right.end(), input.begin() + 1 + left.size());
  return Sha256(input);
}

Sha256Digest EmptyMerkleRoot() { return Sha256({}); }

void MerkleFrontier::Append(const Sha256Digest& leaf_hash, const MerkleNodeVisitor& visit) {
  if (visit) visit(0, size_, leaf_hash);
  Sha256Digest hash = leaf_hash;
  const int merges = std::countr_one(size_);
  for (int height = 1; height <= merges; ++height) {
    hash = MerkleNodeHash(peaks_.back(), hash);
    peaks_.pop_back();
    if (visit && height % kMerkleTileHeight == 0) {
      visit(height / kMerkleTileHeight, size_ >> height, hash);
    }
  }
  peaks_.push_back(hash);
  ++size_;
}

Sha256Digest MerkleFrontier::Root() const {
  if (peaks_.empty()) return EmptyMerkleRoot();
  Sha256Digest root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) root = MerkleNodeHash(peaks_[i - 1], root);
  return root;
}

absl::StatusOr<Sha256Digest> MerkleRangeRoot(const MerkleNodeReader& read, uint64_t begin,
                                             uint64_t end) {
  IEUM_CHECK(begin < end);
  const uint64_t size = end - begin;
  if (std::has_single_bit(size)) {
    const int height = std::countr_zero(size);
    if (height % kMerkleTileHeight == 0) return read(height / kMerkleTileHeight, begin >> height);
  }
  const uint64_t middle = begin + SplitOf(size);
  IEUM_ASSIGN_OR_RETURN(const Sha256Digest left, MerkleRangeRoot(read, begin, middle));
  IEUM_ASSIGN_OR_RETURN(const Sha256Digest right, MerkleRangeRoot(read, middle, end));
  return MerkleNodeHash(left, right);
}

absl::StatusOr<Sha256Digest> MerkleRoot(const MerkleNodeReader& read, uint64_t size) {
  if (size == 0) return EmptyMerkleRoot();
  return MerkleRangeRoot(read, 0, size);
}

absl::StatusOr<MerkleProof> MakeInclusionProof(const MerkleNodeReader& read, uint64_t index,
                                               uint64_t size) {
  if (index >= size) {
    return InvalidArgument("the log of %d entries has no entry number %d; they count from 0", size,
                           index);
  }
  MerkleProof proof;
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {
    const uint64_t middle = begin + SplitOf(end - begin);
    const bool left = index < middle;
    IEUM_ASSIGN_OR_RETURN(const Sha256Digest other, left ? MerkleRangeRoot(read, middle, end)
                                                         : MerkleRangeRoot(read, begin, middle));
    proof.push_back(other);
    (left ? end : begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<MerkleProof> MakeConsistencyProof(const MerkleNodeReader& read, uint64_t old_size,
                                                 uint64_t size) {
  if (old_size > size) {
    return InvalidArgument("the log has %d entries; it cannot continue one of %d", size, old_size);
  }
  MerkleProof proof;
  if (old_size == 0 || old_size == size) return proof;
  uint64_t begin = 0;
  uint64_t end = size;
  // The old tree reaches from `begin` to old_size; what is left of `begin` is in the proof.
  while (end != old_size) {
    const uint64_t middle = begin + SplitOf(end - begin);
    const bool left = old_size <= middle;
    IEUM_ASSIGN_OR_RETURN(const Sha256Digest other, left ? MerkleRangeRoot(read, middle, end)
                                                         : MerkleRangeRoot(read, begin, middle));
    proof.push_back(other);
    (left ? end : begin) = middle;
  }
  if (begin != 0) {
    IEUM_ASSIGN_OR_RETURN(const Sha256Digest rest, MerkleRangeRoot(read, begin, end));
    proof.push_back(rest);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::Status VerifyInclusion(const Sha256Digest& leaf_hash, uint64_t index, uint64_t size,
                             const MerkleProof& proof, const Sha256Digest& root) {
  const absl::Status not_shown = NotShown("the entry is in the log");
  if (index >= size) return not_shown;
  uint64_t node = index;
  uint64_t last = size - 1;
  Sha256Digest hash = leaf_hash;
  for (const Sha256Digest& other : proof) {
    if (last == 0) return not_shown;
    if ((node & 1) != 0 || node == last) {
      hash = MerkleNodeHash(other, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = MerkleNodeHash(hash, other);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root ? absl::OkStatus() : not_shown;
}

absl::Status VerifyConsistency(uint64_t old_size, const Sha256Digest& old_root, uint64_t size,
                               const Sha256Digest& root, const MerkleProof& proof) {
  const absl::Status not_shown = NotShown("the log continues the older one");
  if (old_size > size) return not_shown;
  if (old_size == size) return proof.empty() && old_root == root ? absl::OkStatus() : not_shown;
  if (old_size == 0) {
    return proof.empty() && old_root == EmptyMerkleRoot() ? absl::OkStatus() : not_shown;
  }
  uint64_t node = old_size - 1;
  uint64_t last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // A complete old tree is a node of the new one: its root is the first hash and not in the proof.
  size_t next = 0;
  Sha256Digest old_hash = old_root;
  if (!std::has_single_bit(old_size)) {
    if (proof.empty()) return not_shown;
    old_hash = proof[next++];
  }
  Sha256Digest hash = old_hash;
  for (; next < proof.size(); ++next) {
    const Sha256Digest& other = proof[next];
    if (last == 0) return not_shown;
    if ((node & 1) != 0 || node == last) {
      old_hash = MerkleNodeHash(other, old_hash);
      hash = MerkleNodeHash(other, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = MerkleNodeHash(hash, other);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root ? absl::OkStatus() : not_shown;
}

}  // namespace ieum::core
