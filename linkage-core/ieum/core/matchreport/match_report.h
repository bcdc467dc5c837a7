// The figures of a linkage by the model that its report shows. No row, identifier or encoding is
// among them, so that the report can be given to whoever may know the names of the datasets.
#ifndef IEUM_CORE_MATCHREPORT_MATCH_REPORT_H_
#define IEUM_CORE_MATCHREPORT_MATCH_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieum/core/matching/model_matching.h"

namespace ieum::core {

struct MatchReport {
  std::string profile_name;
  std::vector<std::string> party_names;    // [party_count]
  std::vector<std::string> segment_names;  // [segment_count]
  std::vector<bool> holds_duplicates;      // [party_count], as declared; or none
  ModelOutcome model;
  int64_t compared_pair_count = 0;
  int64_t entity_count = 0;
  int64_t linked_entity_count = 0;
  int64_t limited_row_count = 0;  // rows that had more candidates than are kept
  int64_t model_row_count = 0;    // rows that a given model was fitted to; 0: fitted in this run

  int64_t row_count() const {
    int64_t rows = 0;
    for (const PartyStatistics& party : model.statistics.parties) {
      rows += party.rows.row_count;
    }
    return rows;
  }
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHREPORT_MATCH_REPORT_H_
