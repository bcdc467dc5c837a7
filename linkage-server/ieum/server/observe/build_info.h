// What build is running.
#ifndef IEUM_SERVER_OBSERVE_BUILD_INFO_H_
#define IEUM_SERVER_OBSERVE_BUILD_INFO_H_

#include <string_view>

#include "ieum/server/observe/log.h"

namespace ieum::server {

// Version of the software, such as "0.1.0".
std::string_view BuildVersion();
Constant BuildVersionWord();

}  // namespace ieum::server

#endif  // IEUM_SERVER_OBSERVE_BUILD_INFO_H_
