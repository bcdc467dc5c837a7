// Values of one record in, its exact key out. FORMAT: docs/formats/exact-profile.md, byte-exact.
#ifndef IEUM_CLIENT_EXACT_EXACT_KEY_MAKER_H_
#define IEUM_CLIENT_EXACT_EXACT_KEY_MAKER_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/client/exact/exact_profile.h"
#include "ieum/client/exact/salt.h"

namespace ieum::client {

// The salts as their files hold them. Absent ones are empty.
struct ExactSalts {
  Salt first;   // "salt" and "salt1" of the formula
  Salt second;  // "salt2"
};

// One thread at a time. Holds the salts in secure memory.
class ExactKeyMaker final {
 public:
  // profile: copied. INVALID_ARGUMENT: a salt that the formula needs is absent, one that it does
  // not use is given, or one is not of the profile's salt form. FAILED_PRECONDITION: as
  // TextEncoder::Create.
  static absl::StatusOr<std::unique_ptr<ExactKeyMaker>> Create(const ExactProfile& profile,
                                                               const ExactSalts& salts);
  ~ExactKeyMaker();
  ExactKeyMaker(const ExactKeyMaker&) = delete;
  ExactKeyMaker& operator=(const ExactKeyMaker&) = delete;

  // values: [field_count] raw UTF-8 values in profile order; empty means missing. The key as text,
  // or nothing if a field is missing. INVALID_ARGUMENT names the field and the rule, never the
  // value.
  absl::StatusOr<std::optional<std::string>> KeyOf(std::span<const std::string_view> values);

 private:
  struct State;
  explicit ExactKeyMaker(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_EXACT_EXACT_KEY_MAKER_H_
