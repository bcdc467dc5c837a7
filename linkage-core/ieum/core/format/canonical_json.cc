#include <nlohmann/json.hpp>
#include <set>

#include "ieum/core/base/status.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {
namespace {

constexpr size_t kMaxDepth = 16;
constexpr int64_t kMaxInteger = (int64_t{1} << 53) - 1;

// Member names come from the file, so only harmless ones are shown on somebody's terminal.
std::string ShownName(const std::string& name) {
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  constexpr size_t kMaxShown = 64;
  if (name.empty() || name.size() > kMaxShown ||
      name.find_first_not_of(kHarmless) != std::string::npos) {
    return "(unprintable)";
  }
  return name;
}

// Reads a JSON text without keeping it, and refuses what would make two readers disagree.
class StrictReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  // The first rule broken; OK if none.
  const absl::Status& status() const { return status_; }

  bool null() override { return Value(); }
  bool boolean(bool) override { return Value(); }
  bool string(string_t&) override { return Value(); }
  bool binary(binary_t&) override { return RefuseNumber(); }
  bool number_integer(number_integer_t value) override {
    return (value >= -kMaxInteger && value <= kMaxInteger) ? Value() : RefuseNumber();
  }
  bool number_unsigned(number_unsigned_t value) override {
    return value <= static_cast<uint64_t>(kMaxInteger) ? Value() : RefuseNumber();
  }
  bool number_float(number_float_t, const string_t&) override { return RefuseNumber(); }
  bool start_object(std::size_t) override { return Open(true); }
  bool start_array(std::size_t) override { return Open(false); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    Container& object = open_.back();
    object.member = ShownName(name);
    if (object.names.insert(name).second) return true;
    status_ = InvalidArgument("member '%s' occurs twice; keep one of them", Path());
    return false;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    status_ = InvalidArgument("not JSON: the text breaks its grammar at byte %d", position);
    return false;
  }

 private:
  struct Container {
    bool object = false;
    std::set<std::string> names;  // object: members so far
    std::string member;           // object: the one being read
    size_t index = 0;             // array: the element being read
  };

  // Where we are, as in segments[2].bits.
  std::string Path() const {
    std::string path;
    for (const Container& container : open_) {
      if (container.object) {
        if (!path.empty()) path += '.';
        path += container.member;
      } else {
        path += absl::StrFormat("[%d]", container.index);
      }
    }
    return path.empty() ? "the whole text" : path;
  }

  bool Open(bool object) {
    if (open_.size() == kMaxDepth) {
      status_ = InvalidArgument("'%s' is nested deeper than %d levels, the most allowed", Path(),
                                kMaxDepth);
      return false;
    }
    open_.push_back({.object = object, .names = {}, .member = {}, .index = 0});
    return true;
  }

  bool Close() {
    open_.pop_back();
    return Value();
  }

  bool Value() {
    if (!open_.empty()) ++open_.back().index;
    return true;
  }

  bool RefuseNumber() {
    status_ = InvalidArgument(
        "'%s' is not an integer from -(2^53 - 1) to 2^53 - 1; write it without point and exponent",
        Path());
    return false;
  }

  std::vector<Container> open_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::string> CanonicalJson(std::string_view json, int64_t limit_bytes) {
  if (static_cast<int64_t>(json.size()) > limit_bytes) {
    return InvalidArgument("the JSON text has %d bytes; want at most %d", json.size(), limit_bytes);
  }
  // The library takes a zero byte for the end of the text.
  if (json.find('\0') != std::string_view::npos) {
    return InvalidArgument("not JSON: the text contains a zero byte");
  }
  StrictReader reader;
  const bool accepted = nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  IEUM_RETURN_IF_ERROR(reader.status());
  if (!accepted) return InvalidArgument("not JSON");
  // Objects are sorted maps; strings were checked to be UTF-8, so dump cannot fail.
  const nlohmann::json value = nlohmann::json::parse(json.begin(), json.end(), nullptr, false);
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::strict);
}

}  // namespace ieum::core
