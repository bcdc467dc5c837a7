// All steps of an agreement (agreement/agreement.h) with a server as courier, in one go that can be
// taken up again wherever it ended. The server is trusted with nothing: what it brings is verified
// as if it had come by mail.
#ifndef IEUM_CLIENT_RELAY_RELAYED_AGREEMENT_H_
#define IEUM_CLIENT_RELAY_RELAYED_AGREEMENT_H_

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/client/agreement/agreement.h"
#include "ieum/client/relay/relay_client.h"

namespace ieum::client {

struct RelayedAgreementOptions {
  RelayClientOptions relay;
  core::ProjectId project;
  std::vector<core::InstitutionId> holders;  // all of the project, the own one among them
  // Own offer and own sealed shares lie beside it, in `state_file`.offer and `state_file`.shares.
  std::string state_file;
  std::string secret_file;
  int scrypt_log2_n;
  // Begin anew, with another share, and take back what was left with the server before.
  bool restart = false;
  // How long to wait for the other holders; zero: look once.
  absl::Duration wait = absl::Hours(1);
  // Between two looks; doubles up to the last.
  absl::Duration first_poll = absl::Seconds(1);
  absl::Duration last_poll = absl::Seconds(30);
};

struct RelayedAgreement {
  HolderSecret secret;
  std::vector<core::InstitutionId> holders;
  core::Sha256Digest offers_digest;
};

// what: "offers" or "shares"; so many of all holders have left theirs.
using AgreementProgress = std::function<void(std::string_view what, size_t there, size_t all)>;

// Starts, or goes on from the state file, to the end: then the secret is in its file, under the
// passphrase, and the state is deleted. Killed at any moment, or ended by an error that says so, it
// goes on when it is called again. The secret file may be there only if it holds this very secret.
//
// DEADLINE_EXCEEDED names the holders waited for. FAILED_PRECONDITION: another holder has begun
// anew, or its shares are sealed for other offers than those that we got: somebody showed different
// offers to different holders. ALREADY_EXISTS: the server has an offer of ours that this state does
// not know. Others as StartAgreement, VerifiedOffers::Verify, SealShares, FinishAgreement,
// RelayClient. CANCELLED: `stop`.
absl::StatusOr<RelayedAgreement> AgreeThroughRelay(const RelayedAgreementOptions& options,
                                                   const AgreementIdentity& identity,
                                                   std::string_view ca_pem,
                                                   const core::SecretBytes& passphrase,
                                                   const AgreementProgress& progress,
                                                   core::Random& random, std::stop_token stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RELAY_RELAYED_AGREEMENT_H_
