// Persons who do not exist, with a value for every normaliser: what two holders encode to find out
// whether they encode alike.
#ifndef IEUM_CLIENT_ADVICE_FICTITIOUS_PERSONS_H_
#define IEUM_CLIENT_ADVICE_FICTITIOUS_PERSONS_H_

#include <string_view>

#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

inline constexpr int kFictitiousPersonCount = 16;

// FORMAT: docs/formats/known-answers.md; never changed, only added to under a new version. The
// value that a field of this normaliser has for a person, 0 <= person < kFictitiousPersonCount;
// empty where it is missing. Some are written as clerks write them, and some are wrong on purpose:
// a field that refuses wrong values gets none.
std::string_view FictitiousValue(int person, Normalizer normalizer);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ADVICE_FICTITIOUS_PERSONS_H_
