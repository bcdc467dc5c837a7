#include "ieum/client/advice/known_answers.h"

#include <nlohmann/json.hpp>
#include <set>

#include "ieum/client/advice/fictitious_persons.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/status.h"
#include "support/hex_vector.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Json = nlohmann::json;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

EncodingProfile ReadBuiltIn(const std::string& name) {
  const auto text = BuiltInProfile(name);
  EXPECT_OK(text);
  auto profile = EncodingProfile::FromJson(*text);
  EXPECT_OK(profile);
  return *std::move(profile);
}

HolderSecret Secret(char filling) {
  const std::string bytes(HolderSecret::kSizeBytes, filling);
  return HolderSecret{core::SecretBytes::CopyOf(core::AsBytes(bytes))};
}

core::ProjectId Project(std::string_view name) { return *core::ProjectId::Parse(name); }

// The worked example of docs/formats/agreement-tag.md.
TEST(AgreementTagTest, IsThePublishedOne) {
  core::Bytes secret(HolderSecret::kSizeBytes);
  for (size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::byte>(i);
  const std::vector<core::Sha256Digest> persons = {
      core::Sha256(*core::FromHex("0100000000000080")),
      core::Sha256(*core::FromHex("0003000000000000"))};
  const core::Bytes digest = testing::ReadHexVector("profile.digest.hex");
  core::Sha256Digest profile_digest;
  ASSERT_EQ(digest.size(), profile_digest.size());
  std::copy(digest.begin(), digest.end(), profile_digest.begin());
  const auto tag = [&](const core::Bytes& holder_secret, std::string_view project) {
    return core::ToHex(AgreementTagOf(persons, profile_digest,
                                      HolderSecret{core::SecretBytes::CopyOf(holder_secret)},
                                      Project(project)));
  };
  const std::string published = core::ToHex(testing::ReadHexVector("agreement_tag.hex"));
  EXPECT_EQ(tag(secret, "demo"), published);
  EXPECT_NE(tag(secret, "other"), published);
  secret[31] ^= std::byte{1};
  EXPECT_NE(tag(secret, "demo"), published);
}

TEST(FictitiousPersonsTest, GiveEveryNormalizerTenValuesOrMoreThatItTakes) {
  for (int n = 0; n <= static_cast<int>(Normalizer::kCode); ++n) {
    const auto normalizer = static_cast<Normalizer>(n);
    std::set<std::string> results;
    std::string out;
    for (int person = 0; person < kFictitiousPersonCount; ++person) {
      const std::string_view value = FictitiousValue(person, normalizer);
      if (value.empty() || !Normalize(normalizer, {}, value, out).ok() || out.empty()) continue;
      results.insert(out);
    }
    EXPECT_GE(results.size(), normalizer == Normalizer::kSex ? 2U : 8U)
        << NormalizerWord(normalizer);
  }
}

TEST(FictitiousPersonsTest, IncludeOneOfWhomNothingIsKnown) {
  for (int n = 0; n <= static_cast<int>(Normalizer::kCode); ++n) {
    EXPECT_THAT(FictitiousValue(kFictitiousPersonCount - 1, static_cast<Normalizer>(n)), IsEmpty());
  }
}

TEST(KnownAnswersTest, CanBeMadeWithEveryBuiltInProfile) {
  for (const std::string& name : BuiltInProfileNames()) {
    const EncodingProfile profile = ReadBuiltIn(name);
    ASSERT_OK_AND_ASSIGN(const KnownAnswers answers, MakeKnownAnswers(profile));
    EXPECT_EQ(answers.profile_name, name);
    EXPECT_EQ(answers.profile_digest, core::ToHex(profile.header.digest));
    EXPECT_THAT(answers.persons, SizeIs(kFictitiousPersonCount));
    const std::set<std::string> distinct(answers.persons.begin(), answers.persons.end());
    EXPECT_GE(distinct.size(), 12U) << name;
    EXPECT_THAT(answers.secret_check, IsEmpty());
  }
}

TEST(KnownAnswersTest, AreTheSameEveryTimeAndAfterWritingAndReading) {
  const EncodingProfile profile = ReadBuiltIn("card-customer");
  ASSERT_OK_AND_ASSIGN(const KnownAnswers once,
                       MakeKnownAnswers(profile, Secret('a'), Project("flu")));
  ASSERT_OK_AND_ASSIGN(const KnownAnswers again,
                       MakeKnownAnswers(profile, Secret('a'), Project("flu")));
  const std::string text = WriteKnownAnswers(once);
  EXPECT_EQ(text, WriteKnownAnswers(again));
  ASSERT_OK_AND_ASSIGN(const KnownAnswers read, ParseKnownAnswers(text));
  EXPECT_EQ(WriteKnownAnswers(read), text);
  EXPECT_OK(CompareKnownAnswers(once, read));
}

TEST(KnownAnswersTest, WithoutSecretDoNotDependOnOne) {
  const EncodingProfile profile = ReadBuiltIn("korean-person");
  ASSERT_OK_AND_ASSIGN(const KnownAnswers without, MakeKnownAnswers(profile));
  ASSERT_OK_AND_ASSIGN(const KnownAnswers with,
                       MakeKnownAnswers(profile, Secret('a'), Project("flu")));
  EXPECT_EQ(without.persons, with.persons);
  EXPECT_OK(CompareKnownAnswers(without, with)) << "what only one of them has is not compared";
}

TEST(KnownAnswersTest, TellWhichOfTheThreeDiffers) {
  const EncodingProfile profile = ReadBuiltIn("korean-person");
  ASSERT_OK_AND_ASSIGN(const KnownAnswers ours,
                       MakeKnownAnswers(profile, Secret('a'), Project("flu")));

  ASSERT_OK_AND_ASSIGN(const KnownAnswers other_profile,
                       MakeKnownAnswers(ReadBuiltIn("korean-person-field")));
  EXPECT_THAT(CompareKnownAnswers(ours, other_profile),
              StatusIs(kPrecondition,
                       AllOf(HasSubstr("the profiles differ: ours is 'korean-person' with digest"),
                             HasSubstr("theirs is 'korean-person-field'"),
                             HasSubstr("ieum profile diff"))));

  KnownAnswers other_software = ours;
  other_software.software = "9.9";
  other_software.persons[2] = other_software.persons[3];
  other_software.persons[6] = other_software.persons[3];
  EXPECT_THAT(
      CompareKnownAnswers(ours, other_software),
      StatusIs(kPrecondition, AllOf(HasSubstr("the software differs"),
                                    HasSubstr("persons 3, 7 get other"), HasSubstr("theirs 9.9"))));

  ASSERT_OK_AND_ASSIGN(const KnownAnswers other_secret,
                       MakeKnownAnswers(profile, Secret('b'), Project("flu")));
  EXPECT_THAT(CompareKnownAnswers(ours, other_secret),
              StatusIs(kPrecondition, AllOf(HasSubstr("the secrets differ"),
                                            HasSubstr("ieum secret show-check-value"))));

  ASSERT_OK_AND_ASSIGN(const KnownAnswers other_project,
                       MakeKnownAnswers(profile, Secret('a'), Project("flu-2")));
  EXPECT_THAT(CompareKnownAnswers(ours, other_project),
              StatusIs(kPrecondition, HasSubstr("the projects differ")));
}

TEST(KnownAnswersTest, AnotherVersionOfTheSoftwareThatEncodesAlikeIsNoDifference) {
  ASSERT_OK_AND_ASSIGN(const KnownAnswers ours, MakeKnownAnswers(ReadBuiltIn("korean-person")));
  KnownAnswers theirs = ours;
  theirs.software = "9.9";
  EXPECT_OK(CompareKnownAnswers(ours, theirs));
}

TEST(KnownAnswersTest, TheFileHoldsNeitherSecretNorEncoding) {
  const EncodingProfile profile = ReadBuiltIn("korean-person");
  ASSERT_OK_AND_ASSIGN(const KnownAnswers answers,
                       MakeKnownAnswers(profile, Secret('s'), Project("flu")));
  const std::string text = WriteKnownAnswers(answers);
  EXPECT_THAT(text, Not(HasSubstr("7373737373737373")));
  EXPECT_LT(text.size(), 2000U) << "digests only";
  EXPECT_NE(answers.secret_check, Secret('s').CheckValue());
}

TEST(KnownAnswersTest, RefusesFilesThatAreNone) {
  ASSERT_OK_AND_ASSIGN(const KnownAnswers answers,
                       MakeKnownAnswers(ReadBuiltIn("korean-person"), Secret('a'), Project("flu")));
  const Json good = Json::parse(WriteKnownAnswers(answers));
  const auto with = [&](const char* member, Json value) {
    Json changed = good;
    if (value.is_null()) {
      changed.erase(member);
    } else {
      changed[member] = std::move(value);
    }
    return ParseKnownAnswers(changed.dump());
  };
  for (const char* text : {"", "[]", "{}", "\xff", "{\"profile\":\"x\"}"}) {
    EXPECT_THAT(ParseKnownAnswers(text),
                StatusIs(kInvalid, HasSubstr("this is no file of known answers")));
  }
  EXPECT_THAT(with("ieum_known_answers", 2), StatusIs(kInvalid, HasSubstr("not of version 1")));
  EXPECT_THAT(with("profile", 1), StatusIs(kInvalid, HasSubstr("'profile'")));
  EXPECT_THAT(with("profile_digest", "00"),
              StatusIs(kInvalid, HasSubstr("'profile_digest' is not 64 hexadecimal digits")));
  EXPECT_THAT(with("software", nullptr), StatusIs(kInvalid, HasSubstr("'software'")));
  EXPECT_THAT(with("project", nullptr), StatusIs(kInvalid, HasSubstr("'project'")));
  EXPECT_THAT(with("secret_check", "x"), StatusIs(kInvalid, HasSubstr("'secret_check'")));
  EXPECT_THAT(with("persons", Json::array()), StatusIs(kInvalid, HasSubstr("'persons' is not")));
  Json persons = good["persons"];
  persons[3] = std::string(64, 'G');
  EXPECT_THAT(with("persons", persons), StatusIs(kInvalid, HasSubstr("'persons[3]'")));
}

}  // namespace
}  // namespace ieum::client
