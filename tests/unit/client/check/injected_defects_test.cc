// Defects of every kind, put into sound rows one by one: the check must find at least 99 of 100
// with the right field and kind, and must hardly ever find one that is not there.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "check/synthetic_rows.h"
#include "ieum/client/check/pre_flight.h"
#include "ieum/client/input/cp949_table.h"
#include "ieum/core/base/utf8.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using client::Defect;
using client::FieldCheck;
using client::PreFlightReport;
using client::RefusalKind;

constexpr int kRows = 12'000;
constexpr int kStep = 3;  // every third row has a defect

std::string Digits(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

// UTF-8 read as CP949 by a program that writes U+FFFD, or '?', for what it cannot read.
std::string Garble(const std::string& utf8, const char* lost) {
  const client::Cp949Table& table = **client::Cp949Table::Get();
  std::string text;
  for (size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<uint8_t>(utf8[i]);
    const auto trail = static_cast<uint8_t>(i + 1 < utf8.size() ? utf8[i + 1] : 0);
    const char16_t c = table.Decode(lead, trail);
    if (lead < 0x80) {
      text += utf8[i++];
    } else if (c != 0) {
      core::AppendUtf8(c, text);
      i += 2;
    } else {
      text += lost;
      ++i;
    }
  }
  return text;
}

// Bytes read as Latin-1.
std::string AsLatin1(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) core::AppendUtf8(static_cast<uint8_t>(c), text);
  return text;
}

std::string InCp949(const std::string& utf8) {
  const client::Cp949Table& table = **client::Cp949Table::Get();
  std::string bytes;
  for (size_t i = 0; i < utf8.size();) {
    const uint16_t code = table.Encode(static_cast<char16_t>(core::NextCodePoint(utf8, i)));
    bytes += {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  }
  return bytes;
}

struct Injection {
  const char* field;
  Column column;
  Defect defect;
  std::function<std::string(const std::string&)> damage;
};

std::vector<Injection> Injections() {
  const auto is = [](const char* text) { return [text](const std::string&) { return text; }; };
  using Text = const std::string&;
  return {
      {"name", kName, Defect::kMissing, is("")},
      {"name", kName, Defect::kPlaceholder, is("김아기")},
      {"name", kName, Defect::kPlaceholder, is("홍길동")},
      {"name", kName, Defect::kPlaceholder, is("N/A")},
      {"name", kName, Defect::kMasked, [](Text v) { return v.substr(0, 3) + "*" + v.substr(6); }},
      {"name", kName, Defect::kMasked, [](Text v) { return v.substr(0, 3) + "○" + v.substr(6); }},
      {"name", kName, Defect::kMojibake, [](Text v) { return Garble(v, "\xEF\xBF\xBD"); }},
      {"name", kName, Defect::kMojibake, [](Text v) { return Garble(v, "?"); }},
      {"name", kName, Defect::kMojibake, [](Text v) { return AsLatin1(v); }},
      {"name", kName, Defect::kMojibake, [](Text v) { return AsLatin1(InCp949(v)); }},
      {"name", kName, Defect::kExcelError, is("#NAME?")},
      {"name", kName, Defect::kSwappedColumn, is("010-2345-6789")},
      {"name", kName, Defect::kSwappedColumn, is("1988-01-31")},
      {"name", kName, Defect::kSwappedColumn, is("여")},
      {"birth", kBirth, Defect::kMissing, is("  ")},
      {"birth", kBirth, Defect::kPlaceholder, is("1900-01-01")},
      {"birth", kBirth, Defect::kPlaceholder, is("99991231")},
      {"birth", kBirth, Defect::kMasked, [](Text v) { return v.substr(0, 5) + "**-**"; }},
      {"birth", kBirth, Defect::kNumberAsFloat, [](Text v) { return Digits(v).substr(2) + ".0"; }},
      {"birth", kBirth, Defect::kNumberAsFloat, [](Text v) { return Digits(v) + ".0"; }},
      {"birth", kBirth, Defect::kExcelSerialDate,
       [](Text v) { return std::to_string(20'000 + std::stoi(Digits(v)) % 20'000); }},
      {"birth", kBirth, Defect::kImpossibleDate, [](Text v) { return v.substr(0, 4) + "-02-30"; }},
      {"birth", kBirth, Defect::kImpossibleDate, [](Text v) { return v.substr(0, 4) + "1301"; }},
      {"birth", kBirth, Defect::kFutureDate,
       [](Text v) {
         return "20"
                "8" +
                v.substr(3);
       }},
      {"birth", kBirth, Defect::kSwappedColumn, is("이서연")},
      {"birth", kBirth, Defect::kSwappedColumn, is("01023456789")},
      {"sex", kSex, Defect::kMissing, is("")},
      {"sex", kSex, Defect::kNumberAsFloat, is("1.0")},
      {"sex", kSex, Defect::kSwappedColumn, is("19880131")},
      {"sex", kSex, Defect::kSwappedColumn, is("김민준")},
      {"phone", kPhone, Defect::kLeadingZeroLost, [](Text v) { return Digits(v).substr(1); }},
      {"phone", kPhone, Defect::kLeadingZeroLost, [](Text v) { return v.substr(1); }},
      {"phone", kPhone, Defect::kNumberAsFloat,
       [](Text v) { return "1.0" + Digits(v).substr(3, 3) + "E+09"; }},
      {"phone", kPhone, Defect::kNumberAsFloat, [](Text v) { return Digits(v).substr(1) + ".0"; }},
      {"phone", kPhone, Defect::kPlaceholder, is("010-0000-0000")},
      {"phone", kPhone, Defect::kMasked,
       [](Text v) { return v.substr(0, 4) + "****" + v.substr(8); }},
      {"phone", kPhone, Defect::kExcelError, is("#####")},
      {"phone", kPhone, Defect::kSwappedColumn, is("박지현")},
      {"phone", kPhone, Defect::kSwappedColumn, is("19880131")},
      {"postcode", kPostcode, Defect::kLeadingZeroLost, [](Text v) { return v.substr(1); }},
      {"postcode", kPostcode, Defect::kNumberAsFloat, [](Text v) { return v + ".0"; }},
      {"postcode", kPostcode, Defect::kPlaceholder, is("00000")},
      {"postcode", kPostcode, Defect::kSwappedColumn, is("010-2345-6789")},
      {"member", kMember, Defect::kTruncatedNumber,
       [](Text v) { return v + v.substr(0, 6) + "0000"; }},
      {"member", kMember, Defect::kNumberAsFloat,
       [](Text v) { return v.substr(0, 1) + ".2345E+08"; }},
      {"member", kMember, Defect::kSwappedColumn, is("최민수")},
      {"email", kEmail, Defect::kSwappedColumn, is("010-2345-6789")},
      {"email", kEmail, Defect::kExcelError, is("#REF!")},
  };
}

class InjectedDefectsTest : public ::testing::Test {
 protected:
  PreFlightReport Check(const std::string& content) {
    client::PreFlightOptions options;
    options.input.path = dir_.Write("people.csv", content);
    options.today = absl::CivilDay(2026, 6, 15);
    options.max_example_rows = kRows;
    auto report = client::RunPreFlight(PersonProfile(), options, core::SystemRandom(), nullptr, {});
    EXPECT_OK(report);
    return *std::move(report);
  }

  TempDir dir_;
  std::mt19937_64 random_{7};
};

TEST_F(InjectedDefectsTest, FindsDefectsOfValuesWithFieldAndKind) {
  const std::vector<Injection> injections = Injections();
  std::vector<const Injection*> of_row(kRows + 1);
  std::string content = kHeader;
  int injected = 0;
  for (int number = 1; number <= kRows; ++number) {
    Row row = SoundRow(number, random_);
    if (number % kStep == 0) {
      const Injection& injection = injections[static_cast<size_t>(injected) % injections.size()];
      ++injected;
      row[injection.column] = injection.damage(row[injection.column]);
      of_row[static_cast<size_t>(number)] = &injection;
    }
    content += AsCsv(row);
  }
  const PreFlightReport report = Check(content);
  int found = 0;
  int false_alarms = 0;
  std::set<std::string> missed;
  std::set<int64_t> found_rows;
  for (const FieldCheck& field : report.fields) {
    for (size_t d = 1; d < client::kDefectCount; ++d) {
      for (const int64_t number : field.defects[d].rows) {
        const Injection* injection = of_row[static_cast<size_t>(number)];
        const bool right = injection != nullptr && field.name == injection->field &&
                           static_cast<Defect>(d) == injection->defect;
        found += static_cast<int>(right);
        false_alarms += static_cast<int>(injection == nullptr);
        if (right) found_rows.insert(number);
      }
    }
  }
  for (int number = 1; number <= kRows; ++number) {
    const Injection* injection = of_row[static_cast<size_t>(number)];
    if (injection == nullptr || found_rows.contains(number)) continue;
    missed.insert(std::string(injection->field) + " " +
                  std::string(client::DefectKey(injection->defect)));
  }
  ASSERT_GE(injected, 2'000);
  EXPECT_GE(found * 100, injected * 99) << ::testing::PrintToString(missed);
  // 8,000 sound rows of 7 values: at most one value in 10,000 may be a false alarm.
  EXPECT_LE(false_alarms, 5);
  RecordProperty("injected", injected);
  RecordProperty("found", found);
  std::printf("injected %d, found %d, false alarms %d of 56,000 values\n", injected, found,
              false_alarms);
}

TEST_F(InjectedDefectsTest, FindsDefectsOfRowsWithColumnAndKind) {
  struct RowInjection {
    RefusalKind kind;
    const char* column;
    std::function<void(Row&)> damage;
  };
  const std::string ci =
      "Kx8f/QmZ3tY+1bV7nR0cHs5WdUeGjA2pLo9iTgXyNqFvMzCrBwSaEkDuJhPl4O6IKx8f/QmZ3tY+1bV7nR0cHg==";
  const std::vector<RowInjection> injections = {
      {RefusalKind::kResidentNumber, "memo", [](Row& row) { row[kMemo] = "880131-1234567"; }},
      {RefusalKind::kResidentNumber, "name", [](Row& row) { row[kName] += " 8801312234567"; }},
      {RefusalKind::kResidentNumber, "memo",
       [](Row& row) { row[kMemo] = "８８０１３１－１２３４５６７"; }},
      {RefusalKind::kConnectingInformation, "memo", [&](Row& row) { row[kMemo] = ci; }},
      {RefusalKind::kPartOfConnectingInformation, "email",
       [&](Row& row) { row[kEmail] = ci.substr(0, 44); }},
      {RefusalKind::kUndecodable, "name", [](Row& row) { row[kName] = InCp949(row[kName]); }},
      {RefusalKind::kEmptyRowId, "row_id", [](Row& row) { row[kRowId] = ""; }},
      {RefusalKind::kRepeatedRowId, "row_id", [](Row& row) { row[kRowId] = "r1"; }},
      {RefusalKind::kShape, "memo", [](Row& row) { row.pop_back(); }},
  };
  std::string content = kHeader;
  std::vector<const RowInjection*> of_row(kRows + 1);
  std::set<int64_t> duplicates;
  Row before;
  int injected = 0;
  for (int number = 1; number <= kRows; ++number) {
    Row row = SoundRow(number, random_);
    if (number % kStep == 0) {
      const size_t kind = static_cast<size_t>(injected) % (injections.size() + 1);
      ++injected;
      if (kind < injections.size()) {
        injections[kind].damage(row);
        of_row[static_cast<size_t>(number)] = &injections[kind];
      } else {
        std::copy(before.begin() + kName, before.end(), row.begin() + kName);
        duplicates.insert(number);
      }
    } else {
      before = row;
    }
    content += AsCsv(row);
  }
  const PreFlightReport report = Check(content);
  int found = 0;
  int false_alarms = 0;
  for (const auto& [key, tally] : report.refusals) {
    for (const int64_t number : tally.rows) {
      const RowInjection* injection = of_row[static_cast<size_t>(number)];
      found += static_cast<int>(injection != nullptr && injection->kind == key.first &&
                                injection->column == key.second);
      false_alarms += static_cast<int>(injection == nullptr);
    }
  }
  for (const int64_t number : report.duplicates.rows) {
    found += static_cast<int>(duplicates.contains(number));
    false_alarms += static_cast<int>(!duplicates.contains(number));
  }
  ASSERT_GE(injected, 2'000);
  EXPECT_EQ(found, injected);
  EXPECT_EQ(false_alarms, 0);
  EXPECT_EQ(report.row_count(), kRows);
}

}  // namespace
}  // namespace ieum::testing
