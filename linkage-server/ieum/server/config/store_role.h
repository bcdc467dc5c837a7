// What a server is.
#ifndef IEUM_SERVER_CONFIG_STORE_ROLE_H_
#define IEUM_SERVER_CONFIG_STORE_ROLE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace ieum::server {

// One process, one role, one store: the matcher sees encodings and never a payload, the joiner
// payloads and never an encoding.
enum class StoreRole : uint8_t { kMatcher, kJoiner };
inline constexpr StoreRole kAllStoreRoles[] = {StoreRole::kMatcher, StoreRole::kJoiner};

// As in settings and stores: "matcher", "joiner".
std::string_view StoreRoleName(StoreRole role);
// Nothing if there is no such role.
std::optional<StoreRole> ParseStoreRole(std::string_view name);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CONFIG_STORE_ROLE_H_
