#include "ieum/client/synth/change_kind.h"

#include <iterator>

namespace ieum::client {
namespace {

// In the order of ChangeKind.
constexpr std::string_view kNames[] = {
    "neighbor_key",  "missed_shift",       "similar_sound", "initial_sound", "final_lost_or_added",
    "final_slipped", "look_alike",         "swapped",       "space_inside",  "letter_lost",
    "letter_added",  "character_variant",  "homophone",     "kana_form",     "renamed",
    "suffix",        "romanized",          "date_digit",    "date_swapped",  "date_lunar",
    "sex_wrong",     "phone_changed",      "phone_digit",   "former_phone",  "moved",
    "name_missing",  "birth_date_missing", "sex_missing",   "phone_missing", "place_missing",
    "duplicate",
};
static_assert(std::size(kNames) == kChangeKindCount);

}  // namespace

std::string_view NameOf(ChangeKind kind) { return kNames[static_cast<int>(kind)]; }

}  // namespace ieum::client
