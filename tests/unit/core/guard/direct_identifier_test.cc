// Every number and address here is invented.
#include "ieum/core/guard/direct_identifier.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace ieum::core {
namespace {

using enum DirectIdentifier;

TEST(DirectIdentifierTest, FindsPhoneNumbersHoweverWritten) {
  for (const std::string_view cell : {"010-1234-5678",
                                      "01012345678",
                                      "010.1234.5678",
                                      "010 1234 5678",
                                      "010-12345678",
                                      "(010) 1234-5678",
                                      "+82-10-1234-5678",
                                      "+821012345678",
                                      "821012345678",
                                      "82 10 1234 5678",
                                      "0082-10-1234-5678",
                                      "+82 010-1234-5678",
                                      "011-234-5678",
                                      "0192345678",
                                      "02-2345-6789",
                                      "02)2345-6789",
                                      "(02) 345-6789",
                                      "0223456789",
                                      "031-234-5678",
                                      "0642345678",
                                      "070-1234-5678",
                                      "0502-1234-5678",
                                      "０１０－１２３４－５６７８",
                                      "연락처 010-1234-5678 확인",
                                      "집전화:02-2345-6789;",
                                      "010–1234–5678",
                                      "+82-2-2345-6789"}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kText), kPhoneNumber) << cell;
  }
  EXPECT_EQ(FindDirectIdentifier("01012345678", CellKind::kNumber), kPhoneNumber);
  EXPECT_EQ(FindDirectIdentifier("821012345678", CellKind::kNumber), kPhoneNumber);
}

TEST(DirectIdentifierTest, FindsMailAddresses) {
  for (const std::string_view cell :
       {"a@example.org", "hong.gildong+x@mail.example.co.kr", "메일은 x_y@example.com 으로",
        "<x@example.org>", "x＠example.org", "x@example.org."}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kText), kEmailAddress) << cell;
  }
  for (const std::string_view cell : {"@home", "a@b", "3@1.5", "x @ example.org", "a@.org"}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kText), kNone) << cell;
  }
}

// Test numbers of the issuers.
TEST(DirectIdentifierTest, FindsPaymentCards) {
  for (const std::string_view cell :
       {"4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111", "5555555555554444",
        "378282246310005", "3782-822463-10005", "6011111111111117", "3530111333300000",
        "30569309025904", "2223003122003222", "카드 4111-1111-1111-1111 승인"}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kText), kPaymentCard) << cell;
  }
  EXPECT_EQ(FindDirectIdentifier("4111111111111111", CellKind::kNumber), kPaymentCard);
  // A wrong check digit, a length that the issuer does not use, other groups.
  for (const std::string_view cell :
       {"4111111111111112", "41111111111111", "5555-555-55555-4444"}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kText), kNone) << cell;
  }
}

TEST(DirectIdentifierTest, FindsBankAccounts) {
  for (const std::string_view cell :
       {"123456-01-234567", "110-234-567890", "1002-345-678901", "123-456789-01234",
        "301-1234-5678-01", "123-456789-01-234", "3333-01-2345678", "국민은행 12345678901234",
        "계좌 1234567890"}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kText), kBankAccount) << cell;
  }
  // Without its groups or a word an account number is a number like another.
  EXPECT_EQ(FindDirectIdentifier("12345678901234", CellKind::kText), kNone);
  EXPECT_EQ(FindDirectIdentifier("110234567890", CellKind::kNumber), kNone);
}

TEST(DirectIdentifierTest, FindsWhatIsForbiddenAsAnInputToo) {
  EXPECT_EQ(FindDirectIdentifier("880101-1234567", CellKind::kText), kResidentNumber);
  EXPECT_EQ(FindDirectIdentifier("8801011234567", CellKind::kNumber), kResidentNumber);
  EXPECT_EQ(
      FindDirectIdentifier(std::string(43, 'a') + std::string(43, 'B') + "==", CellKind::kText),
      kConnectingInformation);
  EXPECT_EQ(FindDirectIdentifier(std::string(22, 'a') + std::string(22, 'B'), CellKind::kText),
            kConnectingInformation);
}

TEST(DirectIdentifierTest, LeavesOrdinaryValuesAlone) {
  for (const std::string_view cell :
       {"",
        "0",
        "42",
        "-17",
        "123456",
        "2024-01-15",
        "2024-01-15 13:45:00",
        "36.5",
        "120/80",
        "37.5665 126.9780",
        "20240115134500",
        "E11.9",
        "1588-1234",
        "ISBN 978-89-1234-567-8",
        "550e8400-e29b-41d4-a716-446655440000",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "12,345,678,901",
        "서울특별시 강남구",
        "010",
        "02-123"}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kText), kNone) << cell;
  }
  for (const std::string_view cell : {"123456", "-1234567890", "1000000000", "1012345678", "0.5"}) {
    EXPECT_EQ(FindDirectIdentifier(cell, CellKind::kNumber), kNone) << cell;
  }
}

TEST(DirectIdentifierTest, ExplainsWithoutTheValue) {
  EXPECT_EQ(Explain(kNone), "");
  EXPECT_EQ(DirectIdentifierName(kNone), "none");
  for (const DirectIdentifier kind : {kResidentNumber, kConnectingInformation, kPhoneNumber,
                                      kEmailAddress, kPaymentCard, kBankAccount}) {
    EXPECT_NE(Explain(kind), "");
    EXPECT_NE(DirectIdentifierName(kind), "none");
  }
}

TEST(DirectIdentifierTest, KnowsColumnsByTheirNames) {
  for (const std::string_view name :
       {"휴대폰 번호", "E-Mail", "phone_number", "주민등록번호", "CI"}) {
    EXPECT_TRUE(NamesDirectIdentifier(name)) << name;
  }
  for (const std::string_view name : {"카드사", "통화시간", "city", "mail_count", "이용금액"}) {
    EXPECT_FALSE(NamesDirectIdentifier(name)) << name;
  }
}

TEST(NumberColumnWatchTest, KnowsAColumnOfPhonesWithoutTheirZero) {
  NumberColumnWatch phones;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(phones.verdict(), kNone) << i;
    phones.Add(i % 2 == 0 ? "1023456789" : "17");
  }
  EXPECT_EQ(phones.verdict(), kPhoneNumber);
  phones.Add("17");
  EXPECT_EQ(phones.verdict(), kNone);
}

// How many of `count` numbers are taken for a direct identifier.
template <typename Make>
int CountAlarms(int count, Make make) {
  std::mt19937_64 random(20261123);
  int alarms = 0;
  for (int i = 0; i < count; ++i) {
    alarms +=
        FindDirectIdentifier(std::to_string(make(random)), CellKind::kNumber) != kNone ? 1 : 0;
  }
  return alarms;
}

// The figures of docs/payload.md. Seeded, so exact on every run.
TEST(DirectIdentifierTest, FalseAlarmsInInventedColumnsOfNumbers) {
  constexpr int kCount = 100'000;
  const auto uniform = [](int digits) {
    return [low = static_cast<int64_t>(std::pow(10, digits - 1)),
            high = static_cast<int64_t>(std::pow(10, digits)) - 1](std::mt19937_64& random) {
      return low + static_cast<int64_t>(random() % static_cast<uint64_t>(high - low + 1));
    };
  };
  for (int digits = 1; digits <= 18; ++digits) {
    const int alarms = CountAlarms(kCount, uniform(digits));
    std::printf("uniform, %d digits: %d of %d\n", digits, alarms, kCount);
    EXPECT_LE(alarms, digits <= 11 ? 0 : kCount / 20) << digits;
  }
  const auto report = [](const char* what, int alarms) {
    std::printf("%s: %d of %d\n", what, alarms, kCount);
    return alarms;
  };
  // Won amounts, seconds, times as YYYYMMDDhhmmss, milliseconds since 1970, Korean bar codes.
  EXPECT_EQ(report("amounts in won",
                   CountAlarms(kCount,
                               [](std::mt19937_64& random) {
                                 const double u = static_cast<double>(random() >> 11) * 0x1p-53;
                                 return static_cast<int64_t>(std::exp(23 * u));
                               })),
            0);
  EXPECT_EQ(report("seconds since 1970", CountAlarms(kCount,
                                                     [](std::mt19937_64& random) {
                                                       return static_cast<int64_t>(
                                                           1'500'000'000 + random() % 300'000'000);
                                                     })),
            0);
  report("milliseconds since 1970", CountAlarms(kCount, [](std::mt19937_64& random) {
           return static_cast<int64_t>(1'500'000'000'000 + random() % 300'000'000'000);
         }));
  report("Korean bar codes", CountAlarms(kCount, [](std::mt19937_64& random) {
           return static_cast<int64_t>(8'800'000'000'000 + random() % 10'000'000'000);
         }));
  report("YYYYMMDDhhmmss", CountAlarms(kCount, [](std::mt19937_64& random) {
           const auto part = [&](uint64_t low, uint64_t n) { return low + random() % n; };
           int64_t value = static_cast<int64_t>(part(2000, 27));
           for (const auto& [low, n] : {std::pair{1, 12}, {1, 28}, {0, 24}, {0, 60}, {0, 60}}) {
             value = 100 * value + static_cast<int64_t>(
                                       part(static_cast<uint64_t>(low), static_cast<uint64_t>(n)));
           }
           return value;
         }));
}

}  // namespace
}  // namespace ieum::core
