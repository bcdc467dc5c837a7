// The point of a public key, as OpenSSL holds it. For files of this folder only.
#ifndef IEUM_CORE_PKI_EC_POINT_H_
#define IEUM_CORE_PKI_EC_POINT_H_

#include "absl/status/statusor.h"
#include "ieum/core/pki/key_agreement.h"

struct evp_pkey_st;

namespace ieum::core {

// However the key itself writes the point. INVALID_ARGUMENT unless it is a key of P-256.
absl::StatusOr<EcPublicKey> PointOf(const evp_pkey_st& key);

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_EC_POINT_H_
