#include "ieum/client/relay/relayed_agreement.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "ieum/client/agreement/agreement_state_file.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr unsigned kOwnerOnly = 0600;

bool IsThere(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::string Quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return text;
}

absl::Status BegunAnew() {
  return core::FailedPrecondition(
      "the offers at the server are not those that you have sealed your share for: another holder "
      "has begun the agreement anew. Agree with all holders to do so and add --restart; your share "
      "is never sealed twice");
}

// What the server says, by holder. A holder named twice, or one that is none, stops here.
absl::StatusOr<std::map<std::string, std::string>> ByHolder(
    std::vector<Parcel> parcels, const std::vector<core::InstitutionId>& holders) {
  std::map<std::string, std::string> of_holder;
  for (Parcel& parcel : parcels) {
    const bool known = std::any_of(
        holders.begin(), holders.end(),
        [&parcel](const core::InstitutionId& holder) { return holder.value() == parcel.holder; });
    if (!known) {
      return core::FailedPrecondition(
          "the server brings a parcel of a holder that you have not named; all must name the same "
          "holders, those of the project");
    }
    if (!of_holder.emplace(parcel.holder, std::move(parcel.content)).second) {
      return core::FailedPrecondition(
          "the server brings two parcels of '%s'; call its operator, and do not go on with it",
          parcel.holder);
    }
  }
  return of_holder;
}

// One run of AgreeThroughRelay.
class Agreeing final {
 public:
  using Contents = std::map<std::string, std::string>;  // by holder

  Agreeing(const RelayedAgreementOptions& options, const AgreementIdentity& identity,
           std::string_view ca_pem, const core::SecretBytes& passphrase,
           const AgreementProgress& progress, core::Random& random, std::stop_token stop)
      : options_(options),
        identity_(identity),
        ca_pem_(ca_pem),
        passphrase_(passphrase),
        progress_(progress),
        random_(random),
        stop_(std::move(stop)),
        started_(options.relay.retry.now()) {}

  absl::StatusOr<RelayedAgreement> Run() {
    if (IsThere(options_.secret_file) && !IsThere(options_.state_file)) {
      return core::AlreadyExists("'%s' is there; nothing is replaced", options_.secret_file);
    }
    IEUM_ASSIGN_OR_RETURN(relay_, RelayClient::Create(options_.relay, options_.project, stop_));
    IEUM_RETURN_IF_ERROR(IsThere(options_.state_file) && !options_.restart ? GoOn() : Start());
    IEUM_ASSIGN_OR_RETURN(const Contents offers, WaitForOffers());
    IEUM_ASSIGN_OR_RETURN(const VerifiedOffers verified, Verify(offers));
    IEUM_RETURN_IF_ERROR(LeaveShares(verified));
    IEUM_ASSIGN_OR_RETURN(const std::vector<NamedBytes> shares, WaitForShares(offers));
    IEUM_ASSIGN_OR_RETURN(HolderSecret secret, FinishAgreement(verified, *state_, shares));
    IEUM_RETURN_IF_ERROR(Keep(secret));
    return RelayedAgreement{.secret = std::move(secret),
                            .holders = verified.holders(),
                            .offers_digest = verified.digest()};
  }

 private:
  std::string OfferFile() const { return options_.state_file + ".offer"; }
  std::string SharesFile() const { return options_.state_file + ".shares"; }

  absl::Status Start() {
    IEUM_ASSIGN_OR_RETURN(StartedAgreement started,
                          StartAgreement(options_.project, options_.holders, identity_, ca_pem_,
                                         core::SystemClock().Now(), random_));
    own_offer_ = core::AsText(started.offer);
    // The offer first: a state is never without its offer, and an offer without its state is one
    // that nobody has seen.
    IEUM_RETURN_IF_ERROR(core::WriteFileDurably(OfferFile(), own_offer_, kOwnerOnly));
    state_ = std::move(started.state);
    const bool replace = IsThere(options_.state_file);
    IEUM_RETURN_IF_ERROR(replace ? ReplaceAgreementState(options_.state_file, *state_, passphrase_,
                                                         options_.scrypt_log2_n, random_)
                                 : WriteNewAgreementState(options_.state_file, *state_, passphrase_,
                                                          options_.scrypt_log2_n, random_));
    return LeaveOffer(options_.restart);
  }

  absl::Status GoOn() {
    IEUM_ASSIGN_OR_RETURN(state_, ReadAgreementState(options_.state_file, passphrase_));
    if (!IsThere(OfferFile())) {
      return core::FailedPrecondition(
          "'%s' was made by 'ieum secret agree start', for files; go on with 'agree seal' and "
          "'agree finish', or add --restart",
          options_.state_file);
    }
    IEUM_ASSIGN_OR_RETURN(own_offer_, core::ReadFile(OfferFile(), kMaxAgreementFileBytes));
    const absl::StatusOr<Offer> offer = ParseOffer(core::AsBytes(own_offer_));
    if (!offer.ok() || core::Sha256(core::AsBytes(own_offer_)) != state_->offer_digest) {
      return core::FailedPrecondition(
          "'%s' is not the offer that '%s' was made with; begin anew with --restart", OfferFile(),
          options_.state_file);
    }
    std::vector<core::InstitutionId> holders = options_.holders;
    std::sort(holders.begin(), holders.end());
    if (offer->project != options_.project || offer->holders != holders) {
      return core::InvalidArgument(
          "'%s' is of an agreement in project '%s', or between other holders; name those, or "
          "another --state",
          options_.state_file, offer->project.value());
    }
    return Sealed() ? absl::OkStatus() : LeaveOffer(/*replace=*/false);
  }

  bool Sealed() const { return state_->sealed_digest != core::Sha256Digest{}; }

  absl::Status LeaveOffer(bool replace) {
    const absl::Status left = relay_->Leave(ParcelKind::kOffer, own_offer_, replace);
    if (!absl::IsAlreadyExists(left)) return left;
    return core::AlreadyExists(
        "%s: if its state is lost, all holders begin anew with --restart; else give its --state",
        core::Message(left));
  }

  absl::StatusOr<Contents> Collect(ParcelKind kind) {
    IEUM_ASSIGN_OR_RETURN(std::vector<Parcel> parcels, relay_->Collect(kind));
    return ByHolder(std::move(parcels), options_.holders);
  }

  // Waits until `look` returns the names of no holder any more.
  absl::Status WaitUntilAll(std::string_view what,
                            const std::function<absl::StatusOr<std::vector<std::string>>()>& look) {
    absl::Duration poll = options_.first_poll;
    while (true) {
      IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> missing, look());
      if (progress_) {
        progress_(what, options_.holders.size() - missing.size(), options_.holders.size());
      }
      if (missing.empty()) return absl::OkStatus();
      const absl::Duration left = options_.wait - (options_.relay.retry.now() - started_);
      if (left <= absl::ZeroDuration()) {
        return core::DeadlineExceeded(
            "no %s yet of %s; what is done stays. Run the same command again when they have run "
            "theirs",
            what, Quoted(missing));
      }
      options_.relay.retry.wait(std::min(poll, left), stop_);
      if (stop_.stop_requested()) {
        return core::Cancelled("stopped by the user; the same command goes on");
      }
      poll = std::min(poll * 2, options_.last_poll);
    }
  }

  std::vector<std::string> Missing(const Contents& there) const {
    std::vector<std::string> missing;
    for (const core::InstitutionId& holder : options_.holders) {
      if (!there.contains(holder.value())) missing.push_back(holder.value());
    }
    return missing;
  }

  absl::StatusOr<Contents> WaitForOffers() {
    Contents offers;
    const auto look = [&]() -> absl::StatusOr<std::vector<std::string>> {
      IEUM_ASSIGN_OR_RETURN(offers, Collect(ParcelKind::kOffer));
      const bool own_is_there =
          std::any_of(offers.begin(), offers.end(),
                      [this](const auto& offer) { return offer.second == own_offer_; });
      if (!own_is_there && Sealed()) return BegunAnew();
      // Somebody who began anew has removed it.
      if (!own_is_there) IEUM_RETURN_IF_ERROR(LeaveOffer(/*replace=*/false));
      return Missing(offers);
    };
    IEUM_RETURN_IF_ERROR(WaitUntilAll("offers", look));
    return offers;
  }

  absl::StatusOr<VerifiedOffers> Verify(const Contents& offers) const {
    std::vector<NamedBytes> files;
    for (const auto& [holder, content] : offers) {
      files.push_back({.name = "the offer of " + holder + " from the server", .content = content});
    }
    IEUM_ASSIGN_OR_RETURN(
        VerifiedOffers verified,
        VerifiedOffers::Verify(files, *state_, ca_pem_, core::SystemClock().Now()));
    for (size_t i = 0; i < verified.holders().size(); ++i) {
      const std::string& holder = verified.holders()[i].value();
      const core::Bytes file = SerializeOffer(verified.offer(i));
      if (offers.at(holder) == core::AsText(file)) continue;
      return core::FailedPrecondition(
          "the server gives the offer of '%s' out as another holder's; call its operator, and do "
          "not go on with it",
          holder);
    }
    return verified;
  }

  absl::Status LeaveShares(const VerifiedOffers& offers) {
    std::string content;
    if (IsThere(SharesFile())) {
      IEUM_ASSIGN_OR_RETURN(content, core::ReadFile(SharesFile(), kMaxAgreementFileBytes));
      const absl::StatusOr<SealedShares> kept = ParseSealedShares(core::AsBytes(content));
      // Of an earlier agreement.
      if (!kept.ok() || kept->offers_digest != offers.digest()) content.clear();
    }
    if (content.empty() || !Sealed()) {
      IEUM_ASSIGN_OR_RETURN(const core::Bytes shares,
                            SealShares(offers, identity_, *state_, random_));
      // Kept before anybody gets the shares, or they could be sealed for other offers again.
      IEUM_RETURN_IF_ERROR(ReplaceAgreementState(options_.state_file, *state_, passphrase_,
                                                 options_.scrypt_log2_n, random_));
      content = core::AsText(shares);
      IEUM_RETURN_IF_ERROR(core::WriteFileDurably(SharesFile(), content, kOwnerOnly));
    } else if (state_->sealed_digest != offers.digest()) {
      return BegunAnew();
    }
    // Sealed again for the same offers, it is the same share under other nonces.
    return relay_->Leave(ParcelKind::kSealedShares, content, /*replace=*/true);
  }

  absl::StatusOr<std::vector<NamedBytes>> WaitForShares(const Contents& offers) {
    Contents shares;
    const auto look = [&]() -> absl::StatusOr<std::vector<std::string>> {
      IEUM_ASSIGN_OR_RETURN(const Contents now, Collect(ParcelKind::kOffer));
      if (now != offers) return BegunAnew();
      IEUM_ASSIGN_OR_RETURN(shares, Collect(ParcelKind::kSealedShares));
      return Missing(shares);
    };
    IEUM_RETURN_IF_ERROR(WaitUntilAll("shares", look));
    std::vector<NamedBytes> files;
    for (const auto& [holder, content] : shares) {
      files.push_back({.name = "the shares of " + holder + " from the server", .content = content});
    }
    return files;
  }

  // Writes the secret, unless an earlier run that was killed has, and deletes what led to it.
  absl::Status Keep(const HolderSecret& secret) const {
    const absl::Status written =
        WriteSecretFile(options_.secret_file, secret, passphrase_, options_.scrypt_log2_n, random_);
    if (absl::IsAlreadyExists(written)) {
      const absl::StatusOr<SecretFile> there =
          ReadSecretFile(options_.secret_file, [this]() -> absl::StatusOr<core::SecretBytes> {
            return core::SecretBytes::CopyOf(passphrase_.view());
          });
      if (!there.ok() ||
          !std::equal(there->secret.bytes.view().begin(), there->secret.bytes.view().end(),
                      secret.bytes.view().begin(), secret.bytes.view().end())) {
        return written;
      }
    } else {
      IEUM_RETURN_IF_ERROR(written);
    }
    for (const std::string& path : {options_.state_file, SharesFile(), OfferFile()}) {
      if (::unlink(path.c_str()) != 0 && IsThere(path)) {
        return core::Unavailable("the secret is in '%s', but '%s' cannot be deleted: delete it",
                                 options_.secret_file, path);
      }
    }
    return absl::OkStatus();
  }

  const RelayedAgreementOptions& options_;
  const AgreementIdentity& identity_;
  const std::string_view ca_pem_;
  const core::SecretBytes& passphrase_;
  const AgreementProgress& progress_;
  core::Random& random_;
  const std::stop_token stop_;
  const absl::Duration started_;
  std::unique_ptr<RelayClient> relay_;
  std::optional<AgreementState> state_;
  std::string own_offer_;
};

}  // namespace

absl::StatusOr<RelayedAgreement> AgreeThroughRelay(const RelayedAgreementOptions& options,
                                                   const AgreementIdentity& identity,
                                                   std::string_view ca_pem,
                                                   const core::SecretBytes& passphrase,
                                                   const AgreementProgress& progress,
                                                   core::Random& random, std::stop_token stop) {
  return Agreeing(options, identity, ca_pem, passphrase, progress, random, std::move(stop)).Run();
}

}  // namespace ieum::client
