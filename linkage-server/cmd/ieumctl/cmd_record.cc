// ieumctl record processing | progress | annual | usage | catalogue
#include <optional>
#include <utility>

#include "ieum/core/auditlog/note_key_file.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/core/record/catalogue.h"
#include "ieum/core/record/processing_record.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

struct ReadLogs {
  std::vector<core::VerifiedLog> logs;
  core::Histories histories;
};

absl::StatusOr<ReadLogs> Read(const LogOptions& options, core::HistoryWindow window = {}) {
  if (options.folders.size() != options.key_files.size()) {
    return core::InvalidArgument("%d logs and %d keys are given; each --log wants its --log-key",
                                 options.folders.size(), options.key_files.size());
  }
  core::HistoryBuilder builder(window);
  ReadLogs read;
  for (size_t i = 0; i < options.folders.size(); ++i) {
    IEUM_ASSIGN_OR_RETURN(core::NoteVerifier key, core::ReadNoteKeyFile(options.key_files[i]));
    const std::string name = key.name();
    for (const core::VerifiedLog& log : read.logs) {
      if (log.name == name) return core::InvalidArgument("the log '%s' is given twice", name);
    }
    IEUM_RETURN_IF_ERROR(builder.Begin(name));
    const core::LogCheck check{.folder = options.folders[i],
                               .log = std::move(key),
                               .witnesses = {},
                               .older_checkpoint = {}};
    IEUM_ASSIGN_OR_RETURN(
        core::LogSummary summary,
        core::VerifyLogFolder(check, [&](const core::AuditEntry& entry) { builder.Add(entry); }));
    read.logs.push_back({.name = name, .summary = std::move(summary)});
  }
  read.histories = builder.histories();
  return read;
}

absl::StatusOr<core::Manifest> ReadManifestFile(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, core::kMaxManifestBytes));
  absl::StatusOr<core::SignedManifest> manifest = core::ReadSignedManifest(text);
  if (!manifest.ok()) return core::WithContext(manifest.status(), file);
  return std::move(manifest->manifest);
}

// The schemas outlive what is made of them.
struct Schemas {
  std::vector<core::InstitutionId> holders;
  std::vector<core::PayloadSchema> schemas;

  std::vector<core::HolderSchema> List() const {
    std::vector<core::HolderSchema> list;
    for (size_t i = 0; i < schemas.size(); ++i) list.push_back({holders[i], &schemas[i]});
    return list;
  }
};

absl::StatusOr<Schemas> ReadSchemas(const std::vector<std::string>& given) {
  Schemas read;
  for (const std::string& text : given) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return core::InvalidArgument("--schema '%s' is not of the form HOLDER=FILE", text);
    }
    IEUM_ASSIGN_OR_RETURN(core::InstitutionId holder,
                          core::InstitutionId::Parse(text.substr(0, equals)));
    const std::string file = text.substr(equals + 1);
    IEUM_ASSIGN_OR_RETURN(const std::string json,
                          core::ReadFile(file, core::PayloadSchema::kMaxBytes));
    absl::StatusOr<core::PayloadSchema> schema = core::PayloadSchema::FromJson(json);
    if (!schema.ok()) return core::WithContext(schema.status(), file);
    read.holders.push_back(std::move(holder));
    read.schemas.push_back(*std::move(schema));
  }
  return read;
}

absl::StatusOr<absl::CivilDay> ReadDay(const char* option, const std::string& text) {
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) return day;
  return core::InvalidArgument("%s wants a day, YYYY-MM-DD", option);
}

absl::Status GiveOut(const core::Report& report, const core::Phrase& title, const RecordOutput& out,
                     const CommandContext& context, const std::string& chart = {}) {
  constexpr unsigned kMode = 0644;
  const core::Language language = core::LanguageOf(out.language);
  if (!out.html_file.empty()) {
    IEUM_RETURN_IF_ERROR(core::WriteFileDurably(
        out.html_file, report.ToPage(core::In(language, title), language, chart), kMode));
  }
  report.Print(context.out, out.output);
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCommand(const RecordProcessingOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::Manifest manifest, ReadManifestFile(options.manifest_file));
  IEUM_ASSIGN_OR_RETURN(const Schemas schemas, ReadSchemas(options.schemas));
  IEUM_ASSIGN_OR_RETURN(const ReadLogs read, Read(options.logs));
  IEUM_ASSIGN_OR_RETURN(const core::Report report,
                        core::ProcessingRecord(manifest, schemas.List(), read.logs, read.histories,
                                               core::LanguageOf(options.out.language)));
  return GiveOut(report, {"Processing record", "가명정보 처리 기록"}, options.out, context);
}

absl::Status RunCommand(const RecordProgressOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  std::optional<absl::CivilDay> applied;
  if (!options.applied.empty()) {
    IEUM_ASSIGN_OR_RETURN(applied, ReadDay("--applied", options.applied));
  }
  IEUM_ASSIGN_OR_RETURN(const ReadLogs read, Read(options.logs));
  IEUM_ASSIGN_OR_RETURN(const core::ProgressClock clock,
                        core::ReadProgressClock(read.histories, project, applied));
  const auto target = static_cast<int>(options.target_days);
  const core::Language language = core::LanguageOf(options.out.language);
  return GiveOut(core::ProgressReport(project, clock, target, language),
                 {"Progress", "결합 진행 현황"}, options.out, context,
                 core::ProgressChart(clock, target, language));
}

absl::Status RunCommand(const RecordAnnualOptions& options, const CommandContext& context) {
  std::vector<core::Manifest> manifests;
  for (const std::string& file : options.manifest_files) {
    IEUM_ASSIGN_OR_RETURN(core::Manifest manifest, ReadManifestFile(file));
    manifests.push_back(std::move(manifest));
  }
  const auto year = static_cast<int>(options.year);
  IEUM_ASSIGN_OR_RETURN(const ReadLogs read, Read(options.logs, core::WindowOfYear(year)));
  return GiveOut(core::AnnualReport(year, manifests, read.logs, read.histories,
                                    core::LanguageOf(options.out.language)),
                 {"Report of the year", "연간 결합 실적 보고"}, options.out, context);
}

absl::Status RunCommand(const RecordUsageOptions& options, const CommandContext& context) {
  core::HistoryWindow window;
  if (!options.from.empty()) {
    IEUM_ASSIGN_OR_RETURN(const absl::CivilDay from, ReadDay("--from", options.from));
    window.from = absl::FromCivil(from, core::KoreanTime());
  }
  if (!options.to.empty()) {
    IEUM_ASSIGN_OR_RETURN(const absl::CivilDay to, ReadDay("--to", options.to));
    window.to = absl::FromCivil(to + 1, core::KoreanTime());
  }
  std::optional<core::Tariff> tariff;
  if (!options.tariff_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(const std::string json,
                          core::ReadFile(options.tariff_file, core::Tariff::kMaxBytes));
    IEUM_ASSIGN_OR_RETURN(tariff, core::Tariff::FromJson(json));
  }
  IEUM_ASSIGN_OR_RETURN(const ReadLogs read, Read(options.logs, window));
  return GiveOut(core::UsageReport(read.histories, tariff.has_value() ? &*tariff : nullptr,
                                   core::LanguageOf(options.out.language)),
                 {"Usage", "이용량"}, options.out, context);
}

absl::Status RunCommand(const RecordCatalogueOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::Manifest manifest, ReadManifestFile(options.manifest_file));
  IEUM_ASSIGN_OR_RETURN(const Schemas schemas, ReadSchemas(options.schemas));
  PrintText(context.out, core::CatalogueRecord(manifest, schemas.List(), options.publisher));
  return absl::OkStatus();
}

}  // namespace ieum::server
