// From a person as registered to the person as a file knows it.
#ifndef IEUM_CLIENT_SYNTH_CHANGES_H_
#define IEUM_CLIENT_SYNTH_CHANGES_H_

#include "ieum/client/synth/change_kind.h"
#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/person.h"
#include "ieum/client/synth/portable_random.h"
#include "ieum/client/synth/synthesis_options.h"

namespace ieum::client {

// Errors and changes since the registration, at the rates; at most one of a rate. `romanized` says
// whether the file is one that has names in Latin letters.
void ChangePerson(const Culture& culture, const ChangeRates& rates, bool romanized,
                  PortableRandom& random, SyntheticPerson& person, ChangeSet& changes);

// Values that the file does not have, and former telephone numbers.
void LoseValues(const Culture& culture, const ChangeRates& rates, PortableRandom& random,
                SyntheticPerson& person, ChangeSet& changes);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_CHANGES_H_
