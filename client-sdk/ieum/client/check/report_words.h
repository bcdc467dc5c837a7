// The words of the report page in English and Korean.
#ifndef IEUM_CLIENT_CHECK_REPORT_WORDS_H_
#define IEUM_CLIENT_CHECK_REPORT_WORDS_H_

#include <string_view>

#include "ieum/client/check/defect.h"
#include "ieum/client/input/record_reader.h"
#include "ieum/core/page/language.h"

namespace ieum::client {

enum class Word {
  kTitle,
  kFile,
  kEncoding,
  kDelimiter,
  kCompression,
  kByteOrderMark,
  kDetected,
  kDeclared,
  kYes,
  kNo,
  kRows,
  kRefusedRows,
  kDuplicateRows,
  kUniqueRows,
  kEnoughRows,
  kExpectedLoss,
  kLinkable,
  kLinkableNote,
  kEstimated,
  kFields,
  kField,
  kColumn,
  kSound,
  kDistinct,
  kEntropy,
  kUniqueWithout,
  kLoss,
  kFindings,
  kFinding,
  kCount,
  kShare,
  kFirstRows,
  kNothingFound,
  kFill,
  kFillNote,
  kMeanFill,
  kWindow,
  kOutside,
  kRefusals,
  kNoValues,
};

std::string_view Say(Word word, core::Language language);
std::string_view Say(Defect defect, core::Language language);
std::string_view Say(RefusalKind kind, core::Language language);
// For programs: "shape", "undecodable", "resident_number" …
std::string_view RefusalName(RefusalKind kind);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_REPORT_WORDS_H_
