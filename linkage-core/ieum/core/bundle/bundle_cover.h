// The cover of a bundle, NAME.bundle: what is in it, from whom, for whom, which parts it has, and
// the sender's signature over that. FORMAT: docs/formats/bundle.md, byte-exact. All integers
// little-endian:
//
//   header     "IEUMBDL1" · u16 kind · text project · 32 digest of the project manifest, or zeros ·
//              16 bundle id · i64 created, seconds since 1970 · text sender · text recipient ·
//              32 SHA-256 of the recipient's key · 65 ephemeral key · u32 length · sender's chain
//   table      u64 content bytes · u32 part count · for each part: u64 bytes · 32 SHA-256
//   signature  u16 length · signature over "ieum bundle 1", header and table
//
// A text is a byte with its length, 1 to 255, and so many bytes.
#ifndef IEUM_CORE_BUNDLE_BUNDLE_COVER_H_
#define IEUM_CORE_BUNDLE_BUNDLE_COVER_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/bundle/bundle_kind.h"
#include "ieum/core/pki/key_agreement.h"

namespace ieum::core {

using BundleId = std::array<std::byte, 16>;

// Plaintext bytes of every segment but the last, which may have fewer.
inline constexpr size_t kBundleSegmentBytes = 65'536;
// Before the segments of each part: "IEUMBPT1" · 16 bundle id · u32 part number from 1.
inline constexpr size_t kBundlePartHeaderBytes = 8 + 16 + 4;
inline constexpr uint32_t kMaxBundleParts = 999;
inline constexpr uint64_t kMaxBundlePartBytes = uint64_t{1} << 40;
// Larger files are refused unread.
inline constexpr int64_t kMaxBundleCoverBytes = int64_t{1} << 17;

struct BundleHeader {
  BundleKind kind;
  ProjectId project;
  Sha256Digest project_digest;  // of its manifest; zeros: none
  BundleId id;
  absl::Time created;     // whole seconds
  std::string sender;     // ieum://<institution>/<role>/<name>
  std::string recipient;  // likewise
  Sha256Digest recipient_key;
  EcPublicKey ephemeral_key;
  std::string sender_chain;  // PEM
};

struct BundlePart {
  uint64_t size_bytes;
  Sha256Digest digest;
};

struct BundleCover {
  BundleHeader header;
  uint64_t content_bytes;
  std::vector<BundlePart> parts;
  Bytes signature;
};

Bytes SerializeBundleHeader(const BundleHeader& header);
// What the signature is over.
Bytes SignedBundleBytes(const BundleCover& cover);
Bytes SerializeBundleCover(const BundleCover& cover);
// Says nothing of the signature. INVALID_ARGUMENT: not a cover, one of another version, or sizes
// that no bundle has.
absl::StatusOr<BundleCover> ParseBundleCover(ByteView file);

Bytes BundlePartHeader(const BundleId& id, uint32_t number);

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_BUNDLE_COVER_H_
