#include "ieum/core/manifest/signed_manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/certificate_details.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

constexpr char kFormat[] = "ieum-signed-manifest";
constexpr std::string_view kDomain("ieum manifest v1\0", 17);
constexpr size_t kMaxSignatureBytes = 1024;  // RSA of 8192 bits

// Where a signature stands in the file, as errors of ReadManifest name fields.
std::string Place(size_t signature) { return absl::StrFormat("signatures[%d]", signature); }

bool HasMembers(const Json& value, std::initializer_list<const char*> names) {
  return value.is_object() && value.size() == names.size() &&
         std::all_of(names.begin(), names.end(),
                     [&value](const char* name) { return value.contains(name); });
}

absl::StatusOr<ManifestSignature> ReadSignature(const Json& value, const std::string& place) {
  if (!HasMembers(value, {"certificate", "signature", "time"}) ||
      !value["certificate"].is_string() || !value["signature"].is_string() ||
      !value["time"].is_number_integer()) {
    return InvalidArgument("'%s' is not of a certificate, a signature and a time", place);
  }
  const absl::StatusOr<Bytes> bytes = FromHex(value["signature"].get<std::string>());
  if (!bytes.ok() || bytes->empty() || bytes->size() > kMaxSignatureBytes ||
      ToHex(*bytes) != value["signature"].get<std::string>()) {
    return InvalidArgument("'%s.signature' is not 1 to %d bytes in lower-case hexadecimal", place,
                           kMaxSignatureBytes);
  }
  return ManifestSignature{.certificate_pem = value["certificate"].get<std::string>(),
                           .time = absl::FromUnixMicros(value["time"].get<int64_t>()),
                           .signature = *bytes};
}

// The parties that the owner of the certificate signs for.
absl::StatusOr<std::vector<size_t>> PartiesOf(const Certificate& certificate,
                                              const Manifest& manifest) {
  IEUM_ASSIGN_OR_RETURN(const CertificateDetails details,
                        ReadCertificateDetails(certificate.chain_pem()));
  std::vector<size_t> parties;
  for (size_t i = 0; i < manifest.parties.size(); ++i) {
    const ManifestParty& party = manifest.parties[i];
    const bool of_unit = party.unit.empty() || std::find(details.units.begin(), details.units.end(),
                                                         party.unit) != details.units.end();
    if (of_unit && party.institution == certificate.name().institution &&
        MaySignFor(certificate.name().role, party.role)) {
      parties.push_back(i);
    }
  }
  return parties;
}

absl::StatusOr<ManifestSigner> CheckSignature(const SignedManifest& manifest, size_t index,
                                              std::string_view ca_pem, absl::Time now,
                                              ValidAt when) {
  const ManifestSignature& signature = manifest.signatures[index];
  const std::string place = Place(index);
  if (signature.time > now + kMaxClockAhead) {
    return InvalidArgument("'%s' was made in the future; check both clocks", place);
  }
  IEUM_ASSIGN_OR_RETURN(const Certificate certificate,
                        Certificate::Verify(signature.certificate_pem, ca_pem,
                                            when == ValidAt::kNow ? now : signature.time,
                                            "the certificate of '" + place + "'"));
  if (!certificate.HasSigned(ManifestMessage(manifest.manifest.digest, signature.time),
                             signature.signature)) {
    return InvalidArgument(
        "'%s' is not over this manifest: one of them was changed since; have it signed again",
        place);
  }
  IEUM_ASSIGN_OR_RETURN(std::vector<size_t> parties, PartiesOf(certificate, manifest.manifest));
  if (parties.empty()) {
    return InvalidArgument(
        "'%s' is by somebody who may sign for none of the parties; take it out of the file", place);
  }
  return ManifestSigner{
      .uri = certificate.uri(), .time = signature.time, .parties = std::move(parties)};
}

}  // namespace

absl::StatusOr<SignedManifest> ReadSignedManifest(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(const std::string canonical, CanonicalJson(json));
  const Json document = Json::parse(canonical, nullptr, false);
  // Whatever else it is, ReadManifest says what is wrong with it.
  if (!document.is_object() || !document.contains("format") || document["format"] != kFormat) {
    IEUM_ASSIGN_OR_RETURN(Manifest bare, ReadManifest(canonical));
    return SignedManifest{.manifest = std::move(bare), .signatures = {}};
  }
  if (!HasMembers(document, {"format", "manifest", "signatures", "version"}) ||
      document["version"] != 1 || !document["signatures"].is_array()) {
    return InvalidArgument("the signed manifest is not of version 1, a manifest and signatures");
  }
  IEUM_ASSIGN_OR_RETURN(Manifest manifest, ReadManifest(document["manifest"].dump()));
  SignedManifest read{.manifest = std::move(manifest), .signatures = {}};
  const Json& signatures = document["signatures"];
  if (signatures.size() > kMaxManifestSignatures) {
    return InvalidArgument("'signatures' has %d entries; want at most %d", signatures.size(),
                           kMaxManifestSignatures);
  }
  for (const Json& signature : signatures) {
    IEUM_ASSIGN_OR_RETURN(ManifestSignature one,
                          ReadSignature(signature, Place(read.signatures.size())));
    read.signatures.push_back(std::move(one));
  }
  return read;
}

std::string SignedManifestText(const SignedManifest& manifest) {
  Json signatures = Json::array();
  for (const ManifestSignature& signature : manifest.signatures) {
    signatures.push_back({{"certificate", signature.certificate_pem},
                          {"signature", ToHex(signature.signature)},
                          {"time", absl::ToUnixMicros(signature.time)}});
  }
  const Json document = {{"format", kFormat},
                         {"manifest", Json::parse(manifest.manifest.canonical_json)},
                         {"signatures", std::move(signatures)},
                         {"version", 1}};
  return document.dump() + "\n";
}

Bytes ManifestMessage(const Sha256Digest& manifest, absl::Time time) {
  Bytes message;
  const ByteView domain = AsBytes(kDomain);
  message.insert(message.end(), domain.begin(), domain.end());
  message.insert(message.end(), manifest.begin(), manifest.end());
  AppendLittleEndian(message, absl::ToUnixMicros(time));
  return message;
}

bool MaySignFor(std::string_view role, PartyRole party) {
  switch (party) {
    case PartyRole::kHolder:
      return role == "holder";
    case PartyRole::kMatcher:
      return role == "operator" || role == "project-admin";
    case PartyRole::kJoiner:
      return role == "joiner-operator" || role == "project-admin";
    case PartyRole::kResearcher:
      return role == "researcher";
  }
  return false;
}

absl::Status AddSignature(const Certificate& certificate, const SigningKey& key, absl::Time now,
                          SignedManifest& manifest) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<size_t> parties,
                        PartiesOf(certificate, manifest.manifest));
  if (parties.empty()) {
    return FailedPrecondition(
        "%s may sign for none of the manifest's parties: a holder signs for its own institution, "
        "an operator or project-admin for the matcher's, a joiner-operator or project-admin for "
        "the joiner's, a researcher for its own, each with a certificate of the party's unit if it "
        "names one",
        certificate.uri());
  }
  std::vector<ManifestSignature> kept;
  for (ManifestSignature& earlier : manifest.signatures) {
    const auto details = ReadCertificateDetails(earlier.certificate_pem);
    const bool same =
        details.ok() && details->uris.size() == 1 && details->uris.front() == certificate.uri();
    if (!same) kept.push_back(std::move(earlier));
  }
  manifest.signatures = std::move(kept);
  if (manifest.signatures.size() == kMaxManifestSignatures) {
    return ResourceExhausted("the manifest has %d signatures, the most it may have",
                             kMaxManifestSignatures);
  }
  const absl::Time time = absl::FromUnixMicros(absl::ToUnixMicros(now));
  manifest.signatures.push_back(
      {.certificate_pem = certificate.chain_pem(),
       .time = time,
       .signature = key.Sign(ManifestMessage(manifest.manifest.digest, time))});
  return absl::OkStatus();
}

absl::StatusOr<ManifestStanding> CheckSignatures(const SignedManifest& manifest,
                                                 std::string_view ca_pem, absl::Time now,
                                                 ValidAt when) {
  ManifestStanding standing;
  std::vector<bool> signed_for(manifest.manifest.parties.size());
  for (size_t i = 0; i < manifest.signatures.size(); ++i) {
    IEUM_ASSIGN_OR_RETURN(ManifestSigner signer, CheckSignature(manifest, i, ca_pem, now, when));
    for (const ManifestSigner& before : standing.signers) {
      if (before.uri == signer.uri) {
        return InvalidArgument("'%s' is a second one of the same name; take one out", Place(i));
      }
    }
    for (const size_t party : signer.parties) signed_for[party] = true;
    standing.signers.push_back(std::move(signer));
  }
  for (size_t party = 0; party < signed_for.size(); ++party) {
    if (!signed_for[party]) standing.missing.push_back(party);
  }
  return standing;
}

std::string PartyText(const Manifest& manifest, size_t party) {
  const ManifestParty& one = manifest.parties[party];
  return absl::StrFormat("%s '%s'", PartyRoleName(one.role), one.institution.value());
}

}  // namespace ieum::core
