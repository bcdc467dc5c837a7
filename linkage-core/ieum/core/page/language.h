// The languages that report pages speak.
#ifndef IEUM_CORE_PAGE_LANGUAGE_H_
#define IEUM_CORE_PAGE_LANGUAGE_H_

#include <string_view>

namespace ieum::core {

enum class Language { kEnglish, kKorean };

struct Phrase {
  std::string_view english;
  std::string_view korean;
};

constexpr std::string_view In(Language language, const Phrase& phrase) {
  return language == Language::kKorean ? phrase.korean : phrase.english;
}

}  // namespace ieum::core

#endif  // IEUM_CORE_PAGE_LANGUAGE_H_
