// What the records share: words, times, and tables that several of them have. For this module's
// sources.
#ifndef IEUM_CORE_RECORD_RECORD_WORDS_H_
#define IEUM_CORE_RECORD_RECORD_WORDS_H_

#include <span>
#include <string>

#include "absl/time/time.h"
#include "ieum/core/page/language.h"
#include "ieum/core/page/report.h"
#include "ieum/core/record/processing_record.h"
#include "ieum/core/record/project_history.h"

namespace ieum::core {

struct RecordWords {
  Language language;

  std::string operator()(const Phrase& phrase) const { return std::string(In(language, phrase)); }
};

// "2026-11-22 09:30:00", Korean time.
std::string TimeText(absl::Time time);
ReportValue EntryValue(const EntryPlace& place);
ReportValue DaysValue(double days);

// Whose rows came in, holder by holder.
void AddHolderUse(const ProjectHistory& history, const RecordWords& say, Report& report);
// The logs that all this was read from, so that anybody can read it again.
void AddLogs(std::span<const VerifiedLog> logs, const RecordWords& say, Report& report);

}  // namespace ieum::core

#endif  // IEUM_CORE_RECORD_RECORD_WORDS_H_
