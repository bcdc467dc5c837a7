#include "ieum/core/guard/resident_number.h"

#include <gtest/gtest.h>

#include <string>

namespace ieum::core::resident_number_test {
namespace {

using enum ForbiddenIdentifier;

TEST(ResidentNumberGuardTest, FindsResidentNumbersHoweverWritten) {
  for (const std::string_view cell :
       {"8801011234567", "880101-1234567", "880101 1234567", "880101 - 1234567", "880101.1234567",
        "880101_1234567", "880101/1234567", "880101–1234567", "880101—1234567", "880101−1234567",
        "880101－1234567", "880101ー1234567", "880101\u00A01234567", "880101\u200B1234567",
        "８８０１０１－１２３４５６７", "８８０１０１1234567", "8801011234567 ", " 880101-1234567",
        "88-01-01-1234567", "88.01.01-1234567", "88.01.01. 1234567", "88 01 01 1 234567",
        "880101-1-234567", "8801011-234567", "8 8 0 1 0 1 1 2 3 4 5 6 7",
        // The seventh digit of foreigners, of the 1800s, of the 2000s; no check digit is right.
        "8801015234567", "8801018234567", "8801010234567", "8801019234567", "021231-4000000",
        "000229-3000000"}) {
    EXPECT_EQ(FindForbiddenIdentifier(cell), kResidentNumber) << cell;
  }
}

TEST(ResidentNumberGuardTest, FindsResidentNumbersInsideLongerText) {
  for (const std::string_view cell :
       {"주민번호 880101-1234567 확인", "주민8801011234567번호", "RRN8801011234567",
        "rrn=880101-1234567;", "(880101-1234567)", "전화 010-1234-5678 880101-1234567",
        "010-1234-5678, 880101-1234567", "no. 12 880101-1234567", "880101-1234567 010-1234-5678",
        "880101-1234567-01", "8801011234567-01", "x12,8801011234567",
        "1234567890123, 8801011234567"}) {
    EXPECT_EQ(FindForbiddenIdentifier(cell), kResidentNumber) << cell;
  }
}

TEST(ResidentNumberGuardTest, FindsItInEveryPositionOfALongCell) {
  for (size_t position = 0; position < 200; ++position) {
    std::string cell(200, ' ');
    cell.insert(position, "8801011234567");
    EXPECT_EQ(FindForbiddenIdentifier(cell), kResidentNumber) << position;
    cell.assign(position, 'x');
    EXPECT_EQ(FindForbiddenIdentifier(cell + "가880101-1234567"), kResidentNumber) << position;
  }
}

TEST(ResidentNumberGuardTest, KnowsOnlyPossibleDates) {
  for (int month = 0; month <= 99; ++month) {
    for (int day = 0; day <= 99; ++day) {
      std::string number = "00";
      number += static_cast<char>('0' + month / 10);
      number += static_cast<char>('0' + month % 10);
      number += static_cast<char>('0' + day / 10);
      number += static_cast<char>('0' + day % 10);
      const bool possible = month >= 1 && month <= 12 && day >= 1 && day <= 31;
      EXPECT_EQ(FindForbiddenIdentifier(number + "-3000000") == kResidentNumber, possible)
          << number;
      EXPECT_EQ(FindForbiddenIdentifier(number + "3000000") == kResidentNumber, possible) << number;
    }
  }
}

TEST(ResidentNumberGuardTest, LetsOtherNumbersPass) {
  for (const std::string_view cell : {"",
                                      "1",
                                      "880101-123456",
                                      "880101123456",
                                      "88010112345678",
                                      "8801011234567890",
                                      "8801-0112-3456-7890",
                                      "1234567890123456",
                                      "9411-0112-3456-7890",
                                      "010-1234-5678",
                                      "01012345678",
                                      "+82-10-1234-5678",
                                      "010-1011-2345 12",
                                      "0101-1012 34567",
                                      "1988-01-01",
                                      "19880101123456",
                                      "2024-01-01 12:34:56",
                                      "20240115-1234567",
                                      "8801321234567",
                                      "880001-1234567",
                                      "881301-1234567",
                                      "880101----1234567",
                                      "880101:1234567",
                                      "880101,1234567",
                                      "880101\n1234567",
                                      "서울특별시 강남구",
                                      "4302-8801011-234567",
                                      "880101-12345678",
                                      "5880101-1234567"}) {
    EXPECT_EQ(FindForbiddenIdentifier(cell), kNone) << cell;
  }
}

TEST(ResidentNumberGuardTest, LetsDigestsAndUuidsPass) {
  for (const std::string_view cell :
       {"a8801011234567bcdef0123456789abc", "00ff8801011234567aabbccddeeff0011223344556677889900",
        "123e4567-e89b-12d3-a456-426614174000", "abcdef88-0101-1234-567a-426614174000"}) {
    EXPECT_EQ(FindForbiddenIdentifier(cell), kNone) << cell;
  }
  EXPECT_EQ(FindForbiddenIdentifier("abc8801011234567def"), kResidentNumber) << "no digest";
}

TEST(ResidentNumberGuardTest, FindsConnectingInformation) {
  const std::string body = std::string(80, 'A') + "b9+/Zg";
  ASSERT_EQ(body.size(), 86U);
  EXPECT_EQ(FindForbiddenIdentifier(body + "=="), kConnectingInformation);
  EXPECT_EQ(FindForbiddenIdentifier("ci=" + body + "== x"), kConnectingInformation);
  EXPECT_EQ(FindForbiddenIdentifier("a==" + body + "=="), kConnectingInformation);
  EXPECT_EQ(FindForbiddenIdentifier(body + "x=="), kNone) << "89 characters";
  EXPECT_EQ(FindForbiddenIdentifier(body.substr(1) + "=="), kNone) << "87 characters";
  EXPECT_EQ(FindForbiddenIdentifier(body + "="), kNone);
}

TEST(ResidentNumberGuardTest, LongCellsTakeLinearTime) {
  // A search that starts again at every character would take minutes.
  std::string cells[] = {"", "", "", ""};
  while (cells[0].size() < (1U << 20)) {
    cells[0] += "1 ";
    cells[1] += "8801011234567a";
    cells[2] += "A=";
    cells[3] += "1234567890 - ";
  }
  for (const std::string& cell : cells) {
    EXPECT_NE(FindForbiddenIdentifier(cell), kConnectingInformation);
  }
}

TEST(ResidentNumberGuardTest, ExplainsWithRuleAndNextStep) {
  EXPECT_EQ(Explain(kResidentNumber),
            "holds a resident registration number; it may not be an input (FSC guide 2020, PIPA "
            "art. 24-2). Remove the column or the rows, then run again");
  EXPECT_EQ(Explain(kNone), "");
}

TEST(ResidentNumberGuardTest, FindsWhatMayBeAPartOfConnectingInformation) {
  const std::string part = "Kx8f/QmZ3tY+1bV7nR0cHs5WdUeGjA2pLo9iTgXyNqFv";
  EXPECT_EQ(FindPartOfConnectingInformation(part, false), kPartOfConnectingInformation);
  EXPECT_EQ(FindPartOfConnectingInformation("가 " + part + " 나", false),
            kPartOfConnectingInformation);
  EXPECT_EQ(FindPartOfConnectingInformation(part, true), kNone);
  for (const std::string& harmless :
       {part.substr(0, 43), part.substr(0, 30) + " " + part.substr(0, 30), std::string(100, 'a'),
        std::string("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        std::string("9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08")}) {
    EXPECT_EQ(FindPartOfConnectingInformation(harmless, false), kNone) << harmless;
  }
  for (const bool allowed : {false, true}) {
    EXPECT_EQ(FindPartOfConnectingInformation(part + part.substr(0, 42), allowed),
              kConnectingInformation);
  }
  EXPECT_NE(Explain(kPartOfConnectingInformation), "");
}

}  // namespace
}  // namespace ieum::core::resident_number_test
