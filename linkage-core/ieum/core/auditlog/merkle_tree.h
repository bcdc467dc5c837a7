// Merkle trees over a list that only grows (RFC 6962 section 2.1, RFC 9162 section 2.1): roots,
// proofs that an entry is in the list, and proofs that a list is the beginning of a longer one.
#ifndef IEUM_CORE_AUDITLOG_MERKLE_TREE_H_
#define IEUM_CORE_AUDITLOG_MERKLE_TREE_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"

namespace ieum::core {

// Nodes are kept at heights 0, 8, 16 … above the leaves: 256 of them make a tile.
inline constexpr int kMerkleTileHeight = 8;
inline constexpr uint64_t kMerkleTileWidth = uint64_t{1} << kMerkleTileHeight;

// SHA-256 of 0x00 and the entry.
Sha256Digest MerkleLeafHash(ByteView entry);
// SHA-256 of 0x01, left and right.
Sha256Digest MerkleNodeHash(const Sha256Digest& left, const Sha256Digest& right);
// Root of the empty tree: SHA-256 of nothing.
Sha256Digest EmptyMerkleRoot();

// A node that will not change any more: MTH of leaves [index * 256^level, (index + 1) * 256^level).
using MerkleNodeVisitor = std::function<void(int level, uint64_t index, const Sha256Digest& hash)>;

// The right edge of a growing tree: all that is needed to append and to know the root. Copyable;
// one thread at a time.
class MerkleFrontier final {
 public:
  // `visit` is told the leaf, then the nodes at heights that are multiples of 8 it completes.
  void Append(const Sha256Digest& leaf_hash, const MerkleNodeVisitor& visit = {});
  uint64_t size() const { return size_; }
  Sha256Digest Root() const;

 private:
  uint64_t size_ = 0;
  std::vector<Sha256Digest> peaks_;  // of complete subtrees, largest (leftmost) first
};

// Finds nodes that a visitor was told. Its errors are passed on.
using MerkleNodeReader = std::function<absl::StatusOr<Sha256Digest>(int level, uint64_t index)>;

// MTH of leaves [begin, end). REQUIRES: begin < end; begin is a multiple of the least power of two
// that is not below end - begin.
absl::StatusOr<Sha256Digest> MerkleRangeRoot(const MerkleNodeReader& read, uint64_t begin,
                                             uint64_t end);
// Root of the first `size` leaves.
absl::StatusOr<Sha256Digest> MerkleRoot(const MerkleNodeReader& read, uint64_t size);

using MerkleProof = std::vector<Sha256Digest>;

// PATH(index, D[size]). INVALID_ARGUMENT unless index < size.
absl::StatusOr<MerkleProof> MakeInclusionProof(const MerkleNodeReader& read, uint64_t index,
                                               uint64_t size);
// PROOF(old_size, D[size]); empty if old_size is 0 or size. INVALID_ARGUMENT if old_size > size.
absl::StatusOr<MerkleProof> MakeConsistencyProof(const MerkleNodeReader& read, uint64_t old_size,
                                                 uint64_t size);

// OK if the leaf is number `index` of the `size` leaves with this root; DATA_LOSS if the proof does
// not show it. RFC 9162 section 2.1.3.2.
absl::Status VerifyInclusion(const Sha256Digest& leaf_hash, uint64_t index, uint64_t size,
                             const MerkleProof& proof, const Sha256Digest& root);
// OK if the tree of `old_size` leaves is the beginning of that of `size`; DATA_LOSS if the proof
// does not show it. RFC 9162 section 2.1.4.2.
absl::Status VerifyConsistency(uint64_t old_size, const Sha256Digest& old_root, uint64_t size,
                               const Sha256Digest& root, const MerkleProof& proof);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_MERKLE_TREE_H_
