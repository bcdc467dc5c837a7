// The figures of a linkage by the model as tables for people and as one JSON document.
#ifndef IEUM_CLIENT_CLI_MATCH_REPORT_TABLES_H_
#define IEUM_CLIENT_CLI_MATCH_REPORT_TABLES_H_

#include "cli/report.h"
#include "ieum/client/matchreport/match_report.h"

namespace ieum::client {

// Everything. FORMAT: docs/formats/match-report.md.
Report MatchDocument(const MatchReport& found);

// Adds what fits on a screen to the report of `ieum link`: warnings, datasets, overlap, thresholds.
void AddMatchTables(const MatchReport& found, Report& report);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_MATCH_REPORT_TABLES_H_
