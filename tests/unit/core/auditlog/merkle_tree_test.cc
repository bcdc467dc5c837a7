#include "ieum/core/auditlog/merkle_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <string>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using core::MerkleProof;
using core::Sha256Digest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint64_t kSizes = 280;

// The tree as RFC 6962 section 2.1 defines it, word by word.
Sha256Digest Mth(std::span<const Sha256Digest> leaves) {
  if (leaves.empty()) return core::Sha256({});
  if (leaves.size() == 1) return leaves[0];
  const size_t k = std::bit_floor(leaves.size() - 1);
  return core::MerkleNodeHash(Mth(leaves.first(k)), Mth(leaves.subspan(k)));
}

MerkleProof Path(size_t m, std::span<const Sha256Digest> leaves) {
  if (leaves.size() == 1) return {};
  const size_t k = std::bit_floor(leaves.size() - 1);
  MerkleProof proof = m < k ? Path(m, leaves.first(k)) : Path(m - k, leaves.subspan(k));
  proof.push_back(m < k ? Mth(leaves.subspan(k)) : Mth(leaves.first(k)));
  return proof;
}

MerkleProof SubProof(size_t m, std::span<const Sha256Digest> leaves, bool whole) {
  if (m == leaves.size()) return whole ? MerkleProof{} : MerkleProof{Mth(leaves)};
  const size_t k = std::bit_floor(leaves.size() - 1);
  MerkleProof proof =
      m <= k ? SubProof(m, leaves.first(k), whole) : SubProof(m - k, leaves.subspan(k), false);
  proof.push_back(m <= k ? Mth(leaves.subspan(k)) : Mth(leaves.first(k)));
  return proof;
}

// A growing tree with the nodes it told about.
class Tree {
 public:
  void Append(core::ByteView entry) {
    leaves_.push_back(core::MerkleLeafHash(entry));
    frontier_.Append(leaves_.back(), [this](int level, uint64_t index, const Sha256Digest& hash) {
      EXPECT_TRUE(nodes_.emplace(std::pair(level, index), hash).second);
    });
  }
  core::MerkleNodeReader Reader() const {
    return [this](int level, uint64_t index) -> absl::StatusOr<Sha256Digest> {
      const auto found = nodes_.find({level, index});
      if (found == nodes_.end()) return core::NotFound("no node %d/%d", level, index);
      return found->second;
    };
  }
  const std::vector<Sha256Digest>& leaves() const { return leaves_; }
  Sha256Digest Root() const { return frontier_.Root(); }
  size_t node_count() const { return nodes_.size(); }

 private:
  std::vector<Sha256Digest> leaves_;
  core::MerkleFrontier frontier_;
  std::map<std::pair<int, uint64_t>, Sha256Digest> nodes_;
};

Tree TreeOf(uint64_t size) {
  Tree tree;
  for (uint64_t i = 0; i < size; ++i) tree.Append(core::AsBytes(absl::StrFormat("entry %d", i)));
  return tree;
}

Sha256Digest Digest(std::string_view hex) {
  const core::Bytes bytes = core::FromHex(hex).value();
  Sha256Digest digest{};
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// Leaves and expected values of the reference implementation of RFC 6962.
constexpr std::string_view kLeaves[] = {"",
                                        "00",
                                        "10",
                                        "2021",
                                        "3031",
                                        "40414243",
                                        "5051525354555657",
                                        "606162636465666768696a6b6c6d6e6f"};
constexpr std::string_view kRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(MerkleTreeTest, HasTheRootsOfTheReferenceImplementation) {
  Tree tree;
  EXPECT_EQ(tree.Root(), Digest(kRoots[0]));
  for (size_t i = 0; i < std::size(kLeaves); ++i) {
    tree.Append(core::FromHex(kLeaves[i]).value());
    EXPECT_EQ(tree.Root(), Digest(kRoots[i + 1])) << i;
    ASSERT_OK_AND_ASSIGN(const Sha256Digest root, core::MerkleRoot(tree.Reader(), i + 1));
    EXPECT_EQ(root, tree.Root());
  }
}

TEST(MerkleTreeTest, HasTheProofsOfTheReferenceImplementation) {
  Tree tree;
  for (const std::string_view leaf : kLeaves) tree.Append(core::FromHex(leaf).value());
  EXPECT_THAT(*core::MakeInclusionProof(tree.Reader(), 0, 1), IsEmpty());
  EXPECT_THAT(
      *core::MakeInclusionProof(tree.Reader(), 0, 8),
      ElementsAre(Digest("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
                  Digest("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
                  Digest("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")));
  EXPECT_THAT(
      *core::MakeInclusionProof(tree.Reader(), 5, 8),
      ElementsAre(Digest("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
                  Digest("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
                  Digest(kRoots[4])));
  EXPECT_THAT(*core::MakeInclusionProof(tree.Reader(), 2, 3), ElementsAre(Digest(kRoots[2])));
  EXPECT_THAT(*core::MakeConsistencyProof(tree.Reader(), 1, 1), IsEmpty());
  EXPECT_EQ(*core::MakeConsistencyProof(tree.Reader(), 1, 8),
            *core::MakeInclusionProof(tree.Reader(), 0, 8));
  EXPECT_THAT(
      *core::MakeConsistencyProof(tree.Reader(), 6, 8),
      ElementsAre(Digest("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
                  Digest("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
                  Digest(kRoots[4])));
  EXPECT_THAT(
      *core::MakeConsistencyProof(tree.Reader(), 2, 5),
      ElementsAre(Digest("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
                  Digest("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")));
}

TEST(MerkleTreeTest, AgreesWithTheDefinitionForAllSizes) {
  Tree tree;
  for (uint64_t size = 0; size <= kSizes; ++size) {
    ASSERT_EQ(tree.Root(), Mth(tree.leaves())) << size;
    EXPECT_EQ(*core::MerkleRoot(tree.Reader(), size), tree.Root());
    tree.Append(core::AsBytes(absl::StrFormat("entry %d", size)));
  }
  EXPECT_EQ(tree.node_count(), kSizes + 1 + 1) << "leaves, and one node above 256 of them";
}

TEST(MerkleTreeTest, ProvesEveryEntryOfEverySize) {
  const Tree tree = TreeOf(kSizes);
  for (uint64_t size = 1; size <= kSizes; size += size < 40 ? 1 : 13) {
    const auto leaves = std::span(tree.leaves()).first(size);
    const Sha256Digest root = Mth(leaves);
    for (uint64_t index = 0; index < size; index += size < 40 ? 1 : 7) {
      ASSERT_OK_AND_ASSIGN(const MerkleProof proof,
                           core::MakeInclusionProof(tree.Reader(), index, size));
      ASSERT_EQ(proof, Path(index, leaves)) << index << " of " << size;
      ASSERT_OK(core::VerifyInclusion(leaves[index], index, size, proof, root));
      EXPECT_FALSE(core::VerifyInclusion(leaves[index], index + 1, size, proof, root).ok());
      if (size > 1) {
        EXPECT_FALSE(
            core::VerifyInclusion(leaves[(index + 1) % size], index, size, proof, root).ok());
      }
    }
  }
}

TEST(MerkleTreeTest, ProvesThatEverySizeContinuesEveryOlderOne) {
  const Tree tree = TreeOf(kSizes);
  const auto all = std::span(tree.leaves());
  for (uint64_t size = 0; size <= kSizes; size += size < 40 ? 1 : 13) {
    const Sha256Digest root = Mth(all.first(size));
    for (uint64_t old_size = 0; old_size <= size; old_size += size < 40 ? 1 : 7) {
      const Sha256Digest old_root = Mth(all.first(old_size));
      ASSERT_OK_AND_ASSIGN(const MerkleProof proof,
                           core::MakeConsistencyProof(tree.Reader(), old_size, size));
      if (old_size > 0) {
        ASSERT_EQ(proof, SubProof(old_size, all.first(size), true)) << old_size << " " << size;
      }
      ASSERT_OK(core::VerifyConsistency(old_size, old_root, size, root, proof));
      EXPECT_FALSE(core::VerifyConsistency(old_size, Digest(kRoots[3]), size, root, proof).ok());
      if (size > 0) {
        EXPECT_FALSE(
            core::VerifyConsistency(old_size, old_root, size, Digest(kRoots[3]), proof).ok() &&
            old_size != 0);
      }
    }
  }
}

TEST(MerkleTreeTest, RefusesProofsThatWereTouched) {
  const Tree tree = TreeOf(21);
  const Sha256Digest root = tree.Root();
  ASSERT_OK_AND_ASSIGN(const MerkleProof inclusion, core::MakeInclusionProof(tree.Reader(), 9, 21));
  ASSERT_OK_AND_ASSIGN(const MerkleProof consistency,
                       core::MakeConsistencyProof(tree.Reader(), 9, 21));
  const Sha256Digest old_root = Mth(std::span(tree.leaves()).first(9));
  const auto refused = [&](const MerkleProof& in, const MerkleProof& on) {
    EXPECT_THAT(core::VerifyInclusion(tree.leaves()[9], 9, 21, in, root),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("does not show")));
    EXPECT_THAT(core::VerifyConsistency(9, old_root, 21, root, on),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("does not show")));
  };
  for (size_t i = 0; i < std::min(inclusion.size(), consistency.size()); ++i) {
    MerkleProof in = inclusion;
    MerkleProof on = consistency;
    in[i][i] ^= std::byte{1};
    on[i][i] ^= std::byte{1};
    refused(in, on);
    in = inclusion;
    on = consistency;
    in.erase(in.begin() + static_cast<std::ptrdiff_t>(i));
    on.erase(on.begin() + static_cast<std::ptrdiff_t>(i));
    refused(in, on);
  }
  MerkleProof in = inclusion;
  MerkleProof on = consistency;
  in.push_back(root);
  on.push_back(root);
  refused(in, on);
  refused({}, {});
}

TEST(MerkleTreeTest, RefusesToProveWhatIsNotThere) {
  const Tree tree = TreeOf(3);
  EXPECT_THAT(core::MakeInclusionProof(tree.Reader(), 3, 3),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("count from 0")));
  EXPECT_THAT(core::MakeConsistencyProof(tree.Reader(), 4, 3),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot continue")));
  EXPECT_THAT(core::MakeInclusionProof(tree.Reader(), 1, 9),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no node")));
}

// 70'000 leaves have 273 nodes above full tiles, and one above those (C2SP tlog-tiles).
TEST(MerkleTreeTest, TellsTheNodesAboveFullTiles) {
  core::MerkleFrontier frontier;
  std::map<int, uint64_t> counts;
  const Sha256Digest leaf = core::MerkleLeafHash({});
  for (int i = 0; i < 70'000; ++i) {
    frontier.Append(leaf, [&](int level, uint64_t index, const Sha256Digest&) {
      EXPECT_EQ(index, counts[level]++);
    });
  }
  EXPECT_EQ(counts, (std::map<int, uint64_t>{{0, 70'000}, {1, 273}, {2, 1}}));
}

}  // namespace
}  // namespace ieum::testing
