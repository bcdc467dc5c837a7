// The whole life of a project, as often as wanted.
#ifndef IEUM_TESTS_SOAK_PROJECT_LIFE_H_
#define IEUM_TESTS_SOAK_PROJECT_LIFE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/rpc/channel.h"
#include "support/synthetic_party.h"

namespace ieum::testing {

// Everybody who takes part, and what they submit. Read-only after construction: threads may share
// it.
struct ProjectCast {
  core::ChannelOptions project_operator;
  core::ChannelOptions first_holder;
  core::ChannelOptions second_holder;
  core::ChannelOptions stranger;  // a holder, of no project
  SyntheticParty first;
  SyntheticParty second;
  int64_t shared_persons;
};

// Over connections of its own: a project is created, two holders submit and seal, it is sealed and
// matched, watched; the holders read their keys, a stranger is refused, the project is
// destroyed. An error names what did not go as it must.
absl::Status LiveProject(const ProjectCast& cast, const std::string& project);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SOAK_PROJECT_LIFE_H_
