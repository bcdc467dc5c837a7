// The pre-flight report as the tables and the JSON document of `ieum check`.
#ifndef IEUM_CLIENT_CLI_CHECK_REPORT_H_
#define IEUM_CLIENT_CLI_CHECK_REPORT_H_

#include "cli/report.h"
#include "ieum/client/check/pre_flight.h"

namespace ieum::client {

Report CheckReport(const PreFlightReport& found);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_CHECK_REPORT_H_
