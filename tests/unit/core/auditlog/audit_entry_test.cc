#include "ieum/core/auditlog/audit_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/hex_vector.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing {
namespace {

using core::AuditEntry;
using ::testing::HasSubstr;

TEST(AuditEntryTest, ComesBackAsItWasWritten) {
  for (uint64_t sequence = 0; sequence < 6; ++sequence) {
    const AuditEntry entry = SampleEntry(sequence);
    ASSERT_OK_AND_ASSIGN(const AuditEntry read,
                         core::ParseAuditEntry(core::SerializeAuditEntry(entry)));
    EXPECT_EQ(read, entry);
  }
}

TEST(AuditEntryTest, HasTheBytesOfItsPage) {
  EXPECT_EQ(core::ToHex(core::SerializeAuditEntry(SampleEntry(1))),
            core::ToHex(ReadHexVector("audit_entry.hex")));
}

TEST(AuditEntryTest, RefusesEveryTruncationAndAnythingBehind) {
  core::Bytes bytes = core::SerializeAuditEntry(SampleEntry(1));
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(core::ParseAuditEntry(core::ByteView(bytes).first(size)).ok()) << size;
  }
  bytes.push_back(std::byte{0});
  EXPECT_THAT(core::ParseAuditEntry(bytes),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")));
}

TEST(AuditEntryTest, WhatIsAcceptedIsWrittenAsTheSameBytes) {
  const core::Bytes bytes = core::SerializeAuditEntry(SampleEntry(1));
  int accepted = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int mask : {1, 2, 4, 0x20, 0x80}) {
      core::Bytes changed = bytes;
      changed[i] ^= static_cast<std::byte>(mask);
      const auto entry = core::ParseAuditEntry(changed);
      if (!entry.ok()) continue;
      ++accepted;
      EXPECT_EQ(core::SerializeAuditEntry(*entry), changed) << i;
    }
  }
  EXPECT_GT(accepted, 0);
}

TEST(AuditEntryTest, ALaterVersionIsNamedAsSuch) {
  core::Bytes bytes = core::SerializeAuditEntry(SampleEntry(0));
  bytes[0] = std::byte{2};
  EXPECT_THAT(core::ParseAuditEntry(bytes),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("newer")));
}

// Text that is no name of ours has no way in.
TEST(AuditEntryTest, HasNoPlaceForFreeText) {
  const core::Bytes bytes = core::SerializeAuditEntry(SampleEntry(0));
  const std::string text(core::AsText(bytes));
  for (const auto& [from, to] :
       {std::pair("hospital-a/holder", "hong gildong_ 1"),
        std::pair("SealSubmission", "900101-1234567"), std::pair("flu", "Kim"),
        std::pair("\x0ahospital-a", "\x0a 010-12345")}) {
    std::string changed = text;
    const size_t at = changed.rfind(from);
    ASSERT_NE(at, std::string::npos) << from;
    changed.replace(at, std::string(to).size(), to);
    EXPECT_THAT(core::ParseAuditEntry(core::AsBytes(changed)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")))
        << to;
  }
}

TEST(AuditEntryTest, FieldsMustFitEachOther) {
  const auto refuses = [](const std::function<void(core::Bytes&)>& change, size_t sequence) {
    core::Bytes bytes = core::SerializeAuditEntry(SampleEntry(sequence));
    change(bytes);
    EXPECT_THAT(core::ParseAuditEntry(bytes), StatusIs(absl::StatusCode::kDataLoss, ::testing::_));
  };
  constexpr size_t kMoment = 17;
  constexpr size_t kBegunBy = 18;
  refuses([](core::Bytes& b) { b[kBegunBy] = std::byte{1}; }, 0);  // begun by, before the act
  refuses([](core::Bytes& b) { b[kBegunBy] = std::byte{9}; }, 1);  // by a later entry
  refuses([](core::Bytes& b) { b[kMoment] = std::byte{2}; }, 3);   // after, but only allowed
  refuses([](core::Bytes& b) { b[kMoment] = std::byte{3}; }, 0);
  refuses([](core::Bytes& b) { b[b.size() - 5] = std::byte{2}; }, 0);  // refused without a rule
  refuses([](core::Bytes& b) { b[b.size() - 4] = std::byte{1}; }, 0);  // a rule, but allowed
  refuses([](core::Bytes& b) { b[b.size() - 3] = std::byte{7}; }, 0);  // a code, but allowed
  refuses([](core::Bytes& b) { b[b.size() - 2] = std::byte{4}; }, 0);  // no such retention
  refuses([](core::Bytes& b) { b[b.size() - 1] = std::byte{2}; }, 0);
}

TEST(AuditEntryTest, NamesPrincipalsAndAddresses) {
  EXPECT_TRUE(core::IsPrincipalUri("ieum://a/holder/b-1"));
  for (const char* text : {"ieum://a/holder", "ieum://a/holder/b/c", "ieum://a//b", "http://a/b/c",
                           "ieum://a/holder/B", "ieum://a/holder/"}) {
    EXPECT_FALSE(core::IsPrincipalUri(text)) << text;
  }
  EXPECT_EQ(core::PeerText(SampleEntry(0).peer), "192.0.0.7:51234");
  core::PeerAddress v6{.family = 6, .bytes = {}, .port = 443};
  v6.bytes[15] = std::byte{1};
  EXPECT_EQ(core::PeerText(v6), "[::1]:443");
  EXPECT_EQ(core::PeerText({}), "-");
  EXPECT_EQ(core::NameOf(core::AuditRule::kState), "state");
  EXPECT_EQ(core::NameOf(core::AuditOutcome::kRefused), "refused");
  EXPECT_EQ(core::NameOf(core::AuditRetention::kThreeYears), "3 years");
}

}  // namespace
}  // namespace ieum::testing
