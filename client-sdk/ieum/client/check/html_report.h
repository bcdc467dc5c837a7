// The pre-flight report as one HTML page that needs nothing else: no script, no link, no font or
// picture from outside; charts are inline SVG. Readable in print and without colours.
#ifndef IEUM_CLIENT_CHECK_HTML_REPORT_H_
#define IEUM_CLIENT_CHECK_HTML_REPORT_H_

#include <string>
#include <string_view>

#include "ieum/client/check/pre_flight.h"
#include "ieum/client/check/report_words.h"

namespace ieum::client {

// file_name: of the file checked, and profile_name, for the head of the page; both are escaped.
std::string HtmlPage(const PreFlightReport& report, std::string_view file_name,
                     std::string_view profile_name, core::Language language);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_HTML_REPORT_H_
