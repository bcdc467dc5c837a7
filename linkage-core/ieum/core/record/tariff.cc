#include "ieum/core/base/status.h"
#include "ieum/core/manifest/object_reader.h"
#include "ieum/core/record/processing_record.h"

namespace ieum::core {

absl::StatusOr<Tariff> Tariff::FromJson(std::string_view json) {
  // So small that no fee of any number of rows is out of range.
  constexpr int64_t kMost = 10'000'000;
  if (json.size() > size_t{kMaxBytes}) return InvalidArgument("the tariff is too large");
  IEUM_ASSIGN_OR_RETURN(ObjectReader reader, ObjectReader::Parse(json, "the tariff"));
  Tariff tariff;
  IEUM_ASSIGN_OR_RETURN(tariff.currency, reader.Text("currency"));
  const std::pair<const char*, int64_t*> prices[] = {
      {"per_project", &tariff.per_project},
      {"per_thousand_rows", &tariff.per_thousand_rows},
      {"per_run", &tariff.per_run},
      {"per_release", &tariff.per_release}};
  for (const auto& [field, price] : prices) {
    if (!reader.Has(field)) continue;
    IEUM_ASSIGN_OR_RETURN(*price, reader.Integer(field, 0, kMost));
  }
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return tariff;
}

}  // namespace ieum::core
