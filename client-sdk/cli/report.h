// What a command found out (core's report), and which rows it left out.
#ifndef IEUM_CLIENT_CLI_REPORT_H_
#define IEUM_CLIENT_CLI_REPORT_H_

#include <cstdio>
#include <string_view>

#include "ieum/client/input/record_reader.h"
#include "ieum/core/page/report.h"

namespace ieum::client {

using core::CountValue;
using core::PercentValue;
using core::RateValue;
using core::Report;
using core::ReportColumn;
using core::ReportValue;
using core::SecondsValue;
using core::ShareValue;
using core::TextValue;

// Says on `err` which rows were left out of `what`: the number and the first refusals.
void PrintRefusals(std::FILE* err, std::string_view what, const InputReport& report);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_REPORT_H_
