// The words of the match report in English and Korean.
#ifndef IEUM_CORE_MATCHREPORT_MATCH_WORDS_H_
#define IEUM_CORE_MATCHREPORT_MATCH_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ieum/core/matching/match_statistics.h"
#include "ieum/core/page/language.h"

namespace ieum::core {

enum class MatchWord {
  kTitle,
  kNoRecords,
  kRows,
  kLinkedPairs,
  kPersons,
  kLinkedPersons,
  kPrecision,
  kRecall,
  kF1,
  kMatchWeight,
  kEstimates,
  kWarnings,
  kNoWarnings,
  kHistogram,
  kHistogramNote,
  kBestPairs,
  kExpectedMatches,
  kExpectedOthers,
  kThreshold,
  kCurve,
  kCurveNote,
  kAccepted,
  kWaterfall,
  kWaterfallNote,
  kPrior,
  kTotal,
  kOtherClasses,
  kLinked,
  kWeights,
  kWeightsNote,
  kSegment,
  kLevel,
  kAmongMatches,
  kAmongOthers,
  kWeight,
  kDatasets,
  kDataset,
  kLinkedRows,
  kShare,
  kAmbiguous,
  kSecondRows,
  kByPresent,
  kPresent,
  kMissing,
  kMissingNote,
  kOverlap,
  kOverlapNote,
  kOtherOverlaps,
  kSolver,
  kGreedySolver,
  kOptimalSolver,
  kGreedyComponents,
  kCertificate,
  kExhaustive,
  kCompared,
  kCandidates,
  kCompleteness,
  kLowerBound,
  kSampleRows,
  kSamplePairs,
  kStages,
  kStage,
  kPairs,
  kTime,
  kBytes,
  kProfile,
};

std::string_view Say(MatchWord word, Language language);
std::string_view Say(SegmentAgreement agreement, Language language);
// "identical, 3 to 4 other rows", "95 to 99 % alike".
std::string SayLevel(int level, Language language);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHREPORT_MATCH_WORDS_H_
