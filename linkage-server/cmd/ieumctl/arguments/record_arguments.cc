#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr uint32_t kMostDays = 3650;
constexpr uint32_t kTargetDays = 100;
constexpr uint32_t kFirstYear = 2020;
constexpr uint32_t kLastYear = 9999;

constexpr char kGroupExamples[] =
    "  ieumctl audit export --server matcher.example.org:8443 --ca ca.pem --cert auditor.pem \\\n"
    "      --key auditor.key --log-key matcher.pub --folder matcher-log\n"
    "  ieumctl record progress --log matcher-log --log-key matcher.pub --project flu-2026\n";
constexpr char kProcessingExamples[] =
    "  ieumctl record processing --manifest flu-2026.manifest \\\n"
    "      --log matcher-log joiner-log --log-key matcher.pub joiner.pub \\\n"
    "      --schema hospital-a=hospital.schema.json insurer-b=insurer.schema.json \\\n"
    "      --html record.html --language ko\n";
constexpr char kProgressExamples[] =
    "  ieumctl record progress --log matcher-log joiner-log --log-key matcher.pub joiner.pub \\\n"
    "      --project flu-2026 --applied 2026-09-01\n";
constexpr char kAnnualExamples[] =
    "  ieumctl record annual --year 2026 --log matcher-log joiner-log \\\n"
    "      --log-key matcher.pub joiner.pub --manifest flu-2026.manifest --html 2026.html\n";
constexpr char kUsageExamples[] =
    "  ieumctl record usage --log matcher-log --log-key matcher.pub --from 2026-07-01 \\\n"
    "      --to 2026-09-30 --tariff tariff.json --output json\n";
constexpr char kCatalogueExamples[] =
    "  ieumctl record catalogue --manifest flu-2026.manifest --publisher linkage-center \\\n"
    "      --schema hospital-a=hospital.schema.json\n";

void DeclareLogs(OptionSet& set, LogOptions& target) {
  set.Texts({"--log", "DIR", "Exported audit log; may be given again"}, target.folders,
            Presence::kRequired)
      .Texts({"--log-key", "FILE", "Public key of each log, in the same order"}, target.key_files,
             Presence::kRequired);
}

void DeclareOut(OptionSet& set, RecordOutput& target) {
  set.Text({"--html", "FILE", "Also as a page that needs nothing else"}, target.html_file)
      .Word({"--language", "LANGUAGE", "Of tables and page: 'en' or 'ko' (default: by locale)"},
            target.language, {"en", "ko"});
  DeclareOutput(set, target.output);
}

void DeclareSchemas(OptionSet& set, std::vector<std::string>& target) {
  set.Texts({"--schema", "HOLDER=FILE", "Payload schema of a holder; may be given again"}, target);
}

void DeclareManifest(OptionSet& set, std::string& target) {
  set.Text({"--manifest", "FILE", "Manifest of the project"}, target, Presence::kRequired);
}

void DeclareProcessing(RecordProcessingOptions& options, OptionSet& set) {
  DeclareManifest(set, options.manifest_file);
  DeclareLogs(set, options.logs);
  DeclareSchemas(set, options.schemas);
  DeclareOut(set, options.out);
}

void DeclareProgress(RecordProgressOptions& options, OptionSet& set) {
  options.target_days = kTargetDays;
  DeclareLogs(set, options.logs);
  DeclareProject(set, "--project", options.project);
  set.Text({"--applied", "DAY", "Day of the application, YYYY-MM-DD (default: the first entry)"},
           options.applied)
      .Number({"--target-days", "N", "Days aimed at (default 100)"}, options.target_days, 1,
              kMostDays);
  DeclareOut(set, options.out);
}

void DeclareAnnual(RecordAnnualOptions& options, OptionSet& set) {
  set.Number({"--year", "YEAR", "Calendar year, Korean time"}, options.year, kFirstYear, kLastYear,
             Presence::kRequired);
  DeclareLogs(set, options.logs);
  set.Texts({"--manifest", "FILE", "Manifest of a project, for its title and purpose"},
            options.manifest_files);
  DeclareOut(set, options.out);
}

void DeclareUsage(RecordUsageOptions& options, OptionSet& set) {
  DeclareLogs(set, options.logs);
  set.Text({"--from", "DAY", "First day, YYYY-MM-DD (default: from the beginning)"}, options.from)
      .Text({"--to", "DAY", "Last day, YYYY-MM-DD (default: to the end)"}, options.to)
      .Text({"--tariff", "FILE", "Prices (JSON), for fees"}, options.tariff_file);
  DeclareOut(set, options.out);
}

void DeclareCatalogue(RecordCatalogueOptions& options, OptionSet& set) {
  DeclareManifest(set, options.manifest_file);
  DeclareSchemas(set, options.schemas);
  set.Text({"--publisher", "NAME", "Who publishes the record"}, options.publisher,
           Presence::kRequired);
}

}  // namespace

void AddRecordCommands(CommandTree& tree) {
  tree.AddGroup({"record", "Records and reports, from exported audit logs; without a server",
                 kGroupExamples});
  tree.Add<RecordProcessingOptions>(
      {"record processing", "Processing record of a project", kProcessingExamples},
      DeclareProcessing);
  tree.Add<RecordProgressOptions>(
      {"record progress", "Days of each step, against the days aimed at", kProgressExamples},
      DeclareProgress);
  tree.Add<RecordAnnualOptions>({"record annual", "Report of a calendar year", kAnnualExamples},
                                DeclareAnnual);
  tree.Add<RecordUsageOptions>({"record usage", "What projects used, and its fees", kUsageExamples},
                               DeclareUsage);
  tree.Add<RecordCatalogueOptions>(
      {"record catalogue", "Catalogue record of a project and its schemas (DCAT, JSON-LD)",
       kCatalogueExamples},
      DeclareCatalogue);
}

}  // namespace ieum::server
