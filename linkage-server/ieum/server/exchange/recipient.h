// Who is to open a bundle that the server makes: read from a certificate that an operator brings.
#ifndef IEUM_SERVER_EXCHANGE_RECIPIENT_H_
#define IEUM_SERVER_EXCHANGE_RECIPIENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/pki/certificate.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/exchange/exchange_context.h"

namespace ieum::server {

// What messages call it.
inline constexpr char kRecipientCertificate[] = "the recipient's certificate";

struct Recipient {
  core::Certificate certificate;
  Principal who;
  core::Sha256Digest fingerprint;
};

// Accepts what a caller with the same certificate would be accepted with; of a joiner it is its
// server's. Whether this recipient may have something, its caller decides. INVALID_ARGUMENT: no
// certificate, too long, or of a key that nothing can be sealed for. UNAUTHENTICATED: nobody
// accepted vouches for it, it is not valid now or for too long, or it was denied.
absl::StatusOr<Recipient> AcceptRecipient(const ExchangeContext& context, const std::string& pem);

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_RECIPIENT_H_
