#include "ieum/server/jobs/match_documents.h"

#include "ieum/core/matchreport/match_page.h"
#include "ieum/core/matchreport/match_report_tables.h"

namespace ieum::server {

MatchDocuments DocumentsOf(const ProjectRecord& project, const std::vector<bool>& holds_duplicates,
                           const core::ModelMatching& matched) {
  core::MatchReport found;
  found.profile_name = project.terms.profile.name;
  for (const core::InstitutionId& holder : project.terms.holders) {
    found.party_names.push_back(holder.value());
  }
  for (const core::Segment& segment : project.terms.profile.layout.segments()) {
    found.segment_names.push_back(segment.name);
  }
  found.holds_duplicates = holds_duplicates;
  found.model = matched.model;
  found.compared_pair_count = matched.matching.compared_pair_count;
  found.entity_count = matched.matching.entity_count;
  found.linked_entity_count = matched.matching.linked_entity_count;
  found.limited_row_count = matched.matching.limited_row_count;
  return {.text = core::MatchSummary(found).ToText(),
          .json = core::MatchDocument(found).ToJson(),
          .english_page = core::MatchPage(found, core::Language::kEnglish),
          .korean_page = core::MatchPage(found, core::Language::kKorean)};
}

}  // namespace ieum::server
