// How a field of any kind of profile says where its raw value stands, what it means and when it is
// missing: the members "column", "options" and "missing_values". Templates over the JSON type, so
// that only sources include the library. All errors are INVALID_ARGUMENT and name the member.
#ifndef IEUM_CLIENT_PROFILE_VALUE_RULES_READER_H_
#define IEUM_CLIENT_PROFILE_VALUE_RULES_READER_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/member_reader.h"

namespace ieum::client {

inline constexpr std::string_view kOptionMembers[] = {"two_digit_years_from", "lunar_candidate",
                                                      "renumbered_candidate", "fold_vowels",
                                                      "fold_initial_sound"};
inline constexpr size_t kMaxColumnBytes = 256;
inline constexpr size_t kMaxMissingValues = 64;
// The hundred years that two digits mean begin here; dates are from 1850 to 2100.
inline constexpr int kFirstPivotYear = 1850;
inline constexpr int kLastPivotYear = 2001;

template <typename Json>
absl::StatusOr<std::string> ReadColumn(const core::MemberReader<Json>& reader,
                                       const std::string& name) {
  if (!reader.Has("column")) return name;
  IEUM_ASSIGN_OR_RETURN(std::string column, reader.Text("column"));
  const bool control = std::any_of(column.begin(), column.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (column.empty() || column.size() > kMaxColumnBytes || control) {
    return core::InvalidArgument(
        "'%s' is not a column name; want 1 to %d bytes without control characters",
        reader.Name("column"), kMaxColumnBytes);
  }
  return column;
}

template <typename Json>
absl::StatusOr<std::vector<std::string>> ReadMissingValues(const core::MemberReader<Json>& reader) {
  std::vector<std::string> values;
  if (!reader.Has("missing_values")) return values;
  const std::string where = reader.Name("missing_values");
  const Json& list = reader["missing_values"];
  if (!list.is_array() || list.size() > kMaxMissingValues) {
    return core::InvalidArgument("'%s' is not an array of at most %d strings", where,
                                 kMaxMissingValues);
  }
  for (const Json& value : list) {
    if (!value.is_string()) {
      return core::InvalidArgument("'%s' holds something that is not a string", where);
    }
    const auto text = value.template get<std::string>();
    constexpr std::string_view kSpaces = " \t\r\n";
    if (text.empty() || kSpaces.find(text.front()) != std::string_view::npos ||
        kSpaces.find(text.back()) != std::string_view::npos) {
      return core::InvalidArgument(
          "'%s' holds a string that is empty or has outer white space; values are trimmed before "
          "they are compared, and an empty one is missing anyway",
          where);
    }
    values.push_back(text);
  }
  return values;
}

// An option that its normaliser does not know would silently change nothing.
template <typename Json>
absl::Status RequireMeaning(const core::MemberReader<Json>& options, const char* member,
                            Normalizer normalizer, Normalizer of) {
  if (!options.Has(member) || normalizer == of) return absl::OkStatus();
  return core::InvalidArgument("'%s' has a meaning only for normalizer %s, not for %s; remove it",
                               options.Name(member), std::string(NormalizerWord(of)),
                               std::string(NormalizerWord(normalizer)));
}

template <typename Json>
absl::StatusOr<NormalizerOptions> ReadOptions(const core::MemberReader<Json>& field,
                                              Normalizer normalizer) {
  NormalizerOptions result;
  if (!field.Has("options")) return result;
  const core::MemberReader<Json> options(field["options"], field.Name("options"));
  IEUM_RETURN_IF_ERROR(options.RequireObject());
  IEUM_RETURN_IF_ERROR(options.RequireKnownMembers(kOptionMembers));
  const auto need = [&](const char* member, Normalizer of) {
    return RequireMeaning(options, member, normalizer, of);
  };
  IEUM_RETURN_IF_ERROR(need("two_digit_years_from", Normalizer::kDate));
  IEUM_RETURN_IF_ERROR(need("lunar_candidate", Normalizer::kDate));
  IEUM_RETURN_IF_ERROR(need("renumbered_candidate", Normalizer::kPhone));
  IEUM_RETURN_IF_ERROR(need("fold_vowels", Normalizer::kHangulName));
  IEUM_RETURN_IF_ERROR(need("fold_initial_sound", Normalizer::kHangulName));
  if (options.Has("two_digit_years_from")) {
    IEUM_ASSIGN_OR_RETURN(result.two_digit_years_from,
                          options.Integer("two_digit_years_from", kFirstPivotYear, kLastPivotYear));
  }
  IEUM_ASSIGN_OR_RETURN(result.lunar_candidate, options.Flag("lunar_candidate"));
  IEUM_ASSIGN_OR_RETURN(result.renumbered_candidate, options.Flag("renumbered_candidate"));
  IEUM_ASSIGN_OR_RETURN(result.fold_vowels, options.Flag("fold_vowels"));
  IEUM_ASSIGN_OR_RETURN(result.fold_initial_sound, options.Flag("fold_initial_sound"));
  return result;
}

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PROFILE_VALUE_RULES_READER_H_
