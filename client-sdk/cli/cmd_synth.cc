// ieum synth
#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/report.h"
#include "ieum/client/synth/synthetic_pair.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::Status RunCommand(const SynthOptions& options, const CommandContext& context) {
  constexpr int kBasisPointsPerPercent = 100;
  if (options.out_a == options.out_b) {
    return core::InvalidArgument("--out-a and --out-b name the same file; give each its own");
  }
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_a, /*force=*/true));
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_b, /*force=*/true));
  const absl::Duration start = core::MonotonicNow();
  SynthesisOptions synthesis;
  synthesis.seed = static_cast<uint64_t>(options.seed);
  synthesis.person_count = options.person_count;
  synthesis.overlap = options.overlap_percent * kBasisPointsPerPercent;
  IEUM_ASSIGN_OR_RETURN(const int64_t shared_count,
                        SynthesizePair(synthesis, options.out_a, options.out_b));
  Report report;
  report.AddFact("rows_per_file", "rows in each file", CountValue(options.person_count));
  report.AddFact("shared_persons", "persons in both", CountValue(shared_count));
  report.AddFact("seconds", "time", SecondsValue(core::MonotonicNow() - start));
  report.AddFact("out_a", "first file", TextValue(options.out_a));
  report.AddFact("out_b", "second file", TextValue(options.out_b));
  report.Print(context.out, options.output);
  absl::FPrintF(context.err,
                "Nobody in these files exists. The truth is in column entity_id; encode with "
                "--profile korean-person.\n");
  return absl::OkStatus();
}

}  // namespace ieum::client
