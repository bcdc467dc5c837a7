// The charts of the match report, as inline SVG.
#ifndef IEUM_CORE_MATCHREPORT_MATCH_CHARTS_H_
#define IEUM_CORE_MATCHREPORT_MATCH_CHARTS_H_

#include <string>

#include "ieum/core/matchreport/match_report.h"
#include "ieum/core/page/language.h"

namespace ieum::core {

// Best pairs by weight, the fitted mixture over them, and the threshold.
std::string HistogramChart(const MatchReport& report, Language language);

// Estimated precision, recall and F1 over the threshold. REQUIRES: the curve is not empty.
std::string CurveChart(const MatchReport& report, Language language);

// The mean weights of a class of pairs, one behind the other, from the prior weight to the total.
std::string WaterfallChart(const MatchReport& report, const AgreementClass& pairs,
                           Language language);

// Persons by the datasets they are in, the largest groups.
std::string OverlapChart(const MatchReport& report);
// "a + b" of a group.
std::string OverlapName(const MatchReport& report, uint32_t parties);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHREPORT_MATCH_CHARTS_H_
