#include "ieum/core/bundle/bundle_writer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/bundle/segment_cipher.h"

namespace ieum::core {
namespace {

absl::Status CheckRoles(const BundleTerms& terms, const Certificate& sender,
                        const Certificate& recipient) {
  const BundleKindFacts& facts = FactsOf(terms.kind);
  if (sender.name().role != facts.sender_role) {
    return InvalidArgument(
        "a bundle of kind %s is sent by the role '%s', and your certificate is of role '%s'; use "
        "the right certificate",
        facts.name, facts.sender_role, sender.name().role);
  }
  const std::string& role = recipient.name().role;
  if (role == facts.recipient_role || role == facts.other_role) return absl::OkStatus();
  return InvalidArgument(
      "a bundle of kind %s is for the role '%s', and the recipient's certificate is of role '%s'; "
      "use the right certificate",
      facts.name, facts.recipient_role, role);
}

}  // namespace

struct BundleWriter::State {
  const SigningKey& key;
  BundleSink& sink;
  const uint64_t part_bytes;
  BundleCover cover;
  SegmentCipher cipher;
  uint64_t next_segment = 0;
  Bytes waiting{};  // content that is not sealed yet, at most one segment
  Bytes sealed{};
  // Of the part being written; none at the start.
  std::unique_ptr<Sha256Stream> part_digest{};
  uint64_t part_size = 0;

  ~State() { Cleanse(waiting); }

  absl::Status Write(ByteView bytes) {
    part_digest->Update(bytes);
    part_size += bytes.size();
    return sink.Write(bytes);
  }
  absl::Status EndPart() {
    cover.parts.push_back({.size_bytes = part_size, .digest = part_digest->Finish()});
    part_digest.reset();
    return sink.EndPart();
  }
  absl::Status BeginPart() {
    const auto number = static_cast<uint32_t>(cover.parts.size() + 1);
    if (number > kMaxBundleParts) {
      return InvalidArgument("more than %d parts; choose a larger part size", kMaxBundleParts);
    }
    part_digest = std::make_unique<Sha256Stream>();
    part_size = 0;
    IEUM_RETURN_IF_ERROR(sink.BeginPart(number));
    return Write(BundlePartHeader(cover.header.id, number));
  }
  absl::Status SealWaiting(bool last) {
    sealed.resize(waiting.size() + Gcm::kTagBytes);
    if (part_digest != nullptr && part_size + sealed.size() > part_bytes) {
      IEUM_RETURN_IF_ERROR(EndPart());
    }
    if (part_digest == nullptr) IEUM_RETURN_IF_ERROR(BeginPart());
    cipher.Seal(next_segment++, last, waiting, sealed);
    cover.content_bytes += waiting.size();
    waiting.clear();
    return Write(sealed);
  }
};

BundleWriter::BundleWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
BundleWriter::~BundleWriter() = default;

absl::StatusOr<std::unique_ptr<BundleWriter>> BundleWriter::Create(
    const BundleTerms& terms, const Certificate& sender, const SigningKey& key,
    const Certificate& recipient, Random& random, BundleSink& sink) {
  IEUM_RETURN_IF_ERROR(CheckRoles(terms, sender, recipient));
  if (terms.part_bytes < kMinBundlePartBytes || terms.part_bytes > kMaxBundlePartBytes) {
    return InvalidArgument("parts of %d bytes; want %d to %d", terms.part_bytes,
                           kMinBundlePartBytes, kMaxBundlePartBytes);
  }
  IEUM_ASSIGN_OR_RETURN(const EcPublicKey recipient_key,
                        recipient.AgreementKey("the recipient's certificate"));
  const KeyAgreement ephemeral = KeyAgreement::Generate(random);
  IEUM_ASSIGN_OR_RETURN(const SecretBytes shared, ephemeral.Agree(recipient_key));
  BundleHeader header{
      .kind = terms.kind,
      .project = terms.project,
      .project_digest = terms.project_digest,
      .id = random.Next128(),
      .created = absl::FromUnixSeconds(absl::ToUnixSeconds(terms.created)),
      .sender = sender.uri(),
      .recipient = recipient.uri(),
      .recipient_key = DigestOfKey(recipient_key),
      .ephemeral_key = ephemeral.public_key(),
      .sender_chain = sender.chain_pem(),
  };
  const Sha256Digest digest = Sha256(SerializeBundleHeader(header));
  return std::unique_ptr<BundleWriter>(new BundleWriter(std::unique_ptr<State>(new State{
      .key = key,
      .sink = sink,
      .part_bytes = terms.part_bytes,
      .cover = {.header = std::move(header), .content_bytes = 0, .parts = {}, .signature = {}},
      .cipher = SegmentCipher(BundleContentKey(shared, digest), digest)})));
}

absl::Status BundleWriter::Append(ByteView content) {
  Bytes& waiting = state_->waiting;
  waiting.reserve(kBundleSegmentBytes);
  while (!content.empty()) {
    // A full segment waits until it is known whether more follows.
    if (waiting.size() == kBundleSegmentBytes) IEUM_RETURN_IF_ERROR(state_->SealWaiting(false));
    const ByteView part =
        content.first(std::min(content.size(), kBundleSegmentBytes - waiting.size()));
    waiting.insert(waiting.end(), part.begin(), part.end());
    content = content.subspan(part.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<BundleCover> BundleWriter::Finish() {
  IEUM_RETURN_IF_ERROR(state_->SealWaiting(true));
  IEUM_RETURN_IF_ERROR(state_->EndPart());
  BundleCover& cover = state_->cover;
  cover.signature = state_->key.Sign(SignedBundleBytes(cover));
  IEUM_RETURN_IF_ERROR(state_->sink.WriteCover(SerializeBundleCover(cover)));
  return cover;
}

}  // namespace ieum::core
