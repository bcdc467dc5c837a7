#include "ieum/server/exchange/bundle_taker.h"

#include <algorithm>
#include <string_view>

#include "ieum/core/base/status.h"

namespace ieum::server {

absl::StatusOr<uint32_t> HolderIndex(const ProjectRecord& project,
                                     const core::InstitutionId& institution) {
  const auto& holders = project.terms.holders;
  const auto found = std::find(holders.begin(), holders.end(), institution);
  if (found != holders.end()) return static_cast<uint32_t>(found - holders.begin());
  return core::FailedPrecondition("'%s', who sent the bundle, is no holder of project '%s'",
                                  institution.value(), project.terms.id.value());
}

absl::StatusOr<uint32_t> HolderIndex(const ProjectRecord& project, const std::string& sender) {
  const size_t start = std::string_view("ieum://").size();
  IEUM_ASSIGN_OR_RETURN(
      const core::InstitutionId institution,
      core::InstitutionId::Parse(sender.substr(start, sender.find('/', start) - start)));
  return HolderIndex(project, institution);
}

absl::Status CheckIsOfSender(const core::Objections& objections, const ProjectRecord& project,
                             uint32_t holder) {
  if (objections.project != project.terms.id) {
    return core::FailedPrecondition("the bundle is for project '%s', and its content is of '%s'",
                                    project.terms.id.value(), objections.project.value());
  }
  if (objections.holder == project.terms.holders[holder]) return absl::OkStatus();
  return core::FailedPrecondition(
      "'%s' sent the bundle, and its content is of rows of '%s'; a holder takes back its own rows",
      project.terms.holders[holder].value(), objections.holder.value());
}

}  // namespace ieum::server
