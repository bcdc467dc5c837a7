#include <algorithm>
#include <optional>
#include <utility>

#include "ieum/client/agreement/agreement.h"
#include "ieum/client/agreement/agreement_keys.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

struct VerifiedOffer {
  std::string file;
  Offer offer;
  core::Certificate certificate;
  core::Sha256Digest digest;
};

absl::StatusOr<VerifiedOffer> VerifyOffer(const NamedBytes& file, std::string_view ca_pem,
                                          absl::Time now) {
  const std::string quoted = "'" + file.name + "'";
  const core::ByteView bytes = core::AsBytes(file.content);
  absl::StatusOr<Offer> parsed = ParseOffer(bytes);
  if (!parsed.ok()) return core::WithContext(parsed.status(), quoted);
  Offer offer = *std::move(parsed);
  const core::InstitutionId& sender = offer.holders[offer.sender];
  IEUM_ASSIGN_OR_RETURN(core::Certificate certificate,
                        core::Certificate::Verify(offer.certificate_chain, ca_pem, now,
                                                  "the certificate in " + quoted));
  if (certificate.name().role != "holder" || certificate.name().institution != sender) {
    return core::Unauthenticated(
        "the certificate in %s is of the %s of '%s', but the offer is of holder '%s'; ask that "
        "holder for its offer again",
        quoted, certificate.name().role, certificate.name().institution.value(), sender.value());
  }
  if (!certificate.HasSigned(OfferBody(offer), offer.signature)) {
    return core::Unauthenticated(
        "the signature in %s does not fit: the file was changed on its way; ask '%s' for its offer "
        "again",
        quoted, sender.value());
  }
  return VerifiedOffer{.file = file.name,
                       .offer = std::move(offer),
                       .certificate = std::move(certificate),
                       .digest = core::Sha256(bytes)};
}

absl::Status CheckSame(const Offer& offer, const std::string& file, const Offer& own) {
  if (offer.project != own.project) {
    return core::InvalidArgument("'%s' is an offer for project '%s', yours is for '%s'", file,
                                 offer.project.value(), own.project.value());
  }
  if (offer.holders != own.holders) {
    return core::InvalidArgument(
        "'%s' names %d holders and they are not the %d of your own offer; all must start with the "
        "same --holder names",
        file, offer.holders.size(), own.holders.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifiedOffers> VerifiedOffers::Verify(std::span<const NamedBytes> files,
                                                      const AgreementState& state,
                                                      std::string_view ca_pem, absl::Time now) {
  std::vector<VerifiedOffer> verified;
  const Offer* own = nullptr;
  for (const NamedBytes& file : files) {
    IEUM_ASSIGN_OR_RETURN(VerifiedOffer offer, VerifyOffer(file, ca_pem, now));
    verified.push_back(std::move(offer));
  }
  for (const VerifiedOffer& each : verified) {
    if (each.digest == state.offer_digest) own = &each.offer;
  }
  if (own == nullptr) {
    return core::InvalidArgument(
        "your own offer is not among the offers; add the one that was made with this state file, "
        "not one of an earlier start");
  }
  const std::vector<core::InstitutionId> holders = own->holders;
  std::vector<std::optional<VerifiedOffer>> of_holder(holders.size());
  VerifiedOffers result;
  result.own_ = own->sender;
  for (const VerifiedOffer& each : verified) {
    IEUM_RETURN_IF_ERROR(CheckSame(each.offer, each.file, *own));
  }
  for (VerifiedOffer& each : verified) {
    std::optional<VerifiedOffer>& place = of_holder[each.offer.sender];
    if (place.has_value()) {
      return core::InvalidArgument(
          "'%s' and '%s' are both offers of '%s'; ask that holder which one counts", place->file,
          each.file, holders[each.offer.sender].value());
    }
    place = std::move(each);
  }
  std::vector<core::Sha256Digest> digests;
  for (size_t i = 0; i < holders.size(); ++i) {
    if (!of_holder[i].has_value()) {
      return core::InvalidArgument("there is no offer of '%s'; give one --offer for each holder",
                                   holders[i].value());
    }
    digests.push_back(of_holder[i]->digest);
    result.offers_.push_back(std::move(of_holder[i]->offer));
    result.certificates_.push_back(std::move(of_holder[i]->certificate));
  }
  result.digest_ = OffersDigest(digests);
  return result;
}

}  // namespace ieum::client
