#include "ieum/core/manifest/object_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace ieum::core {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxTextBytes = 2000;

}  // namespace

struct ObjectReader::State {
  std::shared_ptr<const Json> document;
  const Json* value;  // in it, an object
  std::string where;  // "" or "joins[0]."
  std::string what;   // "the manifest"
  std::vector<std::string> taken = {};

  absl::StatusOr<const Json*> Take(const char* field) {
    taken.emplace_back(field);
    const auto found = value->find(field);
    if (found == value->end()) return InvalidArgument("field '%s' is missing", where + field);
    return &*found;
  }
};

ObjectReader::ObjectReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ObjectReader::ObjectReader(ObjectReader&&) noexcept = default;
ObjectReader& ObjectReader::operator=(ObjectReader&&) noexcept = default;
ObjectReader::~ObjectReader() = default;

absl::StatusOr<ObjectReader> ObjectReader::Parse(std::string_view json, std::string_view what) {
  auto document = std::make_shared<const Json>(Json::parse(json, nullptr, false));
  if (!document->is_object()) return InvalidArgument("%s is not an object", what);
  const Json* value = document.get();
  return ObjectReader(std::make_unique<State>(State{
      .document = std::move(document), .value = value, .where = {}, .what = std::string(what)}));
}

std::string ObjectReader::Path(const char* field) const { return state_->where + field; }

bool ObjectReader::Has(const char* field) const { return state_->value->contains(field); }

absl::StatusOr<std::string> ObjectReader::Document(const char* field) {
  IEUM_ASSIGN_OR_RETURN(const Json* found, state_->Take(field));
  return found->dump();
}

absl::StatusOr<std::vector<std::string>> ObjectReader::Texts(const char* field, size_t most) {
  IEUM_ASSIGN_OR_RETURN(const Json* found, state_->Take(field));
  if (!found->is_array() || found->size() > most) {
    return InvalidArgument("'%s' is not a list of at most %d texts", Path(field), most);
  }
  std::vector<std::string> texts;
  for (const Json& element : *found) {
    if (!element.is_string()) {
      return InvalidArgument("'%s[%d]' is not a text", Path(field), texts.size());
    }
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

absl::StatusOr<std::string> ObjectReader::Text(const char* field) {
  IEUM_ASSIGN_OR_RETURN(const Json* found, state_->Take(field));
  if (!found->is_string()) return InvalidArgument("'%s' is not a text", Path(field));
  std::string text = found->get<std::string>();
  const bool has_words = text.find_first_not_of(" \t\r\n") != std::string::npos;
  if (!has_words || text.size() > kMaxTextBytes) {
    return InvalidArgument("'%s' is empty or longer than %d bytes; say it in words", Path(field),
                           kMaxTextBytes);
  }
  return text;
}

absl::StatusOr<int64_t> ObjectReader::Integer(const char* field, int64_t least, int64_t most) {
  IEUM_ASSIGN_OR_RETURN(const Json* found, state_->Take(field));
  const int64_t value = found->is_number_integer() ? found->get<int64_t>() : least - 1;
  if (value < least || value > most) {
    return InvalidArgument("'%s' is not an integer from %d to %d", Path(field), least, most);
  }
  return value;
}

absl::StatusOr<bool> ObjectReader::Flag(const char* field) {
  IEUM_ASSIGN_OR_RETURN(const Json* found, state_->Take(field));
  if (!found->is_boolean()) return InvalidArgument("'%s' is not true or false", Path(field));
  return found->get<bool>();
}

absl::StatusOr<std::vector<ObjectReader>> ObjectReader::Objects(const char* field, size_t most,
                                                                size_t least) {
  IEUM_ASSIGN_OR_RETURN(const Json* found, state_->Take(field));
  if (!found->is_array() || found->size() < least || found->size() > most) {
    return InvalidArgument("'%s' is not a list of %d to %d objects", Path(field), least, most);
  }
  std::vector<ObjectReader> objects;
  for (const Json& element : *found) {
    const std::string at = absl::StrFormat("%s[%d]", Path(field), objects.size());
    if (!element.is_object()) return InvalidArgument("'%s' is not an object", at);
    objects.push_back(ObjectReader(std::make_unique<State>(State{.document = state_->document,
                                                                 .value = &element,
                                                                 .where = at + ".",
                                                                 .what = state_->what})));
  }
  return objects;
}

absl::StatusOr<ObjectReader> ObjectReader::Object(const char* field) {
  IEUM_ASSIGN_OR_RETURN(const Json* found, state_->Take(field));
  if (!found->is_object()) return InvalidArgument("'%s' is not an object", Path(field));
  return ObjectReader(std::make_unique<State>(State{.document = state_->document,
                                                    .value = found,
                                                    .where = Path(field) + ".",
                                                    .what = state_->what}));
}

absl::Status ObjectReader::Finish() const {
  for (const auto& [name, value] : state_->value->items()) {
    const auto& taken = state_->taken;
    if (std::find(taken.begin(), taken.end(), name) == taken.end()) {
      return InvalidArgument("%s has a field that is not of this format; take it out",
                             state_->where.empty() ? state_->what : "'" + state_->where + "'");
    }
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
