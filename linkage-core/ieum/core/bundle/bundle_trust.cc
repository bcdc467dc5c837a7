#include "ieum/core/bundle/bundle_trust.h"

#include <string>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Machines without a network have clocks of their own.
constexpr absl::Duration kMaxClockDifference = absl::Hours(1);

absl::Status CheckExpected(const BundleHeader& header, const BundleExpectation& expected,
                           std::string_view what) {
  if (expected.kind.has_value() && header.kind != *expected.kind) {
    return FailedPrecondition("%s is a bundle of kind %s; want one of kind %s", what,
                              FactsOf(header.kind).name, FactsOf(*expected.kind).name);
  }
  if (expected.project.has_value() && header.project != *expected.project) {
    return FailedPrecondition("%s is for project '%s'; want one for '%s'", what,
                              header.project.value(), expected.project->value());
  }
  if (expected.project_digest.has_value() && header.project_digest != *expected.project_digest) {
    return FailedPrecondition(
        "%s was made under another manifest of project '%s'; its sender must make it again with "
        "the one that is agreed",
        what, header.project.value());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifiedCover> VerifiedCover::Verify(ByteView file, const BundleTrust& trust,
                                                    const BundleExpectation& expected,
                                                    std::string_view what) {
  absl::StatusOr<BundleCover> cover = ParseBundleCover(file);
  if (!cover.ok()) return WithContext(cover.status(), what);
  const BundleHeader& header = cover->header;
  const std::string sender_words = "the sender's certificate in " + std::string(what);
  IEUM_ASSIGN_OR_RETURN(const Certificate sender,
                        Certificate::Verify(header.sender_chain, trust.ca_pem, trust.now,
                                            sender_words, CertificateUse::kAny));
  if (!sender.HasSigned(SignedBundleBytes(*cover), cover->signature)) {
    return Unauthenticated(
        "the signature of %s does not fit: it was changed on its way; ask its sender for it again",
        what);
  }
  if (trust.denies && trust.denies(header.sender_chain)) {
    return Unauthenticated(
        "%s is not accepted any more: it is on the list of denied certificates; ask the sender to "
        "make the bundle again with a new one",
        sender_words);
  }
  if (sender.uri() != header.sender || sender.name().role != FactsOf(header.kind).sender_role) {
    return Unauthenticated(
        "%s is a bundle of kind %s signed by '%s'; only the role '%s' may send it, under its own "
        "name",
        what, FactsOf(header.kind).name, sender.uri(), FactsOf(header.kind).sender_role);
  }
  if (header.created > trust.now + kMaxClockDifference) {
    return Unauthenticated(
        "%s says that it was made on %s, which is in the future; check clocks", what,
        absl::FormatTime("%Y-%m-%d %H:%M UTC", header.created, absl::UTCTimeZone()));
  }
  IEUM_RETURN_IF_ERROR(CheckExpected(header, expected, what));
  return VerifiedCover(*std::move(cover), sender.name());
}

}  // namespace ieum::core
