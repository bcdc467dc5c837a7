#include "ieum/server/exchange/recipient.h"

#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr size_t kMaxPemBytes = size_t{64} << 10;
constexpr const char* kWhat = kRecipientCertificate;

}  // namespace

absl::StatusOr<Recipient> AcceptRecipient(const ExchangeContext& context, const std::string& pem) {
  if (pem.size() > kMaxPemBytes) {
    return core::InvalidArgument("%s has %d bytes, more than %d", kWhat, pem.size(), kMaxPemBytes);
  }
  const absl::Time now = context.clock.Now();
  const auto verify = [&](core::CertificateUse use) {
    return core::Certificate::Verify(pem, context.identity.authorities(), now, kWhat, use);
  };
  IEUM_ASSIGN_OR_RETURN(core::Certificate certificate, verify(core::CertificateUse::kAny));
  if (certificate.name().role != RoleName(Role::kJoiner).text()) {
    IEUM_RETURN_IF_ERROR(verify(core::CertificateUse::kClient).status());
  }
  // As for the same certificate in a call.
  IEUM_ASSIGN_OR_RETURN(const core::CertificateDetails details,
                        core::ReadCertificateDetails(certificate.chain_pem()));
  absl::StatusOr<Principal> who = CorrespondentOf(details, context.max_certificate_life, now);
  if (!who.ok()) return core::WithContext(who.status(), kWhat);
  const absl::Status accepted = context.deny_list.Check(details);
  if (!accepted.ok()) return core::WithContext(accepted, kWhat);
  return Recipient{.certificate = std::move(certificate),
                   .who = *std::move(who),
                   .fingerprint = details.fingerprint};
}

}  // namespace ieum::server
