#include "ieum/client/agreement/agreement_files.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::Bytes;
using core::ByteView;

// FORMAT: docs/formats/secret-agreement.md. Never renumber.
constexpr std::string_view kOfferMagic = "IEUMAGO1";
constexpr std::string_view kSharesMagic = "IEUMAGS1";

void Append(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

// A length of `Length` bytes, then the part.
template <typename Length>
void AppendSized(Bytes& out, ByteView part) {
  core::AppendLittleEndian(out, static_cast<Length>(part.size()));
  Append(out, part);
}

// Takes parts from the front; nothing, for good, once there are too few bytes.
class Parts final {
 public:
  explicit Parts(ByteView bytes) : rest_(bytes) {}

  std::optional<ByteView> Take(size_t size) {
    failed_ = failed_ || size > rest_.size();
    if (failed_) return std::nullopt;
    const ByteView part = rest_.first(size);
    rest_ = rest_.subspan(size);
    return part;
  }
  template <typename Length>
  std::optional<ByteView> TakeSized() {
    const std::optional<ByteView> length = Take(sizeof(Length));
    return length.has_value() ? Take(core::LoadLittleEndian<Length>(*length)) : std::nullopt;
  }
  // A number of one byte; 0 if there is none.
  size_t TakeByte() {
    const std::optional<ByteView> byte = Take(1);
    return byte.has_value() ? std::to_integer<size_t>(byte->front()) : 0;
  }
  template <size_t kSize>
  void Fill(std::array<std::byte, kSize>& out) {
    const std::optional<ByteView> part = Take(kSize);
    if (part.has_value()) std::copy(part->begin(), part->end(), out.begin());
  }
  template <typename Id, typename Length>
  std::optional<Id> TakeId() {
    const std::optional<ByteView> text = TakeSized<Length>();
    if (!text.has_value()) return std::nullopt;
    auto id = Id::Parse(core::AsText(*text));
    failed_ = failed_ || !id.ok();
    return id.ok() ? std::optional<Id>(*std::move(id)) : std::nullopt;
  }

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  ByteView rest_;
  bool failed_ = false;
};

absl::Status Refused(std::string_view what, std::string_view why) {
  return core::InvalidArgument("it is not %s of an agreement, or it was changed: %s", what, why);
}

bool IsMagic(const std::optional<ByteView>& part, std::string_view magic) {
  return part.has_value() && core::AsText(*part) == magic;
}

}  // namespace

Bytes OfferBody(const Offer& offer) {
  Bytes out;
  Append(out, core::AsBytes(kOfferMagic));
  AppendSized<uint16_t>(out, core::AsBytes(offer.project.value()));
  core::AppendLittleEndian(out, static_cast<uint8_t>(offer.holders.size()));
  for (const core::InstitutionId& holder : offer.holders) {
    AppendSized<uint8_t>(out, core::AsBytes(holder.value()));
  }
  core::AppendLittleEndian(out, static_cast<uint8_t>(offer.sender));
  Append(out, offer.public_key);
  Append(out, offer.commitment);
  AppendSized<uint16_t>(out, core::AsBytes(offer.certificate_chain));
  return out;
}

Bytes SerializeOffer(const Offer& offer) {
  Bytes out = OfferBody(offer);
  AppendSized<uint16_t>(out, offer.signature);
  return out;
}

absl::StatusOr<Offer> ParseOffer(ByteView bytes) {
  constexpr std::string_view kWhat = "an offer";
  Parts parts(bytes);
  if (!IsMagic(parts.Take(kOfferMagic.size()), kOfferMagic)) {
    return Refused(kWhat, "it does not begin as one");
  }
  auto project = parts.TakeId<core::ProjectId, uint16_t>();
  if (!project.has_value()) return Refused(kWhat, "its project id is no name");
  Offer offer{.project = *std::move(project),
              .holders = {},
              .sender = 0,
              .public_key = {},
              .commitment = {},
              .certificate_chain = {},
              .signature = {}};
  const size_t holder_count = parts.TakeByte();
  if (holder_count < kMinAgreementHolders || holder_count > kMaxAgreementHolders) {
    return Refused(kWhat, "its number of holders is out of range");
  }
  for (size_t i = 0; i < holder_count; ++i) {
    auto holder = parts.TakeId<core::InstitutionId, uint8_t>();
    if (!holder.has_value() || (i > 0 && *holder <= offer.holders.back())) {
      return Refused(kWhat, "its holders are no names in ascending order");
    }
    offer.holders.push_back(*std::move(holder));
  }
  offer.sender = parts.TakeByte();
  if (offer.sender >= holder_count) return Refused(kWhat, "its sender is none of its holders");
  parts.Fill(offer.public_key);
  parts.Fill(offer.commitment);
  const std::optional<ByteView> chain = parts.TakeSized<uint16_t>();
  const std::optional<ByteView> signature = parts.TakeSized<uint16_t>();
  if (parts.failed() || !parts.at_end()) return Refused(kWhat, "it is cut short or too long");
  offer.certificate_chain = core::AsText(*chain);
  offer.signature.assign(signature->begin(), signature->end());
  return offer;
}

Bytes SealedSharesPrefix(const SealedShares& shares) {
  Bytes out;
  Append(out, core::AsBytes(kSharesMagic));
  AppendSized<uint16_t>(out, core::AsBytes(shares.project.value()));
  core::AppendLittleEndian(out, static_cast<uint8_t>(shares.sender));
  Append(out, shares.offers_digest);
  return out;
}

Bytes SealedSharesBody(const SealedShares& shares) {
  Bytes out = SealedSharesPrefix(shares);
  core::AppendLittleEndian(out, static_cast<uint8_t>(shares.shares.size()));
  for (const SealedShare& share : shares.shares) {
    core::AppendLittleEndian(out, static_cast<uint8_t>(share.recipient));
    Append(out, share.nonce);
    Append(out, share.sealed);
  }
  return out;
}

Bytes SerializeSealedShares(const SealedShares& shares) {
  Bytes out = SealedSharesBody(shares);
  AppendSized<uint16_t>(out, shares.signature);
  return out;
}

absl::StatusOr<SealedShares> ParseSealedShares(ByteView bytes) {
  constexpr std::string_view kWhat = "a file of sealed shares";
  Parts parts(bytes);
  if (!IsMagic(parts.Take(kSharesMagic.size()), kSharesMagic)) {
    return Refused(kWhat, "it does not begin as one");
  }
  auto project = parts.TakeId<core::ProjectId, uint16_t>();
  if (!project.has_value()) return Refused(kWhat, "its project id is no name");
  SealedShares shares{.project = *std::move(project),
                      .sender = parts.TakeByte(),
                      .offers_digest = {},
                      .shares = {},
                      .signature = {}};
  parts.Fill(shares.offers_digest);
  const size_t count = parts.TakeByte();
  if (shares.sender > count || count < kMinAgreementHolders - 1 || count >= kMaxAgreementHolders) {
    return Refused(kWhat, "its number of shares is out of range");
  }
  for (size_t i = 0; i < count && !parts.failed(); ++i) {
    SealedShare& share = shares.shares.emplace_back();
    share.recipient = parts.TakeByte();
    parts.Fill(share.nonce);
    parts.Fill(share.sealed);
    // All holders in order, the sender left out.
    if (share.recipient != i + (i >= shares.sender ? 1 : 0)) {
      return Refused(kWhat, "its shares are not one for each other holder");
    }
  }
  const std::optional<ByteView> signature = parts.TakeSized<uint16_t>();
  if (parts.failed() || !parts.at_end()) return Refused(kWhat, "it is cut short or too long");
  shares.signature.assign(signature->begin(), signature->end());
  return shares;
}

}  // namespace ieum::client
