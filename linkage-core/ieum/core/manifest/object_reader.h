// One object of a document, such as a manifest, while it is read: what is asked of it is all that
// it may have.
#ifndef IEUM_CORE_MANIFEST_OBJECT_READER_H_
#define IEUM_CORE_MANIFEST_OBJECT_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

// A word of the format and what it means.
template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};
template <typename Enum, size_t kCount>
std::string_view NameIn(const Word<Enum> (&words)[kCount], Enum value) {
  for (const Word<Enum>& word : words) {
    if (word.value == value) return word.text;
  }
  return "unknown";
}

// Errors name the field by its path, never what it holds. Move-only; one thread at a time.
class ObjectReader final {
 public:
  // `what` names the document in messages. INVALID_ARGUMENT: the text is no JSON object.
  static absl::StatusOr<ObjectReader> Parse(std::string_view json,
                                            std::string_view what = "the manifest");
  ObjectReader(ObjectReader&&) noexcept;
  ObjectReader& operator=(ObjectReader&&) noexcept;
  ~ObjectReader();

  // Where the field stands in the document: "joins[0].party".
  std::string Path(const char* field) const;
  bool Has(const char* field) const;

  // With a word in it.
  absl::StatusOr<std::string> Text(const char* field);
  absl::StatusOr<int64_t> Integer(const char* field, int64_t least, int64_t most);
  absl::StatusOr<bool> Flag(const char* field);
  // Whatever it is, as JSON.
  absl::StatusOr<std::string> Document(const char* field);
  // A list of 0 to `most` texts.
  absl::StatusOr<std::vector<std::string>> Texts(const char* field, size_t most);
  // The objects of a list of `least` to `most`; they live by themselves.
  absl::StatusOr<std::vector<ObjectReader>> Objects(const char* field, size_t most,
                                                    size_t least = 1);

  // An object; it lives by itself.
  absl::StatusOr<ObjectReader> Object(const char* field);

  template <typename Enum, size_t kCount>
  absl::StatusOr<Enum> OneOf(const char* field, const Word<Enum> (&words)[kCount]) {
    IEUM_ASSIGN_OR_RETURN(const std::string text, Text(field));
    std::string known;
    for (const Word<Enum>& word : words) {
      if (word.text == text) return word.value;
      known += known.empty() ? "" : ", ";
      known += word.text;
    }
    return InvalidArgument("'%s' is none of: %s", Path(field), known);
  }

  template <typename Id>
  absl::StatusOr<Id> Name(const char* field) {
    IEUM_ASSIGN_OR_RETURN(const std::string text, Text(field));
    absl::StatusOr<Id> id = Id::Parse(text);
    if (!id.ok()) return WithContext(id.status(), Path(field));
    return id;
  }

  // Call when everything was taken.
  absl::Status Finish() const;

 private:
  struct State;
  explicit ObjectReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MANIFEST_OBJECT_READER_H_
