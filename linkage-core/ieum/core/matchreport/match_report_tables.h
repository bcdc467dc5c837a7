// The figures of a linkage by the model as tables for people and as one JSON document.
#ifndef IEUM_CORE_MATCHREPORT_MATCH_REPORT_TABLES_H_
#define IEUM_CORE_MATCHREPORT_MATCH_REPORT_TABLES_H_

#include "ieum/core/matchreport/match_report.h"
#include "ieum/core/page/report.h"

namespace ieum::core {

// Everything. FORMAT: docs/formats/match-report.md.
Report MatchDocument(const MatchReport& found);

// What fits on a screen: the figures, the tables of AddMatchTables and the stages.
Report MatchSummary(const MatchReport& found);

// Adds what fits on a screen to the report of `ieum link`: warnings, datasets, overlap, thresholds.
void AddMatchTables(const MatchReport& found, Report& report);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHREPORT_MATCH_REPORT_TABLES_H_
