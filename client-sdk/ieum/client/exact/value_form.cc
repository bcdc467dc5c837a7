#include "ieum/client/exact/value_form.h"

#include <algorithm>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Parts of YYYYMMDD by the word of a pattern; longer words first.
struct DatePart {
  std::string_view word;
  char component;
  size_t offset;
};
constexpr DatePart kDateParts[] = {
    {"YYYY", 'Y', 0}, {"YY", 'Y', 2}, {"MM", 'M', 4}, {"DD", 'D', 6}};
constexpr std::string_view kDateMarks = "-./";
constexpr size_t kLastDigits = 4;

const DatePart* PartAt(std::string_view rest) {
  const auto* found =
      std::find_if(std::begin(kDateParts), std::end(kDateParts),
                   [rest](const DatePart& part) { return rest.starts_with(part.word); });
  return found == std::end(kDateParts) ? nullptr : found;
}

bool IsDatePattern(std::string_view pattern) {
  std::string components;
  while (!pattern.empty()) {
    if (const DatePart* part = PartAt(pattern); part != nullptr) {
      if (components.find(part->component) != std::string::npos) return false;
      components.push_back(part->component);
      pattern.remove_prefix(part->word.size());
    } else if (kDateMarks.find(pattern.front()) != std::string_view::npos) {
      pattern.remove_prefix(1);
    } else {
      return false;
    }
  }
  return !components.empty();
}

// Korean writing: area code of two digits in Seoul (02), else three; four digits at the end.
void AppendWithHyphens(std::string_view digits, std::string& out) {
  const size_t area = digits.starts_with("02") ? 2 : 3;
  if (!digits.starts_with('0') || digits.size() <= area + kLastDigits) {
    // A nationwide number such as 1588-1234 has no area code.
    const size_t head = digits.size() > kLastDigits ? digits.size() - kLastDigits : 0;
    out += digits.substr(0, head);
    if (head > 0) out += '-';
    out += digits.substr(head);
    return;
  }
  out += digits.substr(0, area);
  out += '-';
  out += digits.substr(area, digits.size() - area - kLastDigits);
  out += '-';
  out += digits.substr(digits.size() - kLastDigits);
}

}  // namespace

absl::StatusOr<ValueForm> ValueForm::Parse(std::string_view text, Normalizer normalizer) {
  ValueForm form;
  if (text == "value") return form;
  switch (normalizer) {
    case Normalizer::kDate:
      if (!IsDatePattern(text)) break;
      form.kind_ = Kind::kDate;
      form.pattern_ = text;
      return form;
    case Normalizer::kPhone:
      if (text != "hyphens" && text != "last4") break;
      form.kind_ = text == "last4" ? Kind::kLastFour : Kind::kHyphens;
      return form;
    default:
      break;
  }
  return core::InvalidArgument(
      "is not a form of this normalizer; want 'value', for dates a pattern of YYYY or YY, MM, DD "
      "and - . / such as YYMMDD, for telephone numbers 'hyphens' or 'last4'");
}

void ValueForm::Append(std::string_view normalized, std::string& out) const {
  switch (kind_) {
    case Kind::kValue:
      out += normalized;
      return;
    case Kind::kHyphens:
      AppendWithHyphens(normalized, out);
      return;
    case Kind::kLastFour:
      out += normalized.substr(normalized.size() - std::min(kLastDigits, normalized.size()));
      return;
    case Kind::kDate:
      for (std::string_view rest = pattern_; !rest.empty();) {
        const DatePart* part = PartAt(rest);
        if (part == nullptr) {
          out += rest.front();
          rest.remove_prefix(1);
          continue;
        }
        out += normalized.substr(part->offset, part->word.size());
        rest.remove_prefix(part->word.size());
      }
      return;
  }
}

}  // namespace ieum::client
