// Digits and telephone numbers.
#include "rule_result.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::RuleCase;
using ::ieum::testing::RuleResult;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

TEST(DigitsTest, DropsSeparatorsAndRefusesAnythingElse) {
  const RuleCase cases[] = {
      {"0123", "0123"},        {"123-45-67890", "1234567890"},
      {"(02) 1/2", "0212"},    {"１２３", "123"},
      {"\u0661\u0662", "12"},  {"12\u201334", "1234"},
      {"", "refused"},         {"-", "refused"},
      {"12a", "refused"},      {"1.5", "refused"},
      {"1.23E+09", "refused"}, {"십이", "refused"},
      {"+82", "refused"},
  };
  for (const RuleCase& each : cases) {
    EXPECT_EQ(RuleResult(Normalizer::kDigits, each.raw), each.want) << each.raw;
  }
}

TEST(PhoneTest, BringsNumbersIntoTheNationalForm) {
  const RuleCase cases[] = {
      {"010-1234-5678", "01012345678"},
      {"01012345678", "01012345678"},
      {"010.1234.5678", "01012345678"},
      {"010 1234 5678", "01012345678"},
      {"+82-10-1234-5678", "01012345678"},
      {"+82 (0)10-1234-5678", "01012345678"},
      {"821012345678", "01012345678"},
      {"0082-10-1234-5678", "01012345678"},
      {"1012345678", "01012345678"},
      {"０１０－１２３４－５６７８", "01012345678"},
      {"02-123-4567", "021234567"},
      {"+82-2-123-4567", "021234567"},
      {"82-2-123-4567", "021234567"},
      {"8212-3456", "82123456"},  // a local number, no country code
      {"1588-1234", "15881234"},
      {"031/123/4567", "0311234567"},
      {"0505-123-4567", "05051234567"},
      {"0507-1234-5678", "050712345678"},
      {"(02) 123-4567", "021234567"},
  };
  for (const RuleCase& each : cases)
    EXPECT_EQ(RuleResult(Normalizer::kPhone, each.raw), each.want) << each.raw;
}

TEST(PhoneTest, RefusesWhatIsNotOneNumber) {
  for (const std::string_view raw :
       {"", "010", "1234567", "010-1234-56789", "010-1234-****", "없음", "+", "++821012345678",
        "+1 202 555 0123", "0081-3-1234-567", "0082-0082-123456", "82+1012345678", "+82"}) {
    EXPECT_EQ(RuleResult(Normalizer::kPhone, raw), "refused") << raw;
  }
}

TEST(PhoneTest, TakesTheFirstOfTwoNumbersAndDropsWhatFollowsOne) {
  const RuleCase cases[] = {
      {"010-1234-5678, 02-123-4567", "01012345678"},
      {"010-1234-5678/02-123-4567", "01012345678"},
      {"010-1234-5678 / 010-2345-6789", "01012345678"},
      {"010-1234-5678;010-2345-6789", "01012345678"},
      {"010-1234-5678 02-123-4567", "01012345678"},
      {"01012345678 01023456789", "01012345678"},
      {"02-123-4567~8", "021234567"},
      {", 010-1234-5678", "01012345678"},
      {"02-123-4567 ext 12", "021234567"},
      {"02-123-4567 (내선 12)", "021234567"},
      {"02-123-4567 내선 12번", "021234567"},
      {"02-123-4567 x12", "021234567"},
      {"02-123-4567#12", "021234567"},
      {"010-1234-5678(집)", "01012345678"},
      {"010-1234-5678 ext", "refused"},
      {"010-1234-5678 abc", "refused"},
      {"1234, 010-1234-5678", "refused"},
  };
  for (const RuleCase& each : cases) {
    EXPECT_EQ(RuleResult(Normalizer::kPhone, each.raw), each.want) << each.raw;
  }
}

TEST(PhoneTest, TakesFillersForMissing) {
  for (const std::string_view raw :
       {"010-0000-0000", "01000000000", "000", "000-0000-0000", "0000000000", "010-1111-1111",
        "1111-1111", "+82-10-0000-0000", "99999999999", "０００－００００"}) {
    EXPECT_EQ(RuleResult(Normalizer::kPhone, raw), "missing") << raw;
  }
  EXPECT_EQ(RuleResult(Normalizer::kPhone, "010-1234-0000"), "01012340000");
}

std::vector<std::string> Renumbered(std::string_view number) {
  NormalizerOptions options;
  options.renumbered_candidate = true;
  std::vector<std::string> candidates;
  AppendCandidates(Normalizer::kPhone, options, number, candidates);
  return candidates;
}

TEST(PhoneTest, AddsTheNewNumberOfAnOldOneAsCandidate) {
  const RuleCase cases[] = {{"0112345678", "01052345678"},  {"0115005678", "01035005678"},
                            {"0162345678", "01032345678"},  {"0168995678", "01028995678"},
                            {"0172345678", "01062345678"},  {"0175005678", "01045005678"},
                            {"0182345678", "01042345678"},  {"0185005678", "01065005678"},
                            {"0192345678", "01022345678"},  {"0195005678", "01055005678"},
                            {"01190001234", "01090001234"}, {"01194991234", "01094991234"},
                            {"01195001234", "01085001234"}, {"01199991234", "01089991234"},
                            {"01117001234", "01071001234"}, {"01117991234", "01071991234"},
                            {"01690001234", "01070001234"}, {"01695001234", "01095001234"},
                            {"01990001234", "01080001234"}, {"01994991234", "01084991234"},
                            {"01995001234", "01075001234"}, {"01999991234", "01079991234"}};
  for (const RuleCase& each : cases) {
    EXPECT_THAT(Renumbered(each.raw), ::testing::ElementsAre(std::string(each.want))) << each.raw;
  }
  for (const std::string_view none : {"01012345678", "0111995678", "0119005678", "01112341234",
                                      "021234567", "0312345678", "15881234", "0", "01790001234"}) {
    EXPECT_TRUE(Renumbered(none).empty()) << none;
  }
  std::vector<std::string> candidates;
  AppendCandidates(Normalizer::kPhone, {}, "0112345678", candidates);
  EXPECT_TRUE(candidates.empty()) << "only where the profile says so";
}

TEST(PhoneTest, TheUsualFormsGiveWhatTheyGiveAmongTabs) {
  // A tab inside is dropped and leads around the short way for the usual forms.
  for (const std::string head : {"010", "011", "019", "000", "082", "02-", "+82", "01a", "1-0"}) {
    for (const std::string tail : {"12345678", "00000000", "11111111", "0000000a"}) {
      for (const std::string& number :
           {head + tail, head + "-" + tail.substr(0, 4) + "-" + tail.substr(4)}) {
        std::string usual;
        std::string unusual;
        const absl::Status status = NormalizePhone(number, usual);
        EXPECT_EQ(NormalizePhone(number + "\t", unusual), status);
        if (status.ok()) {
          EXPECT_EQ(usual, unusual);
        }
      }
    }
  }
}

}  // namespace
}  // namespace ieum::client
