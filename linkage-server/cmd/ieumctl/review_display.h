// How `ieumctl review` shows cases and what was decided.
#ifndef IEUM_SERVER_CMD_IEUMCTL_REVIEW_DISPLAY_H_
#define IEUM_SERVER_CMD_IEUMCTL_REVIEW_DISPLAY_H_

#include "ieum/core/page/language.h"
#include "ieum/core/page/report.h"
#include "ieum/core/review/tally.h"

namespace ieum::server {

// What is voted on, by whom, until when.
core::Report CaseReport(const core::ReviewCase& review, core::Language language);
// The outcome, why, who said what, open conditions, what was refused and why.
core::Report TallyReport(const core::ReviewCase& review, const core::Tally& tally,
                         core::Language language);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_REVIEW_DISPLAY_H_
