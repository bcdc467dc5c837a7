// Map keyed by text that can be searched with std::string_view and iterates in key order.
#ifndef IEUM_CORE_BASE_STRING_MAP_H_
#define IEUM_CORE_BASE_STRING_MAP_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ieum::core {

template <typename Value>
using StringMap = std::map<std::string, Value, std::less<>>;

struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// Faster, but its order must never reach an output.
template <typename Value>
using StringHashMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_STRING_MAP_H_
