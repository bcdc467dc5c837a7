// Keys of the store: numbers of fixed width, big-endian, so that they sort as numbers and mean
// nothing by themselves. FORMAT: docs/formats/storage.md.
#ifndef IEUM_SERVER_STORAGE_KEYS_H_
#define IEUM_SERVER_STORAGE_KEYS_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ieum::server {

inline std::string MakeKey(std::initializer_list<uint32_t> parts) {
  std::string key;
  for (const uint32_t part : parts) {
    for (const int shift : {24, 16, 8, 0}) key.push_back(static_cast<char>(part >> shift));
  }
  return key;
}

// Part `index` of a key. REQUIRES: key.size() >= 4 * (index + 1).
inline uint32_t KeyPart(std::string_view key, size_t index) {
  uint32_t part = 0;
  for (const char c : key.substr(4 * index, 4)) part = part << 8 | static_cast<unsigned char>(c);
  return part;
}

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_KEYS_H_
