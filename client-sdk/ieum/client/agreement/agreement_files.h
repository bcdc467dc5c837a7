// The two files that holders exchange to agree a secret: offers, then sealed shares. Whoever
// carries them can neither read a share nor change one unnoticed. FORMAT:
// docs/formats/secret-agreement.md, byte-exact. All integers little-endian.
#ifndef IEUM_CLIENT_AGREEMENT_AGREEMENT_FILES_H_
#define IEUM_CLIENT_AGREEMENT_AGREEMENT_FILES_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/aead.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/pki/key_agreement.h"

namespace ieum::client {

inline constexpr size_t kMinAgreementHolders = 2;
inline constexpr size_t kMaxAgreementHolders = 32;
inline constexpr size_t kShareBytes = 32;
inline constexpr int64_t kMaxAgreementFileBytes = int64_t{64} << 10;

// What a holder says about itself before it knows what the others say.
struct Offer {
  core::ProjectId project;
  std::vector<core::InstitutionId> holders;  // all of the project, ascending, each once
  size_t sender;                             // index into holders
  core::EcPublicKey public_key;              // for this agreement only
  core::Sha256Digest commitment;             // to the sender's share
  std::string certificate_chain;             // PEM, the sender's first
  core::Bytes signature;                     // by that certificate, of all before it
};

// What is signed, and the whole file.
core::Bytes OfferBody(const Offer& offer);
core::Bytes SerializeOffer(const Offer& offer);
// INVALID_ARGUMENT: not an offer, or one that breaks a rule of the format. Verifies no signature.
absl::StatusOr<Offer> ParseOffer(core::ByteView bytes);

struct SealedShare {
  size_t recipient;  // index into the holders
  core::Aes256Gcm::Nonce nonce;
  std::array<std::byte, kShareBytes + core::Aes256Gcm::kTagBytes> sealed;
};

// A holder's share, sealed to each of the others.
struct SealedShares {
  core::ProjectId project;
  size_t sender;
  core::Sha256Digest offers_digest;  // of all offers: everybody used the same ones
  std::vector<SealedShare> shares;   // ascending by recipient, who is never the sender
  core::Bytes signature;
};

// The beginning up to the offers' digest: associated data of each sealed share.
core::Bytes SealedSharesPrefix(const SealedShares& shares);
core::Bytes SealedSharesBody(const SealedShares& shares);
core::Bytes SerializeSealedShares(const SealedShares& shares);
// As ParseOffer.
absl::StatusOr<SealedShares> ParseSealedShares(core::ByteView bytes);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_AGREEMENT_AGREEMENT_FILES_H_
