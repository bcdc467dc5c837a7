// The languages that tables and report pages speak.
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

// Of the word of an option, "en" or "ko". "": that of the environment's messages, which are Korean
// if the first of LC_ALL, LC_MESSAGES and LANG that says anything begins with "ko" (POSIX), and
// else English.
Language LanguageOf(std::string_view word);

}  // namespace ieum::core

#endif  // IEUM_CORE_PAGE_LANGUAGE_H_
