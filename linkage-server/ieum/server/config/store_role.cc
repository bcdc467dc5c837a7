#include "ieum/server/config/store_role.h"

namespace ieum::server {

std::string_view StoreRoleName(StoreRole role) {
  return role == StoreRole::kMatcher ? "matcher" : "joiner";
}

std::optional<StoreRole> ParseStoreRole(std::string_view name) {
  for (const StoreRole role : kAllStoreRoles) {
    if (StoreRoleName(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace ieum::server
