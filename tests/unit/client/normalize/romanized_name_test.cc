#include "ieum/client/normalize/romanization.h"
#include "rule_result.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::RuleCase;
using ::ieum::testing::RuleResult;

std::string Romanized(std::string_view raw) { return RuleResult(Normalizer::kRomanizedName, raw); }

TEST(RomanizedNameTest, UnifiesHangulAndEverySpellingOfIt) {
  const struct {
    std::string_view hangul;
    std::vector<std::string_view> latin;
  } cases[] = {
      {"김민준",
       {"KIM MIN JUN", "Kim Min-jun", "Minjun Kim", "MIN JUN KIM", "Gim Minjun", "Kim, Min Jun",
        "kim minjoon", "Kim Min\u2010Jun"}},
      {"이영희",
       {"LEE YOUNG HEE", "Younghee Lee", "Yi Yeong-hui", "RHEE YOUNG HI", "I Yeonghui",
        "Li Young-hee", "Lee Yeong Heui"}},
      {"박정훈",
       {"PARK JUNG HOON", "Pak Chŏnghun", "Bak Jeong-hun", "Junghoon Park", "PARK JEONG HUN"}},
      {"최은주", {"CHOI EUN JOO", "Choe Eunju", "Eun-ju Choi", "CHOI UN JU"}},
      {"정수진", {"JUNG SOO JIN", "CHUNG SOO JIN", "Jeong Sujin", "CHEONG SU JIN"}},
      {"조성호", {"CHO SUNG HO", "Jo Seongho", "Cho Sŏng-ho"}},
      {"강현우", {"KANG HYUN WOO", "Gang Hyeonu", "Hyunwoo Kang", "KAHNG HYUN WOO"}},
      {"윤지은", {"YOON JI EUN", "Yun Jieun", "Youn Ji-eun"}},
      {"임재영", {"LIM JAE YOUNG", "Im Jaeyeong", "YIM JAI YOUNG", "RIM JAE YUNG"}},
      {"신동혁", {"SHIN DONG HYUK", "Sin Donghyeok", "Shinn Dong-hyuk"}},
      {"유재석", {"YOO JAE SUK", "YU JAE SEOK", "RYU JAE SUK"}},
      {"오승환", {"OH SEUNG HWAN", "O Seunghwan", "OH SUNG WHAN"}},
      {"서태웅", {"SUH TAE WOONG", "Seo Taeung"}},
      {"허준", {"HUR JUN", "Huh Joon", "Heo Jun", "HER JUN"}},
      {"노무현", {"ROH MOO HYUN", "Noh Muhyeon", "NO MU HYUN"}},
      {"백종원", {"PAIK JONG WON", "Baek Jongwon"}},
      {"심은하", {"SHIM EUN HA", "Sim Eunha"}},
      {"우병우", {"WOO BYUNG WOO", "U Byeong-u"}},
      {"엄정화", {"UHM JUNG HWA", "Eom Jeonghwa", "UM JUNG HWA"}},
      {"변희봉", {"BYUN HEE BONG", "Byeon Huibong"}},
      {"남궁민", {"NAMGUNG MIN", "NAMKOONG MIN", "Min Namgung"}},
      {"안나", {"AHN NA", "An Na"}},
  };
  for (const auto& each : cases) {
    const std::string want = Romanized(each.hangul);
    for (const std::string_view latin : each.latin) {
      EXPECT_EQ(Romanized(latin), want) << each.hangul << " " << latin;
    }
  }
  EXPECT_EQ(Romanized("김민준"), "kim minjun");
  EXPECT_EQ(Romanized("이영희"), "i yunghi");
}

TEST(RomanizedNameTest, UnifiesTheSpellingsOfTheFiftySurnames) {
  const struct {
    std::string_view hangul;
    std::vector<std::string_view> latin;
  } cases[] = {{"김", {"Gim", "Kim"}},
               {"이", {"I", "Yi", "Lee", "Rhee", "Ree", "Rhie", "Li"}},
               {"박", {"Bak", "Pak", "Park", "Pack"}},
               {"정", {"Jeong", "Chŏng", "Jung", "Chung", "Cheong"}},
               {"최", {"Choe", "Ch'oe", "Choi", "Choy", "Chey"}},
               {"조", {"Jo", "Cho", "Joe"}},
               {"강", {"Gang", "Kang", "Kahng"}},
               {"윤", {"Yun", "Yoon", "Youn"}},
               {"장", {"Jang", "Chang"}},
               {"임", {"Im", "Lim", "Yim", "Rim"}},
               {"신", {"Sin", "Shin", "Shinn"}},
               {"유", {"Yu", "Yoo", "You"}},
               {"한", {"Han", "Hahn"}},
               {"오", {"O", "Oh"}},
               {"전", {"Jeon", "Chŏn", "Jun", "Chun"}},
               {"서", {"Seo", "Sŏ", "Suh"}},
               {"권", {"Gwon", "Kwŏn", "Kwon"}},
               {"황", {"Hwang", "Whang"}},
               {"안", {"An", "Ahn"}},
               {"송", {"Song", "Soung"}},
               {"홍", {"Hong"}},
               {"양", {"Yang", "Ryang"}},
               {"고", {"Go", "Ko", "Koh"}},
               {"문", {"Mun", "Moon"}},
               {"손", {"Son", "Sohn"}},
               {"배", {"Bae", "Pae"}},
               {"백", {"Baek", "Paek", "Paik", "Baik"}},
               {"허", {"Heo", "Hŏ", "Hur", "Huh", "Her"}},
               {"노", {"No", "Noh", "Roh"}},
               {"남", {"Nam"}},
               {"심", {"Sim", "Shim"}},
               {"주", {"Ju", "Chu", "Joo", "Choo"}},
               {"하", {"Ha", "Hah"}},
               {"곽", {"Gwak", "Kwak", "Kwack"}},
               {"구", {"Gu", "Ku", "Koo", "Goo"}},
               {"차", {"Cha", "Ch'a"}},
               {"우", {"U", "Woo"}},
               {"성", {"Seong", "Sŏng", "Sung"}},
               {"진", {"Jin", "Chin"}},
               {"나", {"Na", "Ra", "Rha"}},
               {"류", {"Ryu", "Ryoo"}},
               {"지", {"Ji", "Chi", "Jee"}},
               {"민", {"Min"}},
               {"엄", {"Eom", "Ŏm", "Um", "Uhm"}},
               {"변", {"Byeon", "Pyŏn", "Byun"}},
               {"원", {"Won", "Wŏn"}},
               {"채", {"Chae", "Ch'ae", "Chai"}},
               {"방", {"Bang", "Pang"}},
               {"천", {"Cheon", "Ch'ŏn", "Chun"}},
               {"공", {"Gong", "Kong"}},
               {"현", {"Hyeon", "Hyun"}}};
  for (const auto& each : cases) {
    const std::string want = Romanized(std::string(each.hangul) + "수경");
    for (const std::string_view latin : each.latin) {
      EXPECT_EQ(Romanized(std::string(latin) + " Sugyeong"), want) << each.hangul << " " << latin;
    }
  }
}

TEST(RomanizedNameTest, KeepsNamesApartThatSoundApart) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {"김민준", "김민진"}, {"김민준", "이민준"}, {"박지훈", "박지현"}, {"최서연", "최수아"}};
  for (const auto& [one, other] : pairs) EXPECT_NE(Romanized(one), Romanized(other)) << one;
}

TEST(RomanizedNameTest, FindsTheSurnameByItsFrequencyAndTheComma) {
  EXPECT_EQ(Romanized("Min Jun Kim"), Romanized("Kim Min Jun"));
  EXPECT_EQ(Romanized("Jung-min Park"), Romanized("박정민"));
  EXPECT_EQ(Romanized("Lee Jung"), Romanized("Jung Lee"));
  EXPECT_EQ(Romanized("Min, Kim"), Romanized("민김"));
  EXPECT_EQ(Romanized("Seon Ujin"), Romanized("선우진"));
}

TEST(RomanizedNameTest, LeavesOtherNamesInTheirOrder) {
  const RuleCase cases[] = {
      {"NGUYEN THI HOA", "nguyen ti hoa"},
      {"MINJUN", "minjun"},
      {"테스트", "missing"},
      {"김*준", "refused"},
      {"KIM ***", "refused"},
      {"金旻俊", "refused"},
      {"", "refused"},
      {"-", "refused"},
      {"123", "refused"},
  };
  for (const RuleCase& each : cases) EXPECT_EQ(Romanized(each.raw), each.want) << each.raw;
}

TEST(RomanizationTest, WritesSyllablesByTheRevisedRomanization) {
  EXPECT_EQ(RevisedRomanization(U'김'), "gim");
  EXPECT_EQ(RevisedRomanization(U'희'), "hui");
  EXPECT_EQ(RevisedRomanization(U'혁'), "hyeok");
  EXPECT_EQ(RevisedRomanization(U'왕'), "wang");
  EXPECT_EQ(RevisedRomanization(U'꽃'), "kkot");
  EXPECT_EQ(RevisedRomanization(U'률'), "ryul");
}

}  // namespace
}  // namespace ieum::client
