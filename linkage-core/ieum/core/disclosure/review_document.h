// The review pack: one JSON document for programs and the record, one page for reviewers.
#ifndef IEUM_CORE_DISCLOSURE_REVIEW_DOCUMENT_H_
#define IEUM_CORE_DISCLOSURE_REVIEW_DOCUMENT_H_

#include <string>

#include "ieum/core/disclosure/disclosure_review.h"
#include "ieum/core/disclosure/suggestion.h"
#include "ieum/core/page/language.h"
#include "ieum/core/page/report.h"

namespace ieum::core {

// Everything measured, as facts and tables; equal input gives equal bytes. suggestion: null if none
// was looked for. FORMAT: docs/disclosure.md.
Report ReviewDocument(const DisclosureReview& review, const Suggestion* suggestion);

// What fits on a screen: the outcome, the rules that do not hold, the suggestion.
Report ReviewSummary(const DisclosureReview& review, const Suggestion* suggestion);

// One HTML page that needs nothing else: no script, no link, no font or picture from outside;
// charts are inline SVG.
std::string ReviewPage(const DisclosureReview& review, const Suggestion* suggestion,
                       Language language);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_REVIEW_DOCUMENT_H_
