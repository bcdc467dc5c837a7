// Reads the members of one JSON object of a document, such as a profile, and names them in errors,
// as in 'fields[3].column'. A template over the JSON type, so that only sources include the
// library.
#ifndef IEUM_CORE_FORMAT_MEMBER_READER_H_
#define IEUM_CORE_FORMAT_MEMBER_READER_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"

namespace ieum::core {

// Borrows the object. All errors are INVALID_ARGUMENT and hold no text of the document but the
// names of known members.
template <typename Json>
class MemberReader final {
 public:
  // where: "fields[3]", or "" for the document itself, which messages call `document`.
  MemberReader(const Json& object, std::string where, std::string_view document = "the profile")
      : object_(object), where_(std::move(where)), document_(document) {}

  const std::string& where() const { return where_; }
  bool Has(const char* member) const { return object_.contains(member); }
  // REQUIRES: Has(member).
  const Json& operator[](const char* member) const { return *object_.find(member); }
  std::string Name(const char* member) const {
    return where_.empty() ? member : where_ + "." + member;
  }

  absl::Status RequireObject() const {
    if (object_.is_object()) return absl::OkStatus();
    return InvalidArgument("'%s' is not an object", where_);
  }

  absl::Status RequireKnownMembers(std::span<const std::string_view> known) const {
    for (const auto& [name, value] : object_.items()) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      std::string names;
      for (const std::string_view each : known) {
        if (!names.empty()) names += ", ";
        names += each;
      }
      return InvalidArgument("%s has an unknown member; known are: %s",
                             where_.empty() ? document_ : "'" + where_ + "'", names);
    }
    return absl::OkStatus();
  }

  absl::Status Require(const char* member) const {
    if (Has(member)) return absl::OkStatus();
    return InvalidArgument("member '%s' is missing", Name(member));
  }

  absl::StatusOr<std::string> Text(const char* member) const {
    IEUM_RETURN_IF_ERROR(Require(member));
    const Json& value = (*this)[member];
    if (!value.is_string()) return InvalidArgument("'%s' is not a string", Name(member));
    return value.template get<std::string>();
  }

  // The word's value; without the member `otherwise`, or an error if there is none.
  template <typename Enum>
  absl::StatusOr<Enum> Word(const char* member, std::optional<Enum> (*value_of)(std::string_view),
                            std::string (*words)(), std::optional<Enum> otherwise) const {
    if (!Has(member) && otherwise.has_value()) return *otherwise;
    IEUM_ASSIGN_OR_RETURN(const std::string text, Text(member));
    const std::optional<Enum> value = value_of(text);
    if (value.has_value()) return *value;
    return InvalidArgument("'%s' is unknown to this software; want one of: %s", Name(member),
                           words());
  }

  absl::StatusOr<int> Integer(const char* member, int least, int most) const {
    IEUM_RETURN_IF_ERROR(Require(member));
    const Json& value = (*this)[member];
    const int64_t number =
        value.is_number_integer() ? value.template get<int64_t>() : int64_t{least} - 1;
    if (number < least || number > most) {
      return InvalidArgument("'%s' is not an integer from %d to %d", Name(member), least, most);
    }
    return static_cast<int>(number);
  }

  absl::StatusOr<bool> Flag(const char* member) const {
    if (!Has(member)) return false;
    const Json& value = (*this)[member];
    if (!value.is_boolean()) return InvalidArgument("'%s' is not true or false", Name(member));
    return value.template get<bool>();
  }

  // Of fields and blocking keys: goes into key derivation and messages.
  absl::StatusOr<std::string> Identifier() const {
    IEUM_ASSIGN_OR_RETURN(std::string name, Text("name"));
    if (name.empty() || name.size() > 63 || name.front() < 'a' || name.front() > 'z' ||
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
      return InvalidArgument(
          "'%s' is not a name; want 1 to 63 characters a-z, 0-9 and '_', starting with a letter",
          Name("name"));
    }
    return name;
  }

 private:
  const Json& object_;
  std::string where_;
  std::string document_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_FORMAT_MEMBER_READER_H_
