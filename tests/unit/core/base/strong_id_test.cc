#include "ieum/core/base/strong_id.h"

#include <type_traits>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

static_assert(!std::is_convertible_v<ProjectId, InstitutionId>);
static_assert(!std::is_constructible_v<ProjectId, std::string>);

TEST(StrongIdTest, TakesLabelsThatCanStandInAUri) {
  for (const std::string& text :
       {std::string("a"), std::string("hospital-7"), std::string("a--b"), std::string(63, 'x')}) {
    ASSERT_OK_AND_ASSIGN(const ProjectId id, ProjectId::Parse(text));
    EXPECT_EQ(id.value(), text);
  }
}

TEST(StrongIdTest, RefusesOtherTextAndDoesNotRepeatIt) {
  for (const std::string& text :
       {std::string(), std::string(64, 'x'), std::string("7eleven"), std::string("-a"),
        std::string("a-"), std::string("A"), std::string("a b"), std::string("a/b"),
        std::string("a.b"), std::string("a\0b", 3), std::string("\xea\xb0\x80")}) {
    EXPECT_THAT(ProjectId::Parse(text),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("project id is not a name")))
        << text;
  }
  EXPECT_THAT(InstitutionId::Parse("Secret Name"),
              StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("Secret"))));
}

TEST(StrongIdTest, OrdersByText) {
  EXPECT_LT(*ProjectId::Parse("a"), *ProjectId::Parse("b"));
  EXPECT_EQ(*ProjectId::Parse("a"), *ProjectId::Parse("a"));
}

}  // namespace
}  // namespace ieum::core
