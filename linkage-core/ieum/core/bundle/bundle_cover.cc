#include "ieum/core/bundle/bundle_cover.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ieum/core/base/aead.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/bundle.md. Never renumber.
constexpr std::string_view kMagic = "IEUMBDL1";
constexpr std::string_view kPartMagic = "IEUMBPT1";
constexpr std::string_view kSignedWords = "ieum bundle 1";
constexpr size_t kMaxTextBytes = 255;
constexpr uint32_t kMaxChainBytes = 65'536;
constexpr size_t kMaxSignatureBytes = 1024;
// Years 1970 to 9999, so that every date can be shown.
constexpr int64_t kLastSecond = 253'402'300'799;

void Append(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

void AppendText(Bytes& out, std::string_view text) {
  IEUM_CHECK(!text.empty() && text.size() <= kMaxTextBytes);
  AppendLittleEndian(out, static_cast<uint8_t>(text.size()));
  Append(out, AsBytes(text));
}

// Takes fields from the front; once one is missing, all that follow are empty and good() is false.
class FieldReader {
 public:
  explicit FieldReader(ByteView bytes) : left_(bytes) {}

  ByteView Take(size_t size) {
    if (!good_ || size > left_.size()) {
      good_ = false;
      return {};
    }
    const ByteView taken = left_.first(size);
    left_ = left_.subspan(size);
    return taken;
  }
  template <typename Integer>
  Integer Number() {
    const ByteView bytes = Take(sizeof(Integer));
    return good_ ? LoadLittleEndian<Integer>(bytes) : Integer{0};
  }
  template <size_t size>
  std::array<std::byte, size> Array() {
    std::array<std::byte, size> array{};
    const ByteView bytes = Take(size);
    std::copy(bytes.begin(), bytes.end(), array.begin());
    return array;
  }
  std::string Text() {
    const std::string text(AsText(Take(Number<uint8_t>())));
    if (text.empty()) good_ = false;
    return text;
  }
  bool good() const { return good_; }
  bool at_end() const { return good_ && left_.empty(); }

 private:
  ByteView left_;
  bool good_ = true;
};

absl::Status NotACover() {
  return InvalidArgument(
      "not the cover of a bundle; give the file NAME.bundle, and ask its sender for it again if it "
      "is that");
}

absl::StatusOr<BundleHeader> ReadHeader(FieldReader& reader) {
  const std::string_view magic = AsText(reader.Take(kMagic.size()));
  if (magic != kMagic) {
    if (magic.starts_with("IEUMBDL")) {
      return InvalidArgument("a bundle of another version of the format; use the newest program");
    }
    return NotACover();
  }
  const auto kind_number = reader.Number<uint16_t>();
  const std::string project_text = reader.Text();
  if (!reader.good()) return NotACover();
  IEUM_ASSIGN_OR_RETURN(const BundleKind kind, BundleKindOf(kind_number));
  IEUM_ASSIGN_OR_RETURN(ProjectId project, ProjectId::Parse(project_text));
  BundleHeader header{.kind = kind,
                      .project = std::move(project),
                      .project_digest = reader.Array<32>(),
                      .id = reader.Array<16>(),
                      .created = {},
                      .sender = {},
                      .recipient = {},
                      .recipient_key = {},
                      .ephemeral_key = {},
                      .sender_chain = {}};
  const auto created = reader.Number<int64_t>();
  header.created = absl::FromUnixSeconds(created);
  header.sender = reader.Text();
  header.recipient = reader.Text();
  header.recipient_key = reader.Array<32>();
  header.ephemeral_key = reader.Array<65>();
  const auto chain_bytes = reader.Number<uint32_t>();
  if (chain_bytes > kMaxChainBytes) return NotACover();
  header.sender_chain = AsText(reader.Take(chain_bytes));
  if (!reader.good() || created < 0 || created > kLastSecond) return NotACover();
  return header;
}

// The sizes of parts are what whole segments of this content come to.
absl::Status CheckSizes(const BundleCover& cover) {
  constexpr uint64_t kSealed = kBundleSegmentBytes + Gcm::kTagBytes;
  const absl::Status impossible = InvalidArgument("the cover counts sizes that no bundle has");
  if (cover.content_bytes > kMaxBundleParts * kMaxBundlePartBytes) return impossible;
  uint64_t sealed_bytes = 0;
  for (size_t i = 0; i < cover.parts.size(); ++i) {
    const uint64_t size = cover.parts[i].size_bytes;
    if (size < kBundlePartHeaderBytes + Gcm::kTagBytes || size > kMaxBundlePartBytes) {
      return impossible;
    }
    const uint64_t segments = size - kBundlePartHeaderBytes;
    if (i + 1 < cover.parts.size() && segments % kSealed != 0) return impossible;
    sealed_bytes += segments;
  }
  const uint64_t whole = (cover.content_bytes + kBundleSegmentBytes - 1) / kBundleSegmentBytes;
  const uint64_t segment_count = std::max<uint64_t>(1, whole);
  if (sealed_bytes != cover.content_bytes + segment_count * Gcm::kTagBytes) return impossible;
  return absl::OkStatus();
}

}  // namespace

Bytes SerializeBundleHeader(const BundleHeader& header) {
  Bytes out;
  Append(out, AsBytes(kMagic));
  AppendLittleEndian(out, static_cast<uint16_t>(header.kind));
  AppendText(out, header.project.value());
  Append(out, header.project_digest);
  Append(out, header.id);
  AppendLittleEndian(out, absl::ToUnixSeconds(header.created));
  AppendText(out, header.sender);
  AppendText(out, header.recipient);
  Append(out, header.recipient_key);
  Append(out, header.ephemeral_key);
  AppendLittleEndian(out, static_cast<uint32_t>(header.sender_chain.size()));
  Append(out, AsBytes(header.sender_chain));
  return out;
}

Bytes SignedBundleBytes(const BundleCover& cover) {
  Bytes out;
  Append(out, AsBytes(kSignedWords));
  Append(out, SerializeBundleHeader(cover.header));
  AppendLittleEndian(out, cover.content_bytes);
  AppendLittleEndian(out, static_cast<uint32_t>(cover.parts.size()));
  for (const BundlePart& part : cover.parts) {
    AppendLittleEndian(out, part.size_bytes);
    Append(out, part.digest);
  }
  return out;
}

Bytes SerializeBundleCover(const BundleCover& cover) {
  Bytes out = SignedBundleBytes(cover);
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kSignedWords.size()));
  AppendLittleEndian(out, static_cast<uint16_t>(cover.signature.size()));
  Append(out, cover.signature);
  return out;
}

absl::StatusOr<BundleCover> ParseBundleCover(ByteView file) {
  if (file.size() > static_cast<size_t>(kMaxBundleCoverBytes)) return NotACover();
  FieldReader reader(file);
  IEUM_ASSIGN_OR_RETURN(BundleHeader header, ReadHeader(reader));
  BundleCover cover{.header = std::move(header), .content_bytes = 0, .parts = {}, .signature = {}};
  cover.content_bytes = reader.Number<uint64_t>();
  const auto part_count = reader.Number<uint32_t>();
  if (part_count < 1 || part_count > kMaxBundleParts) return NotACover();
  for (uint32_t i = 0; i < part_count && reader.good(); ++i) {
    const auto size = reader.Number<uint64_t>();
    cover.parts.push_back({.size_bytes = size, .digest = reader.Array<32>()});
  }
  const auto signature_bytes = reader.Number<uint16_t>();
  if (signature_bytes > kMaxSignatureBytes) return NotACover();
  const ByteView signature = reader.Take(signature_bytes);
  cover.signature.assign(signature.begin(), signature.end());
  if (!reader.at_end()) return NotACover();
  IEUM_RETURN_IF_ERROR(CheckSizes(cover));
  return cover;
}

Bytes BundlePartHeader(const BundleId& id, uint32_t number) {
  Bytes out;
  Append(out, AsBytes(kPartMagic));
  Append(out, id);
  AppendLittleEndian(out, number);
  return out;
}

}  // namespace ieum::core
