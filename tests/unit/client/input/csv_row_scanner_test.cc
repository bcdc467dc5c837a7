#include "ieum/client/input/csv_row_scanner.h"

#include <gtest/gtest.h>

#include <string>

namespace ieum::client {
namespace {

constexpr int64_t kMaxCellBytes = 10;

// A text with the padding that the scanner wants.
class PaddedText final {
 public:
  explicit PaddedText(std::string_view text) : size_(text.size()), buffer_(text) {
    buffer_.append(CsvRowScanner::kPaddingBytes, '\0');
  }
  std::span<char> span() { return {buffer_.data(), size_}; }

 private:
  size_t size_;
  std::string buffer_;
};

TEST(CsvRowScannerTest, FindsOneRowAndItsSize) {
  CsvRowScanner scanner(8, kMaxCellBytes);
  PaddedText text("a,\"b\"\"c\",\r\nnext");
  const auto row = scanner.Scan(text.span(), true);
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->fault, CsvFault::kNone);
  EXPECT_EQ(row->size, 11U);
  ASSERT_EQ(row->cell_count, 3);
  EXPECT_EQ(scanner.cells()[0], "a");
  EXPECT_EQ(scanner.cells()[1], "b\"c");
  EXPECT_EQ(scanner.cells()[2], "");
}

TEST(CsvRowScannerTest, CountsCellsThatItDoesNotKeep) {
  CsvRowScanner scanner(2, kMaxCellBytes);
  PaddedText text("a,b,c,d");
  const auto row = scanner.Scan(text.span(), true);
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->cell_count, 4);
  EXPECT_EQ(scanner.cells().size(), 2U);
}

TEST(CsvRowScannerTest, NeverDecidesBeforeTheRowIsWhole) {
  for (const std::string_view whole :
       {"a,b\n", "a,\"b\"\n", "\"a\"\"b\",c\r\n", "김,이\r\n", "\"x\r\ny\",\xF0\x9F\x98\x80\n",
        "a\"b,c\n", "\"a\"b,\"c\"\n", "\xFF,\xED\xA0\x80 xyz\n", "a\rb,c\n", ",\n", "\n", "\r\n"}) {
    CsvRowScanner scanner(8, kMaxCellBytes);
    for (size_t size = 1; size < whole.size(); ++size) {
      PaddedText part(whole.substr(0, size));
      EXPECT_FALSE(scanner.Scan(part.span(), false).has_value()) << whole << " cut at " << size;
    }
    PaddedText text(whole);
    const auto row = scanner.Scan(text.span(), false);
    ASSERT_TRUE(row.has_value()) << whole;
    EXPECT_EQ(row->size, whole.size());
  }
}

TEST(CsvRowScannerTest, NamesTheFirstFaultAndItsColumn) {
  struct Case {
    std::string_view text;
    CsvFault fault;
    int column;
    bool delimited;
  };
  using std::string_view_literals::operator""sv;
  for (const Case& c :
       std::vector<Case>{{"a,b\"\n", CsvFault::kQuoteInsideCell, 1, true},
                         {"a,b\",\"\n\"\n", CsvFault::kQuoteInsideCell, 1, false},
                         {"\"a\"b,\xFF\n", CsvFault::kTextAfterQuote, 0, true},
                         {"\"a\n\"b,c\n", CsvFault::kTextAfterQuote, 0, false},
                         {"a,\"b", CsvFault::kQuoteNeverClosed, 1, true},
                         {"a,\"b\n", CsvFault::kQuoteNeverClosed, 1, false},
                         {"a,\xFF,b\"\n", CsvFault::kNotUtf8, 1, true},
                         {"\"\n\",\0\n"sv, CsvFault::kNulByte, 1, true},
                         {"a\r", CsvFault::kBareCarriageReturn, 0, true},
                         {"12345678901,b\n", CsvFault::kCellTooLong, 0, true},
                         {"\"1234567890\n\",b\n", CsvFault::kCellTooLong, 0, false},
                         {"1234567890,\"1234567890\"\n", CsvFault::kNone, 0, true}}) {
    CsvRowScanner scanner(8, kMaxCellBytes);
    PaddedText text(c.text);
    const auto row = scanner.Scan(text.span(), true);
    ASSERT_TRUE(row.has_value());
    EXPECT_EQ(row->fault, c.fault) << c.text;
    EXPECT_EQ(row->fault_column, c.column) << c.text;
    EXPECT_EQ(row->delimited, c.delimited) << c.text;
  }
}

}  // namespace
}  // namespace ieum::client
