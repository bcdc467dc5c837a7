#include "ieum/core/similarity/kernel.h"

#include <set>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(KernelTest, NamesAreUniqueAndThePortableKernelComesLast) {
  std::set<std::string_view> names;
  for (const SimilarityKernel* kernel : CompiledKernels()) {
    EXPECT_TRUE(names.insert(kernel->name()).second) << kernel->name();
  }
  EXPECT_EQ(CompiledKernels().back()->name(), "portable");
  EXPECT_TRUE(CompiledKernels().back()->SupportedByThisCpu());
}

TEST(KernelTest, TheBestKernelIsTheFirstThatRunsHere) {
  EXPECT_TRUE(BestKernel().SupportedByThisCpu());
  for (const SimilarityKernel* kernel : CompiledKernels()) {
    if (kernel == &BestKernel()) break;
    EXPECT_FALSE(kernel->SupportedByThisCpu()) << kernel->name();
  }
}

TEST(KernelTest, FindsKernelsByNameOrSaysWhichThereAre) {
  for (const SimilarityKernel* kernel : CompiledKernels()) {
    const auto found = FindKernel(kernel->name());
    if (kernel->SupportedByThisCpu()) {
      ASSERT_OK(found);
      EXPECT_EQ(*found, kernel);
    } else {
      EXPECT_EQ(found.status().code(), absl::StatusCode::kFailedPrecondition);
    }
  }
  EXPECT_THAT(FindKernel("abacus"), StatusIs(absl::StatusCode::kNotFound,
                                             AllOf(HasSubstr("'abacus'"), HasSubstr("portable"))));
}

}  // namespace
}  // namespace ieum::core
