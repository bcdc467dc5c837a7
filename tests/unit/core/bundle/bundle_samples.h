// People who send bundles, and bundles in memory that tests can damage.
#ifndef IEUM_TESTS_UNIT_CORE_BUNDLE_BUNDLE_SAMPLES_H_
#define IEUM_TESTS_UNIT_CORE_BUNDLE_BUNDLE_SAMPLES_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_content.h"
#include "ieum/core/bundle/bundle_writer.h"
#include "support/seeded_random.h"
#include "support/test_ca.h"

namespace ieum::core {

// The files of a bundle.
class MemoryBundle final : public BundleSink, public BundleParts {
 public:
  Bytes cover;
  std::map<uint32_t, Bytes> parts;

  absl::Status BeginPart(uint32_t number) override {
    now_ = number;
    parts[number];
    return absl::OkStatus();
  }
  absl::Status Write(ByteView bytes) override {
    parts[now_].insert(parts[now_].end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  }
  absl::Status EndPart() override { return absl::OkStatus(); }
  absl::Status WriteCover(ByteView bytes) override {
    cover.assign(bytes.begin(), bytes.end());
    return absl::OkStatus();
  }

  std::string NameOf(uint32_t number) const override {
    return absl::StrFormat("'test.%03d'", number);
  }
  absl::StatusOr<uint64_t> SizeOf(uint32_t number) override {
    const auto found = parts.find(number);
    if (found == parts.end()) return NotFound("no part %d", number);
    return uint64_t{found->second.size()};
  }
  absl::Status Read(uint32_t number, uint64_t offset, std::span<std::byte> out) override {
    const Bytes& part = parts.at(number);
    if (offset + out.size() > part.size()) return DataLoss("part %d is short", number);
    std::copy_n(part.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return absl::OkStatus();
  }

 private:
  uint32_t now_ = 0;
};

struct Person {
  Certificate certificate;
  SigningKey key;
  std::string key_pem;
};

inline Person NewPerson(const testing::TestCa& ca, const testing::LeafOptions& options) {
  testing::PemPair leaf = ca.Issue(options);
  auto certificate = Certificate::Verify(leaf.certificate, ca.certificate(), absl::Now(), "test",
                                         CertificateUse::kAny);
  IEUM_CHECK(certificate.ok());
  auto key = SigningKey::Load(leaf.key, *certificate, "test");
  IEUM_CHECK(key.ok());
  return {*std::move(certificate), *std::move(key), std::move(leaf.key)};
}

// Bytes that are not all alike.
inline Bytes SampleContent(size_t size) {
  Bytes content(size);
  testing::SeededRandom(7).Fill(content);
  return content;
}

// Hospital A sends a submission to the matcher.
struct BundleWorld {
  testing::TestCa ca;
  Person holder = NewPerson(ca, testing::ClientLeaf("holder", "hospital-a"));
  Person matcher = NewPerson(ca, testing::ServerLeaf());
  testing::SeededRandom random{1};
  absl::Time now = absl::Now();

  BundleTerms Terms() const {
    return {.kind = BundleKind::kSubmission,
            .project = *ProjectId::Parse("demo"),
            .project_digest = {},
            .created = now,
            .part_bytes = kMinBundlePartBytes};
  }
  absl::StatusOr<std::unique_ptr<BundleWriter>> Writer(const BundleTerms& terms, BundleSink& sink) {
    return BundleWriter::Create(terms, holder.certificate, holder.key, matcher.certificate, random,
                                sink);
  }
  std::unique_ptr<MemoryBundle> Make(ByteView content) { return Make(Terms(), content); }
  std::unique_ptr<MemoryBundle> Make(const BundleTerms& terms, ByteView content) {
    auto bundle = std::make_unique<MemoryBundle>();
    auto writer = Writer(terms, *bundle);
    IEUM_CHECK(writer.ok() && (*writer)->Append(content).ok() && (*writer)->Finish().ok());
    return bundle;
  }
  absl::StatusOr<VerifiedCover> Verify(const MemoryBundle& bundle,
                                       const BundleExpectation& expected = {}) {
    return VerifiedCover::Verify(bundle.cover, {.ca_pem = ca.certificate(), .now = now}, expected,
                                 "'test.bundle'");
  }
  // As a careful recipient does it; with another's key if given.
  absl::StatusOr<Bytes> Open(MemoryBundle& bundle, const std::string& key_pem = "") {
    IEUM_ASSIGN_OR_RETURN(const VerifiedCover cover, Verify(bundle));
    IEUM_RETURN_IF_ERROR(CheckBundleParts(cover, bundle, {}));
    return Decrypt(cover, bundle, key_pem);
  }
  absl::StatusOr<Bytes> Decrypt(const VerifiedCover& cover, MemoryBundle& bundle,
                                const std::string& key_pem = "") {
    IEUM_ASSIGN_OR_RETURN(const KeyAgreement key,
                          KeyAgreement::FromPem(key_pem.empty() ? matcher.key_pem : key_pem, "k"));
    IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<BundleContent> content,
                          BundleContent::Open(cover, bundle, key));
    Bytes all;
    while (true) {
      IEUM_ASSIGN_OR_RETURN(const std::optional<ByteView> next, content->Next());
      if (!next.has_value()) return all;
      all.insert(all.end(), next->begin(), next->end());
    }
  }
};

}  // namespace ieum::core

#endif  // IEUM_TESTS_UNIT_CORE_BUNDLE_BUNDLE_SAMPLES_H_
