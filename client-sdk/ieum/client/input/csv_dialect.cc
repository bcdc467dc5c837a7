#include "ieum/client/input/csv_dialect.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_format.h"
#include "ieum/client/input/csv_row_scanner.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr std::array<std::string_view, kCsvDelimiters.size()> kDelimiterNames = {
    "comma", "tab", "semicolon", "bar"};

bool IsUnprintable(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F; }

// Six digits or more and no letter: a birth date, a telephone number, a resident number.
bool LooksLikeNumber(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) {
    return static_cast<uint8_t>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return std::count_if(name.begin(), name.end(), is_digit) >= 6 &&
         std::none_of(name.begin(), name.end(), is_letter);
}

}  // namespace

std::string_view DelimiterName(char delimiter) {
  for (size_t i = 0; i < kCsvDelimiters.size(); ++i) {
    if (kCsvDelimiters[i] == delimiter) return kDelimiterNames[i];
  }
  return "";
}

absl::StatusOr<std::optional<char>> ParseDelimiter(std::string_view name) {
  if (name == "auto") return std::nullopt;
  std::string known = "auto";
  for (size_t i = 0; i < kCsvDelimiters.size(); ++i) {
    if (kDelimiterNames[i] == name) return kCsvDelimiters[i];
    absl::StrAppendFormat(&known, ", %s", kDelimiterNames[i]);
  }
  return core::InvalidArgument("that delimiter is unknown; want one of: %s", known);
}

std::string Describe(const InputDescription& input) {
  const auto detected = [](bool declared) { return declared ? "" : " (detected)"; };
  const EncodingFacts& facts = input.encoding;
  std::string text(facts.ascii_only ? "ascii" : TextEncodingName(facts.encoding));
  text += facts.byte_order_mark ? " with byte order mark" : detected(facts.declared);
  absl::StrAppendFormat(&text, ", %s%s", DelimiterName(input.delimiter),
                        detected(input.delimiter_declared));
  if (input.compression != Compression::kNone) {
    absl::StrAppendFormat(&text, ", %s", CompressionName(input.compression));
  }
  absl::StrAppendFormat(&text, ", %d columns%s", input.column_count,
                        input.has_header ? "" : " without names");
  return text;
}

char DetectDelimiter(std::string_view file_name, std::string_view start) {
  for (const std::string_view suffix : {".gz", ".zst"}) {
    if (file_name.ends_with(suffix)) file_name.remove_suffix(suffix.size());
  }
  if (file_name.ends_with(".tsv") || file_name.ends_with(".TSV")) return '\t';
  std::array<int, kCsvDelimiters.size()> counts{};
  bool quoted = false;
  for (const char c : start) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    for (size_t i = 0; i < counts.size(); ++i)
      counts[i] += static_cast<int>(c == kCsvDelimiters[i]);
  }
  // The first of equals: comma before tab before semicolon before bar.
  return kCsvDelimiters[static_cast<size_t>(std::max_element(counts.begin(), counts.end()) -
                                            counts.begin())];
}

std::optional<HeaderFault> CheckColumnNames(std::span<const std::string_view> names,
                                            int64_t max_bytes) {
  std::set<std::string_view> seen;
  int column = 0;
  for (const std::string_view name : names) {
    if (name.empty()) return HeaderFault{column, "the name is empty; every column needs one"};
    if (static_cast<int64_t>(name.size()) > max_bytes) {
      return HeaderFault{column, absl::StrFormat("the name is longer than %d bytes", max_bytes)};
    }
    if (std::any_of(name.begin(), name.end(), IsUnprintable)) {
      return HeaderFault{column, "the name holds a line break or control character"};
    }
    if (LooksLikeNumber(name)) {
      return HeaderFault{column,
                         "is a number, not a name; the first line must name the columns. Put that "
                         "line before the rows"};
    }
    if (!seen.insert(name).second) {
      return HeaderFault{column, "the name is that of an earlier column; names must differ"};
    }
    ++column;
  }
  return std::nullopt;
}

std::vector<std::string> NumberedColumns(int column_count) {
  std::vector<std::string> names;
  for (int i = 1; i <= column_count; ++i) names.push_back(std::to_string(i));
  return names;
}

}  // namespace ieum::client
