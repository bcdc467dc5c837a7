// Certificates of destruction. Tried as they are; signed by the log's key, so that mutations reach
// the line of JSON; and, taken for the body alone, under an entry, a proof and a checkpoint that
// fit, so that they reach what it says. What verifies says the same again, and nothing that was not
// signed verifies.
#include <string>
#include <vector>

#include "ieum/core/auditlog/destruction_certificate.h"
#include "ieum/core/base/status.h"
#include "support/seeded_random.h"

namespace {

using namespace ieum::core;  // NOLINT: a test program of a few functions

const NoteSigner& Log() {
  static const NoteSigner* const signer = [] {
    ieum::testing::SeededRandom random(1);
    return new NoteSigner("linkage-center/matcher/m1", NoteKeyType::kEd25519,
                          Ed25519Key::Generate(random));
  }();
  return *signer;
}

std::string Sign(const std::string& text) {
  return SignedNote{.text = text, .signatures = {Log().Sign(text, absl::UnixEpoch())}}.ToString();
}

// Whether it verifies.
bool Check(const std::string& note) {
  const auto verified = VerifyCertificate(note, Log().verifier());
  if (!verified.ok()) return false;
  IEUM_CHECK(DestructionText(verified->destruction) == verified->body);
  IEUM_CHECK(verified->entry.decided == DestructionDigest(verified->destruction));
  IEUM_CHECK(verified->entry.project == verified->destruction.project);
  IEUM_CHECK(verified->entry.sequence < verified->checkpoint.size);
  return true;
}

// A log of two entries, the second of which says that this was decided, and a note about both.
std::string Certify(const std::string& body, const ProjectId& project) {
  AuditEntry entry;
  entry.sequence = 1;
  entry.time = absl::FromUnixMicros(1'790'000'000'300'004);
  entry.moment = AuditMoment::kAfter;
  entry.begun_by = 0;
  entry.act = kDestructionAct;
  entry.project = project;
  entry.outcome = AuditOutcome::kDone;
  entry.retention = AuditRetention::kThreeYearsAfterDestruction;
  entry.decided = Sha256(AsBytes(body));
  DestructionProof proof{.index = 1, .entry = SerializeAuditEntry(entry)};
  const std::vector<Sha256Digest> leaves = {MerkleLeafHash(AsBytes("another entry")),
                                            MerkleLeafHash(proof.entry)};
  MerkleFrontier log;
  for (const Sha256Digest& leaf : leaves) log.Append(leaf);
  proof.inclusion =
      MakeInclusionProof([&leaves](int, uint64_t index) { return leaves[index]; }, 1, 2).value();
  proof.checkpoint =
      Sign(CheckpointText({.origin = Log().verifier().name(), .size = 2, .root = log.Root()}));
  // The body stands first, and is replaced as it is.
  const Destruction any{.project = project};
  const std::string text = CertificateText(any, proof);
  const std::string any_body = DestructionText(any);
  return Sign(std::string(text).replace(text.find(any_body), any_body.size(), body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(AsText(std::as_bytes(std::span(data, size))));
  if (text.size() > static_cast<size_t>(kMaxCertificateBytes)) return 0;
  (void)Check(text);
  (void)Check(Sign(text + "\n"));
  const ProjectId project = ProjectId::Parse("flu-2026").value();
  if (Check(Certify(text, project))) {
    // The same body under an entry about another project does not.
    IEUM_CHECK(!Check(Certify(text, ProjectId::Parse("flu-2027").value())));
  }
  return 0;
}
