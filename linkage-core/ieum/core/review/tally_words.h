// Outcomes in words, in the languages of reports.
#ifndef IEUM_CORE_REVIEW_TALLY_WORDS_H_
#define IEUM_CORE_REVIEW_TALLY_WORDS_H_

#include <string>

#include "ieum/core/page/language.h"
#include "ieum/core/review/tally.h"

namespace ieum::core {

std::string SayReviewOutcome(ReviewOutcome outcome, Language language);
// Why, with the numbers: one sentence, and what next where there is something to do.
std::string SayReason(const ReviewCase& review, const Tally& tally, Language language);
std::string SayMemberState(MemberState state, Language language);
std::string SayConflict(Conflict conflict, Language language);
// The rule in a few words.
std::string SayRefusal(RefusalRule rule, Language language);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_TALLY_WORDS_H_
