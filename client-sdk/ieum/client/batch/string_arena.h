// Many short texts behind one another in one block: row ids of millions of rows without an
// allocation each.
#ifndef IEUM_CLIENT_BATCH_STRING_ARENA_H_
#define IEUM_CLIENT_BATCH_STRING_ARENA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ieum::client {

// One thread at a time while texts are appended; share freely afterwards. Views become invalid with
// the next Append().
class StringArena final {
 public:
  void Append(std::string_view text) {
    bytes_ += text;
    ends_.push_back(bytes_.size());
  }
  void AppendAll(const StringArena& other) {
    for (int64_t i = 0; i < other.size(); ++i) Append(other[i]);
  }
  void Clear() {
    bytes_.clear();
    ends_.clear();
  }

  int64_t size() const { return static_cast<int64_t>(ends_.size()); }
  bool empty() const { return ends_.empty(); }
  // REQUIRES: 0 <= i < size().
  std::string_view operator[](int64_t i) const {
    const auto index = static_cast<size_t>(i);
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }

 private:
  std::string bytes_;
  std::vector<size_t> ends_;  // [size], end of each text in bytes_
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_BATCH_STRING_ARENA_H_
