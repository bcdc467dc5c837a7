#include "ieum/client/advice/known_answers.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/client/advice/fictitious_persons.h"
#include "ieum/client/encode/record_encoder.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::FailedPrecondition;
using core::InvalidArgument;
using Json = nlohmann::ordered_json;

// FORMAT: never changed.
constexpr int kVersion = 1;
constexpr std::string_view kPublicSecretText = "ieum public test secret";
constexpr std::string_view kPublicProject = "known-answers";
constexpr std::string_view kCheckInfo = "ieum/v1/known answers";
constexpr std::string_view kTagInfo = "ieum/v1/submission check";
constexpr size_t kCheckKeyBytes = 32;
constexpr size_t kHexDigestSize = 2 * sizeof(core::Sha256Digest);

std::string_view ValueOf(const FieldSpec& field, int person, std::string& normalized) {
  const std::string_view value = FictitiousValue(person, field.normalizer);
  if (field.invalid != InvalidValue::kRefuse ||
      Normalize(field.normalizer, field.options, value, normalized).ok()) {
    return value;
  }
  return "";
}

// [kFictitiousPersonCount] SHA-256 of encoding ‖ blocking keys.
absl::StatusOr<std::vector<core::Sha256Digest>> Encode(const EncodingProfile& profile,
                                                       const HolderSecret& secret,
                                                       const core::ProjectId& project) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordEncoder> encoder,
                        RecordEncoder::Create(profile, secret, project));
  std::vector<uint64_t> row(static_cast<size_t>(profile.header.layout.row_words()));
  std::vector<uint64_t> keys(static_cast<size_t>(profile.header.blocking_key_count));
  std::vector<core::Sha256Digest> digests;
  std::string normalized;
  for (int person = 0; person < kFictitiousPersonCount; ++person) {
    std::vector<std::string_view> values;
    for (const FieldSpec& field : profile.fields) {
      values.push_back(ValueOf(field, person, normalized));
    }
    if (const absl::Status status = encoder->Encode(values, row, keys); !status.ok()) {
      return core::Internal("fictitious person %d cannot be encoded: %s", person + 1,
                            core::Message(status));
    }
    core::Sha256Stream stream;
    stream.Update(std::as_bytes(std::span(row)));
    stream.Update(std::as_bytes(std::span(keys)));
    digests.push_back(stream.Finish());
  }
  return digests;
}

std::string SecretCheck(const EncodingProfile& profile, const HolderSecret& secret,
                        const core::ProjectId& project,
                        const std::vector<core::Sha256Digest>& persons) {
  core::Bytes info(core::AsBytes(kCheckInfo).begin(), core::AsBytes(kCheckInfo).end());
  info.insert(info.end(), profile.header.digest.begin(), profile.header.digest.end());
  const core::SecretBytes key =
      core::HkdfSha256(secret.bytes, core::AsBytes(project.value()), info, kCheckKeyBytes);
  return core::ToHex(core::HmacSha256(key.view()).Tag(std::as_bytes(std::span(persons))));
}

bool IsHexDigest(std::string_view text) {
  return text.size() == kHexDigestSize &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

absl::StatusOr<std::string> TextOf(const Json& json, const char* member) {
  const auto found = json.find(member);
  if (found != json.end() && found->is_string()) return found->get<std::string>();
  return InvalidArgument("a known-answer file has a text '%s'; this has none", member);
}

absl::StatusOr<std::string> DigestOf(const Json& json, const char* member) {
  IEUM_ASSIGN_OR_RETURN(std::string text, TextOf(json, member));
  if (IsHexDigest(text)) return text;
  return InvalidArgument("'%s' is not %d hexadecimal digits", member, kHexDigestSize);
}

}  // namespace

absl::StatusOr<KnownAnswers> MakeKnownAnswers(const EncodingProfile& profile) {
  KnownAnswers answers;
  answers.profile_name = profile.header.name;
  answers.profile_digest = core::ToHex(profile.header.digest);
  answers.software = IEUM_VERSION;
  const HolderSecret secret{
      core::SecretBytes::CopyOf(core::Sha256(core::AsBytes(kPublicSecretText)))};
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(kPublicProject));
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::Sha256Digest> persons,
                        Encode(profile, secret, project));
  for (const core::Sha256Digest& person : persons) answers.persons.push_back(core::ToHex(person));
  return answers;
}

absl::StatusOr<KnownAnswers> MakeKnownAnswers(const EncodingProfile& profile,
                                              const HolderSecret& secret,
                                              const core::ProjectId& project) {
  IEUM_ASSIGN_OR_RETURN(KnownAnswers answers, MakeKnownAnswers(profile));
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::Sha256Digest> persons,
                        Encode(profile, secret, project));
  answers.project = project.value();
  answers.secret_check = SecretCheck(profile, secret, project, persons);
  return answers;
}

absl::StatusOr<core::Sha256Digest> MakeAgreementTag(const EncodingProfile& profile,
                                                    const HolderSecret& secret,
                                                    const core::ProjectId& project) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::Sha256Digest> persons,
                        Encode(profile, secret, project));
  return AgreementTagOf(persons, profile.header.digest, secret, project);
}

core::Sha256Digest AgreementTagOf(std::span<const core::Sha256Digest> persons,
                                  const core::Sha256Digest& profile_digest,
                                  const HolderSecret& secret, const core::ProjectId& project) {
  const core::Sha256Digest answers = core::Sha256(std::as_bytes(persons));
  core::Bytes message(profile_digest.begin(), profile_digest.end());
  message.insert(message.end(), answers.begin(), answers.end());
  const core::SecretBytes key = core::HkdfSha256(secret.bytes, core::AsBytes(project.value()),
                                                 core::AsBytes(kTagInfo), kCheckKeyBytes);
  return core::HmacSha256(key.view()).Tag(message);
}

std::string WriteKnownAnswers(const KnownAnswers& answers) {
  Json json;
  json["ieum_known_answers"] = kVersion;
  json["profile"] = answers.profile_name;
  json["profile_digest"] = answers.profile_digest;
  json["software"] = answers.software;
  if (!answers.secret_check.empty()) {
    json["project"] = answers.project;
    json["secret_check"] = answers.secret_check;
  }
  json["persons"] = answers.persons;
  constexpr int kIndent = 2;
  return json.dump(kIndent) + "\n";
}

absl::StatusOr<KnownAnswers> ParseKnownAnswers(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("ieum_known_answers")) {
    return InvalidArgument(
        "this is no file of known answers; 'ieum profile test --out FILE' writes one");
  }
  if (json["ieum_known_answers"] != kVersion) {
    return InvalidArgument("the known answers are not of version %d, which this software knows",
                           kVersion);
  }
  KnownAnswers answers;
  IEUM_ASSIGN_OR_RETURN(answers.profile_name, TextOf(json, "profile"));
  IEUM_ASSIGN_OR_RETURN(answers.profile_digest, DigestOf(json, "profile_digest"));
  IEUM_ASSIGN_OR_RETURN(answers.software, TextOf(json, "software"));
  if (json.contains("secret_check")) {
    IEUM_ASSIGN_OR_RETURN(answers.project, TextOf(json, "project"));
    IEUM_ASSIGN_OR_RETURN(answers.secret_check, DigestOf(json, "secret_check"));
  }
  const auto persons = json.find("persons");
  if (persons == json.end() || !persons->is_array() || persons->size() != kFictitiousPersonCount) {
    return InvalidArgument("'persons' is not an array of %d digests", kFictitiousPersonCount);
  }
  for (const Json& person : *persons) {
    if (!person.is_string() || !IsHexDigest(person.get<std::string>())) {
      return InvalidArgument("'persons[%d]' is not %d hexadecimal digits", answers.persons.size(),
                             kHexDigestSize);
    }
    answers.persons.push_back(person.get<std::string>());
  }
  return answers;
}

absl::Status CompareKnownAnswers(const KnownAnswers& ours, const KnownAnswers& theirs) {
  if (ours.profile_digest != theirs.profile_digest) {
    return FailedPrecondition(
        "the profiles differ: ours is '%s' with digest %s, theirs is '%s' with digest %s; exchange "
        "the files and see 'ieum profile diff'",
        ours.profile_name, ours.profile_digest, theirs.profile_name, theirs.profile_digest);
  }
  std::string different;
  for (size_t i = 0; i < ours.persons.size(); ++i) {
    if (ours.persons[i] == theirs.persons[i]) continue;
    different += (different.empty() ? "" : ", ") + absl::StrFormat("%d", i + 1);
  }
  if (!different.empty()) {
    return FailedPrecondition(
        "the software differs: with the same profile and the same public secret, fictitious "
        "persons %s get other encodings; ours is version %s, theirs %s; use the same version",
        different, ours.software, theirs.software);
  }
  if (ours.secret_check.empty() || theirs.secret_check.empty()) return absl::OkStatus();
  if (ours.project != theirs.project) {
    return FailedPrecondition(
        "the projects differ, so that secrets cannot be compared; name the same project to "
        "--project");
  }
  if (ours.secret_check != theirs.secret_check) {
    return FailedPrecondition(
        "the secrets differ: profile and software are equal, but not what the secret makes of "
        "them; compare 'ieum secret show-check-value' and agree on the secret again");
  }
  return absl::OkStatus();
}

}  // namespace ieum::client
