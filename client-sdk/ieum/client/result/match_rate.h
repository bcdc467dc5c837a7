// Asks how many persons a holder has in common with another one: the match-rate pre-check.
#ifndef IEUM_CLIENT_RESULT_MATCH_RATE_H_
#define IEUM_CLIENT_RESULT_MATCH_RATE_H_

#include <cstdint>
#include <stop_token>

#include "absl/status/statusor.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::client {

// What may be known: roughly how many, or only that they are too few.
struct MatchRate {
  bool too_few = false;  // then the numbers are 0
  uint64_t count = 0;    // with noise, to tens
  uint64_t low = 0;      // with 95 % probability the true number is from low to high
  uint64_t high = 0;
  uint32_t round = 0;
  uint32_t answers_left = 0;  // further ones that the two may have in this project
};

// Asks once, as the holder of the channel's certificate, about itself and `other`. Errors are the
// server's: FAILED_PRECONDITION before the first match, RESOURCE_EXHAUSTED when the answers are
// spent; or as core::OpenChannel. CANCELLED: `stop`.
absl::StatusOr<MatchRate> AskMatchRate(const core::ChannelOptions& channel,
                                       const core::ProjectId& project,
                                       const core::InstitutionId& other, std::stop_token stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RESULT_MATCH_RATE_H_
