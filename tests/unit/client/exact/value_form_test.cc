#include "ieum/client/exact/value_form.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"

namespace ieum::client {
namespace {

std::string Formed(const char* form, Normalizer normalizer, const char* value) {
  const absl::StatusOr<ValueForm> parsed = ValueForm::Parse(form, normalizer);
  EXPECT_OK(parsed) << form;
  std::string out = "<";
  if (parsed.ok()) parsed->Append(value, out);
  return out;
}

TEST(ValueFormTest, DatesFollowThePattern) {
  EXPECT_EQ(Formed("YYMMDD", Normalizer::kDate, "19801231"), "<801231");
  EXPECT_EQ(Formed("YYYYMMDD", Normalizer::kDate, "19801231"), "<19801231");
  EXPECT_EQ(Formed("YYYY-MM-DD", Normalizer::kDate, "19801231"), "<1980-12-31");
  EXPECT_EQ(Formed("DD.MM.YY", Normalizer::kDate, "19801231"), "<31.12.80");
  EXPECT_EQ(Formed("MM/DD", Normalizer::kDate, "19801231"), "<12/31");
  EXPECT_EQ(Formed("value", Normalizer::kDate, "19801231"), "<19801231");
}

TEST(ValueFormTest, TelephoneNumbersAreGroupedAsInKorea) {
  EXPECT_EQ(Formed("hyphens", Normalizer::kPhone, "01012341234"), "<010-1234-1234");
  EXPECT_EQ(Formed("hyphens", Normalizer::kPhone, "0212341234"), "<02-1234-1234");
  EXPECT_EQ(Formed("hyphens", Normalizer::kPhone, "021231234"), "<02-123-1234");
  EXPECT_EQ(Formed("hyphens", Normalizer::kPhone, "0311231234"), "<031-123-1234");
  EXPECT_EQ(Formed("hyphens", Normalizer::kPhone, "15881234"), "<1588-1234");
  EXPECT_EQ(Formed("last4", Normalizer::kPhone, "01012345678"), "<5678");
  EXPECT_EQ(Formed("last4", Normalizer::kPhone, "12"), "<12");
}

TEST(ValueFormTest, RefusesFormsThatAreNone) {
  for (const char* form :
       {"", "-", "YYYYYY", "YYYY YY", "YYYYMMDDMM", "yymmdd", "YYMD", "hyphens"}) {
    EXPECT_FALSE(ValueForm::Parse(form, Normalizer::kDate).ok()) << form;
  }
  EXPECT_FALSE(ValueForm::Parse("YYMMDD", Normalizer::kPhone).ok());
  EXPECT_FALSE(ValueForm::Parse("last4", Normalizer::kHangulName).ok());
  EXPECT_OK(ValueForm::Parse("value", Normalizer::kHangulName));
}

}  // namespace
}  // namespace ieum::client
