// The match report as one HTML page that needs nothing else: no script, no link, no font or picture
// from outside; charts are inline SVG.
#ifndef IEUM_CLIENT_MATCHREPORT_MATCH_PAGE_H_
#define IEUM_CLIENT_MATCHREPORT_MATCH_PAGE_H_

#include <string>

#include "ieum/client/matchreport/match_report.h"
#include "ieum/client/page/language.h"

namespace ieum::client {

std::string MatchPage(const MatchReport& report, Language language);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_MATCHREPORT_MATCH_PAGE_H_
