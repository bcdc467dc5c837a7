#include "ieum/client/synth/korean_names.h"

#include <iterator>
#include <span>
#include <vector>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

struct Surname {
  std::u16string_view text;
  int weight;
};

// Persons in hundredths of a percent of the population, census of 2015, surnames of one Hangul form
// summed over their Hanja (Statistics Korea, KOSIS table DT_1IN15SD), rounded. The 50 most frequent
// and the commonest of two syllables; the last four per cent of the population are left out.
constexpr Surname kSurnames[] = {
    {u"김", 2151}, {u"이", 1470}, {u"박", 843}, {u"정", 483}, {u"최", 470}, {u"조", 293},
    {u"강", 255},  {u"윤", 205},  {u"장", 204}, {u"임", 204}, {u"신", 198}, {u"유", 191},
    {u"한", 156},  {u"오", 154},  {u"전", 151}, {u"서", 151}, {u"권", 142}, {u"황", 140},
    {u"안", 138},  {u"송", 137},  {u"홍", 112}, {u"양", 107}, {u"고", 95},  {u"문", 93},
    {u"손", 92},   {u"배", 81},   {u"백", 77},  {u"허", 66},  {u"노", 63},  {u"남", 55},
    {u"심", 55},   {u"주", 47},   {u"하", 46},  {u"곽", 41},  {u"구", 39},  {u"차", 39},
    {u"우", 39},   {u"성", 38},   {u"진", 36},  {u"나", 35},  {u"류", 33},  {u"지", 32},
    {u"민", 32},   {u"엄", 29},   {u"변", 28},  {u"원", 27},  {u"채", 26},  {u"방", 26},
    {u"천", 24},   {u"공", 18},   {u"현", 18},  {u"남궁", 4}, {u"황보", 2}, {u"제갈", 1},
    {u"선우", 1},
};

// Given names by decade of birth, commonest first, [decade since 1940][sex]. The leading names of
// 1945, 1948, 1968, 1975, 1988, 2006 and 2008 are those of the family register (Supreme Court of
// Korea, figures released 2007 and 2009, as quoted by the press); the names behind them are common
// knowledge of their decade.
constexpr std::u16string_view kPopularNames[][2] = {
    {u"영수 영호 영식 영철 정웅 영길 정수 광수", u"영자 정자 순자 정순 정숙 춘자 경자 옥자"},
    {u"영수 영철 영호 영식 성수 성호 병철 상철", u"영숙 정숙 영희 명숙 경숙 순자 정희 순옥"},
    {u"성호 영수 영호 영철 경호 병철 진호 동수", u"미경 미숙 경희 경숙 영숙 미영 은숙 현숙"},
    {u"정훈 성호 성훈 성진 정호 상훈 지훈 성민", u"미영 은정 은주 은영 미경 현주 지영 은경"},
    {u"지훈 성민 현우 정훈 동현 준호 상현 민수", u"지혜 지은 수진 혜진 은지 지영 아름 미진"},
    {u"지훈 동현 현우 성민 준영 민수 준호 재현", u"유진 민지 지은 수빈 지현 예지 지원 은지"},
    {u"민준 지훈 현우 준서 우진 민재 동현 건우", u"서연 민서 유진 수빈 서현 민지 지민 예은"},
    {u"민준 서준 예준 도윤 시우 주원 하준 지호", u"서연 서윤 지우 서현 민서 하은 하윤 윤서"},
};

// First and last syllables of other given names, commonest first, [twenty years since 1940][sex].
// Common knowledge of how Korean given names changed; no counts are published.
struct Syllables {
  std::u16string_view first;
  std::u16string_view last;
};
constexpr Syllables kSyllables[][2] = {
    {{u"영정병재상종창광용기동성인만춘태", u"수호식철환섭길웅구석태진규남일택"},
     {u"영정순경명옥춘복금말선인미혜은현", u"자숙순희옥임례분남선애심란금화연"}},
    {{u"성영정상재동경진병종창기준승태용", u"호훈수철진환식민석규우현섭균욱범"},
     {u"미은경영정현혜선지수명윤순옥인연", u"숙경영희정주미선란옥순화연아진자"}},
    {{u"지성현동재준민승정상진영종태우경", u"훈현호우민진석수영환준혁원규욱빈"},
     {u"지은수혜민유현예미소정보윤아다선", u"영은진혜지현정희연아미경주빈원람"}},
    {{u"민준지현시도하서건우예주승재은태", u"준우서윤호현민훈재진원율빈성혁후"},
     {u"서지민수예하유윤채다소은나시가주", u"연윤서현은빈아우민원린영진율지나"}},
};

constexpr int kPopularShare = 3'000;     // basis points of persons with a name of kPopularNames
constexpr int kOlderWomenShare = 4'500;  // women's names before 1970 were far more concentrated
constexpr int kOneSyllableShare = 150;   // given names of one syllable: one to two per cent
constexpr int kOlderWomenBefore = 1970;

// Weight by rank, close to Zipf's law with a flat head.
WeightedIndex ByRank(size_t count) {
  std::vector<int> weights;
  for (size_t rank = 0; rank < count; ++rank)
    weights.push_back(static_cast<int>(6000 / (rank + 3)));
  return WeightedIndex(weights);
}

std::vector<int> SurnameWeights() {
  std::vector<int> weights;
  for (const Surname& surname : kSurnames) weights.push_back(surname.weight);
  return weights;
}

// Names in kPopularNames are of two syllables with a space between them.
constexpr size_t kPopularCount = 8;
std::u16string_view PopularName(std::u16string_view names, size_t rank) {
  return names.substr(3 * rank, 2);
}

constexpr bool TablesAreRegular() {
  for (const auto& decade : kPopularNames) {
    for (const std::u16string_view names : decade) {
      if (names.size() != 3 * kPopularCount - 1) return false;
    }
  }
  for (const auto& era : kSyllables) {
    for (const Syllables& syllables : era) {
      if (syllables.first.size() != kSyllables[0][0].first.size()) return false;
      if (syllables.last.size() != kSyllables[0][0].first.size()) return false;
    }
  }
  return std::size(kPopularNames) == 8 && std::size(kSyllables) == 4;
}
static_assert(TablesAreRegular(), "draws take every list to be as long as the others");

}  // namespace

void ShortName::Insert(size_t position, char16_t unit) {
  IEUM_CHECK(size_ < kCapacity && position <= size_);
  for (size_t i = size_; i > position; --i) units_[i] = units_[i - 1];
  units_[position] = unit;
  ++size_;
}

void ShortName::AppendUtf8(std::string& out) const {
  for (size_t i = 0; i < size_; ++i) {
    const uint32_t code = units_[i];
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else {
      // Hangul: U+1100 to U+D7A3, three bytes each.
      out += static_cast<char>(0xE0U | code >> 12);
      out += static_cast<char>(0x80U | (code >> 6 & 0x3FU));
      out += static_cast<char>(0x80U | (code & 0x3FU));
    }
  }
}

struct KoreanNames::Tables {
  WeightedIndex surnames{SurnameWeights()};
  WeightedIndex popular = ByRank(kPopularCount);
  WeightedIndex syllables = ByRank(kSyllables[0][0].first.size());
};

KoreanNames::KoreanNames() : tables_(std::make_unique<Tables>()) {}
KoreanNames::~KoreanNames() = default;

ShortName KoreanNames::Draw(Sex sex, int birth_year, PortableRandom& random) const {
  const auto years = static_cast<size_t>(birth_year - kFirstBirthYear);
  const auto column = static_cast<size_t>(sex);
  ShortName name(kSurnames[tables_->surnames.Draw(random)].text);
  const auto append = [&name](std::u16string_view text) {
    for (const char16_t unit : text) name.Insert(name.size(), unit);
  };
  const bool older_woman = sex == Sex::kFemale && birth_year < kOlderWomenBefore;
  if (random.Chance(older_woman ? kOlderWomenShare : kPopularShare)) {
    append(PopularName(kPopularNames[years / 10][column], tables_->popular.Draw(random)));
    return name;
  }
  const Syllables& syllables = kSyllables[years / 20][column];
  const char16_t last = syllables.last[tables_->syllables.Draw(random)];
  if (!random.Chance(kOneSyllableShare)) {
    char16_t first = last;
    while (first == last) first = syllables.first[tables_->syllables.Draw(random)];
    append({&first, 1});
  }
  append({&last, 1});
  return name;
}

KoreanNames::Share KoreanNames::SurnameShare(std::u16string_view surname) const {
  Share share{0, static_cast<int64_t>(tables_->surnames.total_weight())};
  for (const Surname& entry : kSurnames) {
    if (entry.text == surname) share.part = entry.weight;
  }
  return share;
}

}  // namespace ieum::client
