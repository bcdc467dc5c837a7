#include "ieum/core/page/language.h"

#include <cstdlib>

namespace ieum::core {
namespace {

// "ko", "ko_KR.UTF-8", "ko.UTF-8", and not "kok_IN".
bool IsKorean(std::string_view locale) {
  return locale.substr(0, 2) == "ko" &&
         (locale.size() == 2 || std::string_view("_.@").find(locale[2]) != std::string_view::npos);
}

}  // namespace

Language LanguageOf(std::string_view word) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (!word.empty()) break;
    const char* const value = std::getenv(name);
    if (value != nullptr) word = value;
  }
  return IsKorean(word) ? Language::kKorean : Language::kEnglish;
}

}  // namespace ieum::core
