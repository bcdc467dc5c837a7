// Known-answer vectors: what a profile makes of persons who do not exist, so that two holders learn
// that their profile, software or secret differs before they send anything real. FORMAT:
// docs/formats/known-answers.md.
#ifndef IEUM_CLIENT_ADVICE_KNOWN_ANSWERS_H_
#define IEUM_CLIENT_ADVICE_KNOWN_ANSWERS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::client {

// Nothing in it is secret: the encodings are of nobody, under a secret that everybody knows.
struct KnownAnswers {
  std::string profile_name;
  std::string profile_digest;  // hexadecimal
  std::string software;        // version of the program that made them
  // [kFictitiousPersonCount], SHA-256 of encoding ‖ blocking keys, hexadecimal.
  std::vector<std::string> persons;
  // Set if made with the project's secret; else both are empty. The check is HMAC-SHA-256, under a
  // key derived from the secret for nothing else, over what the secret makes of the persons: equal
  // secrets give equal checks, and nothing can be computed from one without the secret.
  std::string project;
  std::string secret_check;  // hexadecimal
};

// INTERNAL only if encoding persons that no field refuses fails.
absl::StatusOr<KnownAnswers> MakeKnownAnswers(const EncodingProfile& profile);
// The same with the check of `secret` in `project`.
absl::StatusOr<KnownAnswers> MakeKnownAnswers(const EncodingProfile& profile,
                                              const HolderSecret& secret,
                                              const core::ProjectId& project);

// What goes with a submission, so that the server notices that two holders do not encode alike:
// HMAC-SHA-256, under a key derived from the secret for nothing else, of the profile's digest and
// of what secret and software make of the persons. Nothing of a person or of the secret can be
// computed from it. FORMAT: docs/formats/agreement-tag.md.
absl::StatusOr<core::Sha256Digest> MakeAgreementTag(const EncodingProfile& profile,
                                                    const HolderSecret& secret,
                                                    const core::ProjectId& project);

// The tag of what was encoded already. persons: [n], SHA-256 of encoding ‖ blocking keys.
core::Sha256Digest AgreementTagOf(std::span<const core::Sha256Digest> persons,
                                  const core::Sha256Digest& profile_digest,
                                  const HolderSecret& secret, const core::ProjectId& project);

std::string WriteKnownAnswers(const KnownAnswers& answers);
// INVALID_ARGUMENT if it is no such file or is of a version that this software does not know.
absl::StatusOr<KnownAnswers> ParseKnownAnswers(std::string_view json);

// Ours against another holder's. OK if everything that both have is equal. FAILED_PRECONDITION says
// which of the three differs, profile, software or secret (or the project), and what to do next.
absl::Status CompareKnownAnswers(const KnownAnswers& ours, const KnownAnswers& theirs);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ADVICE_KNOWN_ANSWERS_H_
