#include "ieum/server/observe/build_info.h"

namespace ieum::server {

std::string_view BuildVersion() { return IEUM_VERSION; }
Constant BuildVersionWord() { return IEUM_VERSION; }

}  // namespace ieum::server
