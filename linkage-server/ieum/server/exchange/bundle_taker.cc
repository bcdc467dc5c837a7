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

}  // namespace ieum::server
