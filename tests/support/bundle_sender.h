// A holder who sends bundles to the matcher of a MatcherHost.
#ifndef IEUM_TESTS_SUPPORT_BUNDLE_SENDER_H_
#define IEUM_TESTS_SUPPORT_BUNDLE_SENDER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/bundle/bundle_writer.h"
#include "support/matcher_host.h"

namespace ieum::testing {

// What a bundle is unless a test says otherwise.
struct SentBundle {
  std::string project;
  std::string content;  // the bytes
  core::BundleKind kind = core::BundleKind::kSubmission;
  LeafOptions sender = ClientLeaf("holder", "hospital-a");
  absl::Duration age = absl::ZeroDuration();
  std::string recipient_pem = {};  // empty: the matcher's own certificate
  core::Sha256Digest project_digest = {};
};

// Writes the bundle to the folder, in parts of 128 KiB, and returns the path of its cover. Ends the
// test program if that fails.
inline std::string SendBundle(const MatcherHost& host, const TempDir& dir, const std::string& name,
                              const SentBundle& sent) {
  const PemPair leaf = host.ca().Issue(sent.sender);
  const absl::Time then = absl::Now() - sent.age;
  const std::string ca = host.ca().certificate();
  const auto verify = [&ca](const std::string& pem, absl::Time now) {
    auto certificate = core::Certificate::Verify(pem, ca, now, "test", core::CertificateUse::kAny);
    IEUM_CHECK(certificate.ok());
    return *std::move(certificate);
  };
  const core::Certificate sender = verify(leaf.certificate, then);
  const core::Certificate recipient = verify(
      sent.recipient_pem.empty() ? ReadTestFile(host.dir().File("server.pem")) : sent.recipient_pem,
      absl::Now());
  const core::SigningKey key = core::SigningKey::Load(leaf.key, sender, "test").value();
  std::string path = dir.File(name + ".bundle");
  const auto sink = core::BundleFileSink::Create(path).value();
  const auto writer =
      core::BundleWriter::Create({.kind = sent.kind,
                                  .project = core::ProjectId::Parse(sent.project).value(),
                                  .project_digest = sent.project_digest,
                                  .created = then,
                                  .part_bytes = core::kMinBundlePartBytes},
                                 sender, key, recipient, core::SystemRandom(), *sink)
          .value();
  IEUM_CHECK(writer->Append(core::AsBytes(sent.content)).ok() && writer->Finish().ok());
  return path;
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_BUNDLE_SENDER_H_
