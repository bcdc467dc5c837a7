#include "ieum/core/bundle/bundle_content.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/bundle/segment_cipher.h"

namespace ieum::core {

namespace {

constexpr uint64_t kSealedBytes = kBundleSegmentBytes + Gcm::kTagBytes;

}  // namespace

struct BundleContent::State {
  const VerifiedCover& cover;
  BundleParts& parts;
  SegmentCipher cipher;
  uint64_t next = 0;              // segment for Next
  std::optional<uint64_t> now{};  // segment in `opened`
  Bytes sealed{};
  Bytes opened{};

  ~State() { Cleanse(opened); }

  uint64_t content_bytes() const { return cover.cover().content_bytes; }
  uint64_t segment_count() const {
    return std::max<uint64_t>(1, (content_bytes() + kBundleSegmentBytes - 1) / kBundleSegmentBytes);
  }
  absl::Status OpenSegment(uint64_t number);
};

BundleContent::BundleContent(std::unique_ptr<State> state) : state_(std::move(state)) {}
BundleContent::~BundleContent() = default;

absl::StatusOr<std::unique_ptr<BundleContent>> BundleContent::Open(const VerifiedCover& cover,
                                                                   BundleParts& parts,
                                                                   const KeyAgreement& key) {
  const BundleHeader& header = cover.header();
  if (DigestOfKey(key.public_key()) != header.recipient_key) {
    return PermissionDenied(
        "the bundle is for another key, that of '%s'; open it with the key of the certificate it "
        "was made for, or ask its sender to make it for yours",
        header.recipient);
  }
  IEUM_ASSIGN_OR_RETURN(const SecretBytes shared, key.Agree(header.ephemeral_key));
  return std::unique_ptr<BundleContent>(new BundleContent(std::unique_ptr<State>(new State{
      .cover = cover,
      .parts = parts,
      .cipher =
          SegmentCipher(BundleContentKey(shared, cover.header_digest()), cover.header_digest())})));
}

absl::Status BundleContent::State::OpenSegment(uint64_t number) {
  if (now == number) return absl::OkStatus();
  now.reset();
  // Parts hold whole segments (ParseBundleCover), so counting finds the place.
  uint32_t part = 1;
  uint64_t before = 0;
  for (const BundlePart& candidate : cover.cover().parts) {
    const uint64_t bytes = candidate.size_bytes - kBundlePartHeaderBytes;
    const uint64_t count = (bytes + kSealedBytes - 1) / kSealedBytes;
    if (number < before + count) break;
    before += count;
    ++part;
  }
  const uint64_t start = number * kBundleSegmentBytes;
  opened.resize(std::min<uint64_t>(content_bytes() - start, kBundleSegmentBytes));
  sealed.resize(opened.size() + Gcm::kTagBytes);
  const uint64_t offset = kBundlePartHeaderBytes + (number - before) * kSealedBytes;
  IEUM_RETURN_IF_ERROR(parts.Read(part, offset, sealed));
  if (!cipher.Open(number, number + 1 == segment_count(), sealed, opened)) {
    return DataLoss(
        "%s does not open, although its signature fits; ask its sender to make the bundle again",
        parts.NameOf(part));
  }
  now = number;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<ByteView>> BundleContent::Next() {
  State& state = *state_;
  if (state.next == state.segment_count()) return std::optional<ByteView>();
  IEUM_RETURN_IF_ERROR(state.OpenSegment(state.next));
  ++state.next;
  if (state.opened.empty()) return std::optional<ByteView>();
  return std::optional<ByteView>(state.opened);
}

uint64_t BundleContent::size_bytes() const { return state_->content_bytes(); }

absl::Status BundleContent::ReadAt(uint64_t offset, std::span<std::byte> out) {
  State& state = *state_;
  if (offset > state.content_bytes() || out.size() > state.content_bytes() - offset) {
    return DataLoss("the content of the bundle ends too early; ask its sender to make it again");
  }
  while (!out.empty()) {
    IEUM_RETURN_IF_ERROR(state.OpenSegment(offset / kBundleSegmentBytes));
    const ByteView there = ByteView(state.opened).subspan(offset % kBundleSegmentBytes);
    const size_t take = std::min(out.size(), there.size());
    std::copy_n(there.begin(), take, out.begin());
    out = out.subspan(take);
    offset += take;
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
