#include "ieum/client/agreement/agreement.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ieum/client/agreement/agreement_keys.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::Bytes;
using core::ByteView;
using core::SecretBytes;

// Room for names and signature beside the certificates of an offer.
constexpr size_t kMaxChainBytes = 48'000;

// The key that holder `from` seals its share with for holder `to`, and nobody else has. `peer` is
// the other of the two, seen from the holder whose private key it is.
absl::StatusOr<SecretBytes> SealKeyWith(const AgreementState& state, const VerifiedOffers& offers,
                                        size_t peer, size_t from, size_t to) {
  IEUM_ASSIGN_OR_RETURN(
      const core::KeyAgreement own,
      core::KeyAgreement::FromPrivateKey(SecretBytes::CopyOf(state.private_key.view())));
  absl::StatusOr<SecretBytes> shared = own.Agree(offers.offer(peer).public_key);
  if (!shared.ok()) {
    return core::WithContext(shared.status(),
                             absl::StrFormat("the offer of '%s'", offers.holders()[peer].value()));
  }
  return SealKey(*shared, offers.digest(), from, to);
}

absl::StatusOr<core::Certificate> OwnCertificate(const AgreementIdentity& identity,
                                                 std::string_view ca_pem, absl::Time now) {
  const std::string what = "the certificate '" + identity.certificate.name + "'";
  IEUM_ASSIGN_OR_RETURN(core::Certificate certificate,
                        core::Certificate::Verify(identity.certificate.content, ca_pem, now, what));
  if (certificate.name().role == "holder") return certificate;
  return core::Unauthenticated("%s is of role '%s'; only holders agree a secret", what,
                               certificate.name().role);
}

std::string KeyName(const AgreementIdentity& identity) { return "'" + identity.key.name + "'"; }

absl::Status CheckHolders(const std::vector<core::InstitutionId>& holders) {
  if (holders.size() < kMinAgreementHolders || holders.size() > kMaxAgreementHolders) {
    return core::InvalidArgument(
        "%d holders; an agreement is between %d to %d, your own among them", holders.size(),
        kMinAgreementHolders, kMaxAgreementHolders);
  }
  const auto twice = std::adjacent_find(holders.begin(), holders.end());
  if (twice == holders.end()) return absl::OkStatus();
  return core::InvalidArgument("holder '%s' is named twice", twice->value());
}

// The share of one other holder, opened and held against its commitment.
absl::StatusOr<SecretBytes> OpenShare(const VerifiedOffers& offers, const AgreementState& state,
                                      const SealedShares& shares) {
  const std::string& sender = offers.holders()[shares.sender].value();
  IEUM_ASSIGN_OR_RETURN(const SecretBytes key,
                        SealKeyWith(state, offers, shares.sender, shares.sender, offers.own()));
  const auto mine =
      std::find_if(shares.shares.begin(), shares.shares.end(),
                   [&](const SealedShare& share) { return share.recipient == offers.own(); });
  IEUM_CHECK(mine != shares.shares.end());
  SecretBytes share(kShareBytes);
  if (!core::Aes256Gcm(key).Open(mine->nonce, SealedSharesPrefix(shares), mine->sealed,
                                 share.mutable_view())) {
    return core::Unauthenticated(
        "the share of '%s' for you does not open, although its signature fits; ask that holder to "
        "seal again, and start anew if that does not help",
        sender);
  }
  const Offer& offer = offers.offer(shares.sender);
  if (CommitmentTo(share.view(), offer.project, offers.holders()[shares.sender]) !=
      offer.commitment) {
    return core::Unauthenticated(
        "'%s' has sent another share than the one it committed to in its offer; do not use this "
        "agreement, and clear that up before all start anew",
        sender);
  }
  return share;
}

// The file of one other holder, verified; nothing if it is the own one.
absl::StatusOr<std::optional<SealedShares>> VerifyShares(const NamedBytes& file,
                                                         const VerifiedOffers& offers) {
  const std::string quoted = "'" + file.name + "'";
  absl::StatusOr<SealedShares> parsed = ParseSealedShares(core::AsBytes(file.content));
  if (!parsed.ok()) return core::WithContext(parsed.status(), quoted);
  if (parsed->project != offers.project()) {
    return core::InvalidArgument("%s is for project '%s', yours is '%s'", quoted,
                                 parsed->project.value(), offers.project().value());
  }
  if (parsed->offers_digest != offers.digest()) {
    return core::FailedPrecondition(
        "%s was sealed for other offers than those given here; compare the digest of the offers "
        "with all holders: each must seal and finish with the same ones",
        quoted);
  }
  if (parsed->sender >= offers.holders().size() ||
      parsed->shares.size() + 1 != offers.holders().size() ||
      !offers.certificate(parsed->sender).HasSigned(SealedSharesBody(*parsed), parsed->signature)) {
    return core::Unauthenticated(
        "the signature in %s does not fit: the file was changed on its way; ask its sender for it "
        "again",
        quoted);
  }
  if (parsed->sender == offers.own()) return std::nullopt;
  return *std::move(parsed);
}

}  // namespace

SecretBytes AgreementState::Serialize() const {
  SecretBytes bytes(kSizeBytes);
  auto out = bytes.mutable_view().begin();
  for (const ByteView part :
       {private_key.view(), share.view(), ByteView(offer_digest), ByteView(sealed_digest)}) {
    out = std::copy(part.begin(), part.end(), out);
  }
  IEUM_CHECK(out == bytes.mutable_view().end());
  return bytes;
}

AgreementState AgreementState::Parse(const SecretBytes& bytes) {
  IEUM_CHECK(bytes.size() == kSizeBytes);
  constexpr size_t kPart = 32;
  AgreementState state{.private_key = SecretBytes::CopyOf(bytes.view().first(kPart)),
                       .share = SecretBytes::CopyOf(bytes.view().subspan(kPart, kPart)),
                       .offer_digest = {},
                       .sealed_digest = {}};
  const ByteView digests = bytes.view().subspan(2 * kPart);
  std::copy_n(digests.begin(), kPart, state.offer_digest.begin());
  std::copy_n(digests.begin() + kPart, kPart, state.sealed_digest.begin());
  return state;
}

absl::StatusOr<StartedAgreement> StartAgreement(const core::ProjectId& project,
                                                std::vector<core::InstitutionId> holders,
                                                const AgreementIdentity& identity,
                                                std::string_view ca_pem, absl::Time now,
                                                core::Random& random) {
  std::sort(holders.begin(), holders.end());
  IEUM_RETURN_IF_ERROR(CheckHolders(holders));
  IEUM_ASSIGN_OR_RETURN(const core::Certificate certificate, OwnCertificate(identity, ca_pem, now));
  IEUM_ASSIGN_OR_RETURN(
      const core::SigningKey key,
      core::SigningKey::Load(identity.key.content, certificate, KeyName(identity)));
  const auto self = std::find(holders.begin(), holders.end(), certificate.name().institution);
  if (self == holders.end()) {
    return core::InvalidArgument(
        "your certificate is of '%s', which is none of the holders named; name all of the project, "
        "your own institution among them",
        certificate.name().institution.value());
  }
  if (identity.certificate.content.size() > kMaxChainBytes) {
    return core::InvalidArgument(
        "'%s' is larger than %d bytes; it may hold your certificate and "
        "the intermediate ones only",
        identity.certificate.name, kMaxChainBytes);
  }
  const auto sender = static_cast<size_t>(self - holders.begin());
  const core::KeyAgreement ephemeral = core::KeyAgreement::Generate(random);
  SecretBytes share(kShareBytes);
  random.Fill(share.mutable_view());
  Offer offer{.project = project,
              .holders = std::move(holders),
              .sender = sender,
              .public_key = ephemeral.public_key(),
              .commitment = CommitmentTo(share.view(), project, certificate.name().institution),
              .certificate_chain = identity.certificate.content,
              .signature = {}};
  offer.signature = key.Sign(OfferBody(offer));
  Bytes file = SerializeOffer(offer);
  AgreementState state{.private_key = SecretBytes::CopyOf(ephemeral.private_key().view()),
                       .share = std::move(share),
                       .offer_digest = core::Sha256(file),
                       .sealed_digest = {}};
  return StartedAgreement{.state = std::move(state), .offer = std::move(file)};
}

absl::StatusOr<Bytes> SealShares(const VerifiedOffers& offers, const AgreementIdentity& identity,
                                 AgreementState& state, core::Random& random) {
  if (state.sealed_digest != core::Sha256Digest{} && state.sealed_digest != offers.digest()) {
    return core::FailedPrecondition(
        "your share was sealed for other offers before; a share may be used once, so start anew "
        "(all holders) or take the offers of the first time");
  }
  IEUM_ASSIGN_OR_RETURN(
      const core::SigningKey key,
      core::SigningKey::Load(identity.key.content, offers.certificate(offers.own()),
                             KeyName(identity)));
  SealedShares file{.project = offers.project(),
                    .sender = offers.own(),
                    .offers_digest = offers.digest(),
                    .shares = {},
                    .signature = {}};
  const Bytes associated = SealedSharesPrefix(file);
  for (size_t peer = 0; peer < offers.holders().size(); ++peer) {
    if (peer == offers.own()) continue;
    IEUM_ASSIGN_OR_RETURN(const SecretBytes seal_key,
                          SealKeyWith(state, offers, peer, offers.own(), peer));
    SealedShare& share = file.shares.emplace_back();
    share.recipient = peer;
    random.Fill(share.nonce);
    core::Aes256Gcm(seal_key).Seal(share.nonce, associated, state.share.view(), share.sealed);
  }
  file.signature = key.Sign(SealedSharesBody(file));
  state.sealed_digest = offers.digest();
  return SerializeSealedShares(file);
}

absl::StatusOr<HolderSecret> FinishAgreement(const VerifiedOffers& offers,
                                             const AgreementState& state,
                                             std::span<const NamedBytes> files) {
  const size_t holder_count = offers.holders().size();
  std::vector<std::optional<SecretBytes>> shares(holder_count);
  for (const NamedBytes& file : files) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<SealedShares> sealed, VerifyShares(file, offers));
    if (!sealed.has_value()) continue;
    std::optional<SecretBytes>& place = shares[sealed->sender];
    if (place.has_value()) {
      return core::InvalidArgument("'%s' is a second file of sealed shares of '%s'; give one each",
                                   file.name, offers.holders()[sealed->sender].value());
    }
    IEUM_ASSIGN_OR_RETURN(place, OpenShare(offers, state, *sealed));
  }
  shares[offers.own()] = SecretBytes::CopyOf(state.share.view());

  SecretBytes all(holder_count * kShareBytes);
  for (size_t holder = 0; holder < holder_count; ++holder) {
    if (!shares[holder].has_value()) {
      return core::FailedPrecondition(
          "the sealed shares of '%s' are missing; give one --shares for each other holder",
          offers.holders()[holder].value());
    }
    const ByteView share = shares[holder]->view();
    std::copy(share.begin(), share.end(), all.mutable_view().subspan(holder * kShareBytes).begin());
  }
  return SecretOfShares(all, offers.project(), offers.digest());
}

}  // namespace ieum::client
