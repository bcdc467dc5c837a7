// The figures of a linkage of two datasets that never was.
#ifndef IEUM_TESTS_UNIT_CORE_MATCHREPORT_SAMPLE_REPORT_H_
#define IEUM_TESTS_UNIT_CORE_MATCHREPORT_SAMPLE_REPORT_H_

#include "ieum/core/matchreport/match_report.h"

namespace ieum::testing {

inline core::SegmentParameters SampleSegment() {
  core::SegmentParameters segment;
  segment.m.fill(0.3 / (core::kLevelCount - 1));
  segment.m[0] = 0.7;
  segment.u.fill(1.0 / core::kLevelCount);
  return segment;
}

// Nothing in it asks for a warning.
inline core::MatchReport SampleReport() {
  core::MatchReport report;
  report.profile_name = "sample";
  report.party_names = {"hospital", "insurer"};
  report.segment_names = {"name", "birth"};
  report.compared_pair_count = 10'000;
  report.entity_count = 120;
  report.linked_entity_count = 80;
  core::ModelOutcome& model = report.model;
  model.segments = {SampleSegment(), SampleSegment()};
  model.chances = {0, 0};
  model.candidate_count = 300;
  model.completeness.completeness = model.completeness.lower_bound = 1;
  model.duplicate_counts = {0, 0};
  model.by_runner_up = true;
  for (int32_t t = 0; t < 50; ++t) {
    model.curve.push_back({.threshold = 200 * t - 1'000,
                           .accepted = 100 - t,
                           .false_accepted = 10.0 / (1 + t),
                           .matches = 82});
  }
  model.estimate = model.curve[20];
  core::MatchStatistics& statistics = model.statistics;
  statistics.linked_pair_count = 80;
  statistics.histogram.first = -2'000;
  for (int b = 0; b < 30; ++b)
    statistics.histogram.bins.push_back({b % 7, b < 10 ? 0.0 : b % 7 * 1.0});
  statistics.classes.push_back(
      {.segments = {core::SegmentAgreement::kIdentical, core::SegmentAgreement::kUnlike},
       .pair_count = 70,
       .linked_pair_count = 66,
       .expected_matches = 65.5,
       .weights = {5'000, -1'200},
       .pair_weight = 3'100});
  statistics.unlisted_pair_count = 14;
  for (int p = 0; p < 2; ++p) {
    statistics.parties.push_back({.rows = {100, 80},
                                  .ambiguous_row_count = 1,
                                  .missing_row_counts = {0, 5},
                                  .by_present_segments = {{0, 0}, {5, 2}, {95, 78}}});
  }
  statistics.overlaps = {{0b11, 80}, {0b01, 20}, {0b10, 20}};
  model.stages = {{.name = "compare", .pair_count = 10'000, .byte_count = 640}};
  return report;
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_CORE_MATCHREPORT_SAMPLE_REPORT_H_
