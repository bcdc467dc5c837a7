// What build is running.
#ifndef IEUM_SERVER_OBSERVE_BUILD_INFO_H_
#define IEUM_SERVER_OBSERVE_BUILD_INFO_H_

#include <string_view>

namespace ieum::server {

// Version of the software, such as "0.1.0".
std::string_view BuildVersion();

}  // namespace ieum::server

#endif  // IEUM_SERVER_OBSERVE_BUILD_INFO_H_
