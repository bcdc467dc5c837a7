// The words of the disclosure review in English and Korean.
#ifndef IEUM_CORE_DISCLOSURE_REVIEW_WORDS_H_
#define IEUM_CORE_DISCLOSURE_REVIEW_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ieum/core/disclosure/disclosure_policy.h"
#include "ieum/core/disclosure/generalisation.h"
#include "ieum/core/page/language.h"

namespace ieum::core {

// What a rule is called: "Smallest class (k-anonymity)".
std::string_view SayRule(DisclosureRule rule, Language language);
// What to do where it does not hold.
std::string_view SayAdvice(DisclosureRule rule, Language language);
std::string_view SayOutcome(DisclosureOutcome outcome, Language language);
std::string_view SayRole(ColumnRole role, Language language);
// "ranges of 5", "5 단위 구간".
std::string SayStep(const Generalisation& step, Language language);
// A number of a finding in the unit of its rule: "12", "5.00 %", "1.50"; "no bound" where a measure
// has none.
std::string SayMeasure(DisclosureRule rule, int64_t number, Language language);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_REVIEW_WORDS_H_
