// Options of the command line to those of the reader, and what the reader found.
#ifndef IEUM_CLIENT_CLI_INPUT_SOURCE_H_
#define IEUM_CLIENT_CLI_INPUT_SOURCE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/options.h"
#include "cli/report.h"
#include "ieum/client/input/record_reader.h"

namespace ieum::client {

// What to read of the file at `path`. INVALID_ARGUMENT: an unknown encoding or delimiter.
absl::StatusOr<RecordReaderOptions> InputOf(const std::string& path, const ColumnOptions& columns,
                                            const FormatOptions& format);

// The same for one dataset of several: of the mapped columns "b:name", those of the dataset `label`
// count, without the label, and those without any label.
absl::StatusOr<RecordReaderOptions> InputOf(const PartyOption& party, const ColumnOptions& columns,
                                            const FormatOptions& format);

// Fact "input": how the file was read, with what was detected marked so.
void AddInputFact(std::string_view title, const InputDescription& input, Report& report);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_INPUT_SOURCE_H_
