#include "ieum/core/payload/column_transform.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/status.h"
#include "ieum/core/payload/bounded_noise.h"

namespace ieum::core {
namespace {

constexpr size_t kKeyBytes = 32;

absl::Status TooLarge(TransformKind kind) {
  return InvalidArgument("leaves 64 bits by '%s'; declare a range", TransformKindName(kind));
}

absl::Status Round(int64_t step, PayloadValue& value) {
  const int64_t rest = value.number % step;
  if (rest == 0) return absl::OkStatus();
  // |rest| >= step - |rest| without doubling, which could leave 64 bits.
  const int64_t size = rest < 0 ? -rest : rest;
  const bool away = size >= step - size;
  int64_t rounded = value.number - rest;
  if (away && __builtin_add_overflow(rounded, rest < 0 ? -step : step, &rounded)) {
    return TooLarge(TransformKind::kRound);
  }
  value.number = rounded;
  return absl::OkStatus();
}

// Number in the new list of each code of the old one.
std::vector<int64_t> RegionNumbers(const ValueType& from, const ValueType& to) {
  const size_t digits = to.codes.front().code.size();
  std::vector<int64_t> numbers;
  for (const CategoryCode& code : from.codes) {
    numbers.push_back(to.code_index.find(code.code.substr(0, digits))->second);
  }
  return numbers;
}

// A transform with what it needs at hand.
struct Step {
  TransformSpec spec;
  ValueType before;
  std::optional<HmacSha256> key{};     // kKeyedHash, kNoise
  std::vector<int64_t> new_numbers{};  // kRegion, kGroupRare: [codes before]
  std::vector<int64_t> counts{};       // kGroupRare: [codes before]
};

absl::Status ApplyStep(const Step& step, const Serial& serial, PayloadValue& value) {
  switch (step.spec.kind) {
    case TransformKind::kRound:
      return Round(step.spec.step, value);
    case TransformKind::kTopCode:
      value.number = std::min(value.number, step.spec.limit);
      return absl::OkStatus();
    case TransformKind::kBottomCode:
      value.number = std::max(value.number, step.spec.limit);
      return absl::OkStatus();
    case TransformKind::kDateTo:
      value.number = DayToUnit(value.number, step.spec.unit);
      return absl::OkStatus();
    case TransformKind::kRegion:
    case TransformKind::kGroupRare:
      value.number = step.new_numbers[static_cast<size_t>(value.number)];
      return absl::OkStatus();
    case TransformKind::kKeyedHash: {
      std::string text;
      AppendValueText(step.before, value, text);
      const Sha256Digest tag = step.key->Tag(AsBytes(text));
      value = {};
      value.bytes =
          std::string(AsText(ByteView(tag).first(static_cast<size_t>(step.spec.byte_count))));
      return absl::OkStatus();
    }
    case TransformKind::kNoise: {
      KeyedNumbers numbers(*step.key, serial);
      const int64_t noise =
          DrawNoise(step.spec.distribution, step.spec.scale, step.spec.bound, numbers);
      if (__builtin_add_overflow(value.number, noise, &value.number)) {
        return TooLarge(TransformKind::kNoise);
      }
      return absl::OkStatus();
    }
  }
  return Internal("a transform of no kind");
}

}  // namespace

TransformKey::TransformKey(SecretBytes secret, ProjectId project)
    : secret_(std::move(secret)), project_(std::move(project)) {}

absl::StatusOr<TransformKey> TransformKey::Create(SecretBytes secret, const ProjectId& project) {
  if (secret.size() < kFewestBytes) {
    return InvalidArgument(
        "the transform key has %d bytes; want at least %d random ones, such as those of: "
        "openssl rand -hex 32",
        secret.size(), kFewestBytes);
  }
  return TransformKey(std::move(secret), project);
}

SecretBytes TransformKey::Derive(std::string_view use, std::string_view column) const {
  const std::string info = absl::StrFormat("ieum/v1/payload %s %s", use, column);
  return HkdfSha256(secret_, AsBytes(project_.value()), AsBytes(info), kKeyBytes);
}

struct ColumnTransform::State {
  std::vector<Step> steps;
  int counting_step = -1;  // that of group_rare; none: -1
  // Sets the new numbers of the counting step by its counts.
  void Decide();
};

void ColumnTransform::State::Decide() {
  if (counting_step < 0) return;
  Step& step = steps[static_cast<size_t>(counting_step)];
  const auto known = step.before.code_index.find(step.spec.into);
  const auto into = known == step.before.code_index.end()
                        ? static_cast<int64_t>(step.before.codes.size())
                        : static_cast<int64_t>(known->second);
  for (size_t code = 0; code < step.counts.size(); ++code) {
    const bool rare = step.counts[code] < step.spec.minimum_rows;
    step.new_numbers[code] = rare ? into : static_cast<int64_t>(code);
  }
}

ColumnTransform::ColumnTransform(std::unique_ptr<State> state) : state_(std::move(state)) {}
ColumnTransform::~ColumnTransform() = default;
ColumnTransform::ColumnTransform(ColumnTransform&&) noexcept = default;

absl::StatusOr<ColumnTransform> ColumnTransform::Create(const PayloadColumn& column,
                                                        const TransformKey* key) {
  auto state = std::make_unique<State>();
  ValueType type = column.type;
  for (const TransformSpec& spec : column.transforms) {
    IEUM_ASSIGN_OR_RETURN(ValueType after, TypeAfter(spec, type));
    Step step{.spec = spec, .before = type};
    if (spec.needs_key()) {
      if (key == nullptr) {
        return FailedPrecondition("column '%s' has a transform '%s', which needs a transform key",
                                  column.name, TransformKindName(spec.kind));
      }
      step.key.emplace(key->Derive(TransformKindName(spec.kind), column.name).view());
    }
    if (spec.kind == TransformKind::kRegion) step.new_numbers = RegionNumbers(type, after);
    if (spec.kind == TransformKind::kGroupRare) {
      state->counting_step = static_cast<int>(state->steps.size());
      step.counts.assign(type.codes.size(), 0);
      step.new_numbers.assign(type.codes.size(), 0);
    }
    state->steps.push_back(std::move(step));
    type = std::move(after);
  }
  state->Decide();
  return ColumnTransform(std::move(state));
}

bool ColumnTransform::needs_count() const { return state_->counting_step >= 0; }

absl::Status ColumnTransform::Count(const PayloadValue& value) {
  if (value.missing || !needs_count()) return absl::OkStatus();
  const auto counting = static_cast<size_t>(state_->counting_step);
  PayloadValue now = value;
  // Only 'region' can stand before, which needs no serial.
  for (size_t s = 0; s < counting; ++s) {
    IEUM_RETURN_IF_ERROR(ApplyStep(state_->steps[s], Serial{}, now));
  }
  Step& step = state_->steps[counting];
  const auto code = static_cast<size_t>(now.number);
  ++step.counts[code];
  // Common enough from here on.
  if (step.counts[code] == step.spec.minimum_rows) state_->Decide();
  return absl::OkStatus();
}

absl::Status ColumnTransform::Apply(const Serial& serial, PayloadValue& value) const {
  if (value.missing) return absl::OkStatus();
  for (const Step& step : state_->steps) {
    IEUM_RETURN_IF_ERROR(ApplyStep(step, serial, value));
  }
  return absl::OkStatus();
}

int64_t ColumnTransform::grouped_code_count() const {
  if (!needs_count()) return 0;
  const Step& step = state_->steps[static_cast<size_t>(state_->counting_step)];
  int64_t codes = 0;
  for (size_t code = 0; code < step.counts.size(); ++code) {
    const bool moved = step.new_numbers[code] != static_cast<int64_t>(code);
    codes += moved && step.counts[code] > 0 ? 1 : 0;
  }
  return codes;
}

int64_t ColumnTransform::grouped_row_count() const {
  if (!needs_count()) return 0;
  const Step& step = state_->steps[static_cast<size_t>(state_->counting_step)];
  int64_t rows = 0;
  for (size_t code = 0; code < step.counts.size(); ++code) {
    if (step.new_numbers[code] != static_cast<int64_t>(code)) rows += step.counts[code];
  }
  return rows;
}

}  // namespace ieum::core
