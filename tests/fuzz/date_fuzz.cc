// First byte: the options of the rule. The rest: the raw date. What is accepted is eight digits of
// a day that exists in one of the two calendars.
#include "ieum/client/normalize/calendar.h"
#include "normalizer_promises.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  ieum::client::NormalizerOptions options;
  options.lunar_candidate = (data[0] & 1) != 0;
  options.two_digit_years_from = (data[0] & 2) != 0 ? 1930 : 0;
  std::string normalized;
  const absl::Status status = ieum::testing::CheckNormalizer(
      ieum::client::Normalizer::kDate, options, ieum::testing::RawValue(data, size), normalized);
  if (!status.ok() || normalized.empty()) return 0;
  IEUM_CHECK(normalized.size() == 8);
  int number = 0;
  for (const char c : normalized) {
    IEUM_CHECK(c >= '0' && c <= '9');
    number = number * 10 + (c - '0');
  }
  const ieum::client::Date date{number / 10'000, number / 100 % 100, number % 100};
  IEUM_CHECK(ieum::client::IsCalendarDate(date) ||
             (options.lunar_candidate && ieum::client::FromLunar(date).has_value()));
  return 0;
}
