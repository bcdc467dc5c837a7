#include "ieum/core/page/language.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace ieum::core {
namespace {

class LanguageTest : public ::testing::Test {
 protected:
  LanguageTest() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) ::unsetenv(name);
  }
  ~LanguageTest() override {
    for (const char* name : {"LC_MESSAGES", "LANG"}) ::unsetenv(name);
    ::setenv("LC_ALL", "C.UTF-8", 1);
  }
};

TEST_F(LanguageTest, TheWordOfAnOptionCounts) {
  ::setenv("LC_ALL", "ko_KR.UTF-8", 1);
  EXPECT_EQ(LanguageOf("en"), Language::kEnglish);
  ::setenv("LC_ALL", "C", 1);
  EXPECT_EQ(LanguageOf("ko"), Language::kKorean);
}

TEST_F(LanguageTest, WithoutOneTheFirstVariableThatSaysSomething) {
  EXPECT_EQ(LanguageOf(""), Language::kEnglish);
  ::setenv("LANG", "ko_KR.UTF-8", 1);
  EXPECT_EQ(LanguageOf(""), Language::kKorean);
  ::setenv("LC_MESSAGES", "de_DE.UTF-8", 1);
  EXPECT_EQ(LanguageOf(""), Language::kEnglish);
  ::setenv("LC_ALL", "", 1);
  EXPECT_EQ(LanguageOf(""), Language::kEnglish);
  ::setenv("LC_ALL", "ko", 1);
  EXPECT_EQ(LanguageOf(""), Language::kKorean);
  ::setenv("LC_ALL", "kok_IN", 1);
  EXPECT_EQ(LanguageOf(""), Language::kEnglish);
}

}  // namespace
}  // namespace ieum::core
