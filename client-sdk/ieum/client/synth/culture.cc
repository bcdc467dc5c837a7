#include "ieum/client/synth/culture.h"

#include "ieum/client/synth/japanese_culture.h"
#include "ieum/client/synth/korean_culture.h"
#include "ieum/client/synth/latin_culture.h"

namespace ieum::client {

std::unique_ptr<const Culture> MakeCulture(PeopleKind kind) {
  switch (kind) {
    case PeopleKind::kKorean:
      return std::make_unique<KoreanCulture>();
    case PeopleKind::kLatin:
      return std::make_unique<LatinCulture>();
    case PeopleKind::kJapanese:
      break;
  }
  return std::make_unique<JapaneseCulture>();
}

}  // namespace ieum::client
