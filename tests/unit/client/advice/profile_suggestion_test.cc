#include "ieum/client/advice/profile_suggestion.h"

#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/status.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

absl::StatusOr<ProfileSuggestion> Suggest(const std::string& csv,
                                          const SuggestionOptions& options = {}) {
  const auto reader = CsvReader::FromText(csv);
  if (!reader.ok()) return reader.status();
  return SuggestProfile(**reader, options);
}

// Rows of different Korean persons; every ninth has no phone.
std::string KoreanFile(int rows) {
  const char* const surnames[] = {"김", "이", "박", "최", "정", "강", "조"};
  const char* const first[] = {"민", "서", "도", "예", "지", "하", "은", "우", "채", "현", "수"};
  const char* const last[] = {"준", "연", "윤", "원", "호", "린", "아",
                              "진", "영", "빈", "민", "경", "희"};
  std::string csv = "번호,성명,생년월일,성별,휴대폰번호,비고\n";
  for (int i = 0; i < rows; ++i) {
    csv += absl::StrFormat(
        "%d,%s%s%s,%d-%02d-%02d,%s,%s,\n", i + 1, surnames[i % 7], first[i % 11], last[i % 13],
        1940 + i * 7 % 70, 1 + i % 12, 1 + i * 5 % 28, i % 2 == 0 ? "남" : "여",
        i % 9 == 0 ? ""
                   : absl::StrFormat("010-%04d-%04d", 2000 + i * 37 % 7000, 1000 + i * 91 % 9000));
  }
  return csv;
}

TEST(ProfileSuggestionTest, MeasuresEachColumnAndProposesAProfile) {
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion suggestion, Suggest(KoreanFile(3600)));
  EXPECT_EQ(suggestion.row_count, 3600);
  EXPECT_EQ(suggestion.refused_count, 0);
  ASSERT_THAT(suggestion.columns, SizeIs(6));

  const ColumnFinding& id = suggestion.columns[0];
  EXPECT_EQ(id.distinct_count, 3600);
  EXPECT_THAT(id.field_name, IsEmpty());
  EXPECT_THAT(id.remark, HasSubstr("unknown"));

  const ColumnFinding& name = suggestion.columns[1];
  EXPECT_EQ(name.field_name, "name");
  EXPECT_EQ(name.segment, "name");
  EXPECT_EQ(name.distinct_count, 7 * 11 * 13);
  EXPECT_NEAR(name.entropy_bits, 9.97, 0.05);
  EXPECT_EQ(name.mean_tokens, 10);

  const ColumnFinding& sex = suggestion.columns[3];
  EXPECT_EQ(sex.distinct_count, 2);
  EXPECT_NEAR(sex.entropy_bits, 1, 1e-6);
  EXPECT_NEAR(sex.top_share, 0.5, 1e-6);
  EXPECT_EQ(sex.segment, "birth");

  const ColumnFinding& phone = suggestion.columns[4];
  EXPECT_EQ(phone.filled_count, 3200);
  EXPECT_EQ(phone.segment, "contact");

  EXPECT_EQ(suggestion.columns[5].filled_count, 0);
  EXPECT_THAT(suggestion.columns[5].remark, HasSubstr("mostly empty"));

  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile,
                       EncodingProfile::FromJson(suggestion.profile_json));
  EXPECT_EQ(profile.header.name, "suggested");
  EXPECT_EQ(profile.header.preset, core::Preset::kGrouped);
  ASSERT_THAT(profile.fields, SizeIs(4));
  EXPECT_EQ(profile.fields[0].column, "성명");
  EXPECT_EQ(profile.fields[0].normalizer, Normalizer::kHangulName);
  EXPECT_EQ(profile.fields[0].entropy_bits, 9);
  EXPECT_EQ(profile.fields[1].normalizer, Normalizer::kDate);
  EXPECT_EQ(profile.fields[2].normalizer, Normalizer::kSex);
  EXPECT_EQ(profile.fields[3].normalizer, Normalizer::kPhone);
  for (size_t s = 0; s < 3; ++s) {
    const bool is_name = profile.header.layout.segments()[s].name == "name";
    EXPECT_EQ(profile.header.hardenings[s].method,
              is_name ? core::HardeningMethod::kDiffusion : core::HardeningMethod::kBalance);
  }
}

TEST(ProfileSuggestionTest, PutsNoValueIntoWhatItReturns) {
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion suggestion, Suggest(KoreanFile(500)));
  std::string all = suggestion.profile_json + suggestion.why_none;
  for (const ColumnFinding& column : suggestion.columns) all += column.remark + column.field_name;
  for (const char* value : {"김민", "010-", "1940-", "남"}) EXPECT_THAT(all, Not(HasSubstr(value)));
}

TEST(ProfileSuggestionTest, GivesOverlappingAndWeakColumnsASharedSegment) {
  std::string csv = "given_name,surname,sex,zip\n";
  for (int i = 0; i < 2000; ++i) {
    csv += absl::StrFormat("an%c%ca,smi%c%cth,%c,%05d\n", 'a' + i % 26, 'a' + i / 26 % 26,
                           'a' + i % 23, 'a' + i / 23 % 26, i % 2 == 0 ? 'M' : 'F', 10000 + i);
  }
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion suggestion, Suggest(csv));
  EXPECT_EQ(suggestion.columns[0].segment, "name");
  EXPECT_EQ(suggestion.columns[1].segment, "name");
  EXPECT_EQ(suggestion.columns[2].segment, "name") << "the sex alone is too weak";
  EXPECT_EQ(suggestion.columns[3].segment, "contact");
  EXPECT_OK(EncodingProfile::FromJson(suggestion.profile_json)) << suggestion.why_none;
}

TEST(ProfileSuggestionTest, NeverProposesAColumnThatHoldsResidentNumbers) {
  std::string csv = KoreanFile(50);
  csv += "51,홍길동,1980-12-01,남,010-2345-6789,880101-1234567\n";
  csv += "52,홍길순,1980-12-01,여,010-2345-6780,메모\n";
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion suggestion, Suggest(csv));
  EXPECT_THAT(suggestion.columns[5].remark, HasSubstr("holds resident numbers or CI"));
  EXPECT_THAT(suggestion.columns[5].field_name, IsEmpty());
}

TEST(ProfileSuggestionTest, SaysWhyItProposesNothing) {
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion none, Suggest("amount,day\n1,2020-01-01\n2,x\n"));
  EXPECT_THAT(none.profile_json, IsEmpty());
  EXPECT_THAT(none.why_none, HasSubstr("no column tells who a row is about"));
  // Too little to be told apart: the rules of the preset say so.
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion weak, Suggest("sex\nM\nF\nM\n"));
  EXPECT_THAT(weak.profile_json, IsEmpty());
  EXPECT_THAT(weak.why_none, AllOf(HasSubstr("these columns make no safe profile: preset 'record'"),
                                   HasSubstr("The file may only be too small")));
}

TEST(ProfileSuggestionTest, DistrustsANameThatTheValuesContradict) {
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion suggestion,
                       Suggest("name,birth\nAnna,abc\nBert,def\nCarl,ghi\n"));
  EXPECT_THAT(suggestion.columns[1].remark,
              HasSubstr("looks like birth_date by its name, not by its values"));
}

TEST(ProfileSuggestionTest, GoesOnAfterARowThatCannotBeRead) {
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion suggestion,
                       Suggest("name,sex\nAnna,F\nonly one cell\nBert,M\n"));
  EXPECT_EQ(suggestion.row_count, 2);
  EXPECT_EQ(suggestion.refused_count, 1);
}

TEST(ProfileSuggestionTest, RefusesAFileWithoutRowsAndStopsOnRequest) {
  EXPECT_THAT(Suggest("name,sex\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no row could be read")));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Suggest("name\nA\n", {.stop = stop.get_token()}),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

TEST(ProfileSuggestionTest, UsesTheNameItIsGiven) {
  ASSERT_OK_AND_ASSIGN(const ProfileSuggestion suggestion,
                       Suggest(KoreanFile(2000), {.profile_name = "our-clinic"}));
  EXPECT_THAT(suggestion.profile_json, HasSubstr("\"profile\": \"our-clinic\""));
}

}  // namespace
}  // namespace ieum::client
