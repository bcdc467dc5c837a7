// The match report as one HTML page that needs nothing else: no script, no link, no font or picture
// from outside; charts are inline SVG.
#ifndef IEUM_CORE_MATCHREPORT_MATCH_PAGE_H_
#define IEUM_CORE_MATCHREPORT_MATCH_PAGE_H_

#include <string>

#include "ieum/core/matchreport/match_report.h"
#include "ieum/core/page/language.h"

namespace ieum::core {

std::string MatchPage(const MatchReport& report, Language language);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHREPORT_MATCH_PAGE_H_
