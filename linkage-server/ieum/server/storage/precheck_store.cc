#include "ieum/server/storage/precheck_store.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

// P(0), P(1), … ~ exp(-epsilon k).
int64_t DrawGeometric(core::Random& random) {
  const std::array<std::byte, 16> bytes = random.Next128();
  uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  // In (0, 1], 53 bits.
  const double uniform = static_cast<double>((number >> 11) + 1) * 0x1p-53;
  return static_cast<int64_t>(std::floor(-std::log(uniform) / kPrecheckEpsilon));
}

// What the noise does not exceed, either way, with 95 % probability: of two-sided geometric noise
// P(|k| > b) = 2 a^(b+1) / (1 + a), a = exp(-epsilon).
uint64_t NoiseBound() {
  const double a = std::exp(-kPrecheckEpsilon);
  return static_cast<uint64_t>(std::ceil(std::log(0.05 * (1 + a) / 2) / -kPrecheckEpsilon)) - 1;
}

core::Bytes Serialize(const PrecheckAnswer& answer) {
  RecordWriter writer;
  writer.Add(static_cast<uint8_t>(answer.too_few));
  writer.Add(answer.count);
  writer.Add(answer.low);
  writer.Add(answer.high);
  return writer.Finish();
}

absl::StatusOr<PrecheckAnswer> Parse(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  PrecheckAnswer answer;
  answer.too_few = reader.Take<uint8_t>() != 0;
  answer.count = reader.Take<uint64_t>();
  answer.low = reader.Take<uint64_t>();
  answer.high = reader.Take<uint64_t>();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return answer;
}

}  // namespace

PrecheckAnswer AnswerPrecheck(uint64_t persons, uint64_t fewer_rows, core::Random& random) {
  // Drawn in any case, so that time tells nothing.
  const int64_t noise = DrawGeometric(random) - DrawGeometric(random);
  if (fewer_rows < kPrecheckFewestRows || persons < kPrecheckFewestPersons) {
    return {.too_few = true};
  }
  // Not negative: noise beyond a hundred has a probability of e^-50.
  const auto noisy = static_cast<uint64_t>(
      std::max<int64_t>(0, static_cast<int64_t>(std::min(persons, fewer_rows)) + noise));
  PrecheckAnswer answer;
  answer.count = (noisy + kPrecheckRounding / 2) / kPrecheckRounding * kPrecheckRounding;
  const uint64_t bound = NoiseBound() + kPrecheckRounding / 2;
  answer.low = std::max(kPrecheckFewestPersons, answer.count - std::min(answer.count, bound));
  answer.high = std::max(answer.low, std::min(fewer_rows, answer.count + bound));
  return answer;
}

absl::StatusOr<PrecheckStore::Given> PrecheckStore::Answer(
    const ProjectRecord& project, uint32_t holder, uint32_t other, uint32_t round,
    const std::function<absl::StatusOr<PrecheckAnswer>()>& find) {
  const Claims::Claim claim = claims_.Take(project.number);
  const std::string pair =
      MakeKey({project.number, std::min(holder, other), std::max(holder, other)});
  const uint32_t allowed =
      std::min(kPrecheckAnswers, static_cast<uint32_t>(project.terms.pre_check_questions));
  uint32_t given = 0;
  std::optional<PrecheckAnswer> kept;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kPrechecks, pair, [&](std::string_view key, core::ByteView value) -> absl::Status {
        ++given;
        if (KeyPart(key, 3) != round) return absl::OkStatus();
        IEUM_ASSIGN_OR_RETURN(kept, Parse(value));
        return absl::OkStatus();
      }));
  if (!kept.has_value()) {
    if (given >= allowed) {
      return core::ResourceExhausted(
          "these two holders have had the %d answers that a project gives; ask about earlier "
          "rounds, or plan without",
          allowed);
    }
    IEUM_ASSIGN_OR_RETURN(kept, find());
    SealedBatch batch;
    batch.Put(context_.database, Column::kPrechecks, pair + MakeKey({round}), Serialize(*kept));
    IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kSynced));
    ++given;
  }
  return Given{.answer = *kept, .answers_left = allowed - std::min(given, allowed)};
}

}  // namespace ieum::server
