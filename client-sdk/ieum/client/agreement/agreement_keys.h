// What is computed from offers and shares. FORMAT: docs/formats/secret-agreement.md.
#ifndef IEUM_CLIENT_AGREEMENT_AGREEMENT_KEYS_H_
#define IEUM_CLIENT_AGREEMENT_AGREEMENT_KEYS_H_

#include <span>

#include "ieum/client/agreement/agreement_files.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/secret.h"

namespace ieum::client {

// HMAC-SHA-256 of the share, [kShareBytes], under the public key "ieum agreement share 1" and the
// names of project and holder, each behind a byte with its length. Nobody can guess the share from
// it, and nobody can find another share for it.
core::Sha256Digest CommitmentTo(core::ByteView share, const core::ProjectId& project,
                                const core::InstitutionId& holder);

// SHA-256 of "ieum agreement offers 1" and the SHA-256 of each offer file, in holder order.
core::Sha256Digest OffersDigest(std::span<const core::Sha256Digest> offer_files);

// The key by which holder `from` seals its share for holder `to`. shared: ECDH of the two.
core::SecretBytes SealKey(const core::SecretBytes& shared, const core::Sha256Digest& offers_digest,
                          size_t from, size_t to);

// shares: [holder_count * kShareBytes], in holder order.
HolderSecret SecretOfShares(const core::SecretBytes& shares, const core::ProjectId& project,
                            const core::Sha256Digest& offers_digest);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_AGREEMENT_AGREEMENT_KEYS_H_
