#include "ieum/server/service/call_rate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class CallRateTest : public ::testing::Test {
 protected:
  static core::Sha256Digest Certificate(uint16_t number) {
    core::Sha256Digest digest{};
    digest[0] = static_cast<std::byte>(number & 0xff);
    digest[1] = static_cast<std::byte>(number >> 8);
    return digest;
  }
  int Admitted(uint16_t certificate, int calls) {
    int admitted = 0;
    for (int i = 0; i < calls; ++i) admitted += rate_.Admit(Certificate(certificate)).ok() ? 1 : 0;
    return admitted;
  }

  absl::Duration now_ = absl::Seconds(1);
  server::CallRate rate_{[this] { return now_; }};
};

TEST_F(CallRateTest, LetsABurstThroughAndThenOneEachTwentyMilliseconds) {
  EXPECT_EQ(Admitted(1, 3'000), server::kCallBurst);
  EXPECT_THAT(rate_.Admit(Certificate(1)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("try again later")));
  EXPECT_EQ(Admitted(2, 10), 10) << "somebody else";
  now_ += absl::Milliseconds(19);
  EXPECT_EQ(Admitted(1, 10), 0);
  now_ += absl::Milliseconds(1);
  EXPECT_EQ(Admitted(1, 10), 1);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Admitted(1, 100), 50);
  now_ += absl::Hours(1);
  EXPECT_EQ(Admitted(1, 3'000), server::kCallBurst);
}

TEST_F(CallRateTest, RemembersABoundedNumberOfCertificates) {
  for (size_t i = 0; i < server::kMaxRatedCallers; ++i) {
    EXPECT_EQ(Admitted(static_cast<uint16_t>(i), 2), 2);
  }
  // All are known and none is full again: whoever comes next shares one place with the others.
  EXPECT_EQ(Admitted(5'000, 600) + Admitted(5'001, 600), server::kCallBurst);
  now_ += absl::Minutes(1);
  EXPECT_EQ(Admitted(5'002, 600), 600) << "those that were quiet are forgotten";
  EXPECT_EQ(Admitted(5'003, 600), 600);
}

}  // namespace
}  // namespace ieum::testing
