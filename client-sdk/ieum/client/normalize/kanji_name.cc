#include <algorithm>
#include <array>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Old, vulgar and other forms of a character, each followed by the form it becomes. Unicode's
// normalisation forms change none of them. The forms of today are those of the jōyō and jinmeiyō
// lists (Japan's cabinet notice of 2010 and its table of accepted old forms).
constexpr std::u32string_view kPairs =
    U"髙高﨑崎嵜崎﨔欅邊辺邉辺齋斉斎斉齊斉澤沢廣広濵浜濱浜德徳惠恵櫻桜國国圀国學学榮栄龍竜瀧滝藏蔵"
    U"壽寿實実眞真禮礼"
    U"豐豊條条與与圓円曾曽會会渕淵渊淵嶋島嶌島峯峰舘館冨富𠮷吉穗穂靜静淺浅萬万彌弥薗園團団關関發発"
    U"鐵鉄藝芸亞亜"
    U"惡悪應応歐欧嶽岳覺覚氣気舊旧擧挙峽峡狹狭曉暁區区驅駆勳勲薰薫溪渓經経繼継莖茎鷄鶏螢蛍縣県儉倹"
    U"劍剣險険權権"
    U"獻献嚴厳恆恒鑛鉱號号黑黒濟済册冊參参棧桟贊賛絲糸齒歯兒児濕湿舍舎寫写釋釈收収從従澁渋澀渋獸獣"
    U"縱縦肅粛處処敍叙"
    U"將将燒焼稱称證証乘乗淨浄疊畳狀状讓譲愼慎晉晋盡尽圖図粹粋隨随瀨瀬聲声靑青稅税攝摂專専戰戦錢銭"
    U"禪禅雙双壯壮巢巣"
    U"爭争總総聰聡莊荘裝装增増卽即續続擔担單単遲遅晝昼蟲虫鑄鋳廳庁聽聴鎭鎮轉転點点傳伝黨党燈灯當当"
    U"獨独讀読繩縄"
    U"姬姫拜拝麥麦晚晩祕秘彥彦佛仏竝並變変步歩寶宝寳宝槇槙每毎滿満默黙藥薬譯訳豫予餘余譽誉樣様謠謡"
    U"來来賴頼亂乱"
    U"覽覧兩両綠緑勵励靈霊齡齢曆暦歷歴戀恋鍊錬爐炉勞労郞郎錄録亙亘灣湾瑤瑶遙遥凜凛堯尭巖巌檜桧蘆芦"
    U"鷗鴎諫諌俠侠栁柳"
    U"桒桑閒間舩船埜野冝宜吳呉圡土珎珍邨村鄕郷鄉郷禰祢祿禄緖緒淸清";

struct Fold {
  char32_t from;
  char32_t to;
};
constexpr auto kFolds = [] {
  std::array<Fold, kPairs.size() / 2> folds{};
  for (size_t i = 0; i < folds.size(); ++i) folds[i] = {kPairs[2 * i], kPairs[2 * i + 1]};
  std::sort(folds.begin(), folds.end(),
            [](const Fold& a, const Fold& b) { return a.from < b.from; });
  return folds;
}();

char32_t FoldVariant(char32_t c) {
  const auto found =
      std::lower_bound(kFolds.begin(), kFolds.end(), c,
                       [](const Fold& fold, char32_t key) { return fold.from < key; });
  return found != kFolds.end() && found->from == c ? found->to : c;
}

}  // namespace

absl::Status NormalizeKanjiName(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  std::u32string letters;
  for (const char32_t c : IsComposed(text) ? text : Nfkc(text)) {
    if (IsInvisible(c) || !IsLetterOrMark(c)) continue;  // variation selectors are invisible
    // 佐々木: 々 repeats what stands before it.
    const bool repeats = c == U'々' && !letters.empty();
    letters.push_back(repeats ? letters.back() : FoldVariant(FoldCase(c)));
  }
  return Store(IsComposed(letters) ? letters : Nfc(letters), out);
}

}  // namespace ieum::client
