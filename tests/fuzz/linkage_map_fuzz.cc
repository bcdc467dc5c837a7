// A linkage map as the joiner uses it: one that reads to its end, beside another holder's and two
// payloads, gives the release of a plain join; in whatever order its rows stand and however little
// memory there is, the same bytes. One that does not belong there is refused without a value of it.
// Tried as it is, and with count and digest set right, so that mutations reach the rows.
#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fuzz/memory_file.h"
#include "ieum/core/assembly/sealed_runs.h"
#include "ieum/core/jointkey/joint_key_file.h"
#include "ieum/core/release/release_assembly.h"
#include "support/temp_dir.h"
#include "unit/core/release/example_release.h"

namespace {

using namespace ieum::core;           // NOLINT: a test program of a few functions
using namespace ieum::core::testing;  // NOLINT

using Rows = std::vector<LinkageRow>;

const ReleaseDescription& Description() {
  static const auto* const description = new ReleaseDescription(ExampleDescription());
  return *description;
}

SourceFacts Facts(const char* holder) {
  return {.project = Description().name.project,
          .holder = InstitutionId::Parse(holder).value(),
          .manifest_digest = Description().manifest_digest};
}

struct Made {
  absl::Status status;
  uint64_t row_count = 0;
  std::string bytes = {};
};

Made Assemble(const SourceFacts& facts, const Rows& rows, size_t memory_bytes) {
  static const ieum::testing::TempDir dir;
  MemoryLinkage map(facts, rows);
  MemoryLinkage other_map(Facts("insurer-b"), {{Repeated(0x44), JointKey(Repeated(0xaa)), 0},
                                               {Repeated(0x55), JointKey(Repeated(0xdd)), 0}});
  const auto row = [](int serial) {
    return ExampleRow{.serial = Repeated(serial), .values = {Number(serial), Missing(), Number(0)}};
  };
  MemoryPayload payload(Facts("hospital-a"), *Description().holders[0].schema,
                        {{row(0x11), row(0x22)}, {row(0x33)}});
  MemoryPayload other_payload(Facts("insurer-b"), *Description().holders[1].schema,
                              {{{Repeated(0x44), {Number(3), Number(0), Missing()}},
                                {Repeated(0x55), {Number(1), Number(1), Missing()}}}});
  const std::vector<HolderSources> sources = {{&map, &payload}, {&other_map, &other_payload}};
  Made made;
  const auto writer = ReleaseFileWriter::Write(
      [&made](ByteView bytes) {
        made.bytes += AsText(bytes);
        return absl::OkStatus();
      },
      Description());
  IEUM_CHECK(writer.ok());
  const auto storage = SealedRuns::Create(dir.File("runs"), SystemRandom());
  IEUM_CHECK(storage.ok());
  const auto release = AssembleRelease(**writer, ExampleSecret(), sources, **storage,
                                       {.memory_bytes = memory_bytes}, {});
  made.status = release.status();
  if (release.ok()) made.row_count = release->trailer.row_count;
  return made;
}

// Rows of a left join whose persons with several rows of a party are left out; nothing if the map
// must be refused.
std::optional<size_t> PlainJoin(const Rows& rows) {
  std::map<Serial, JointKey> keys;
  for (const LinkageRow& row : rows) {
    if (!keys.emplace(row.serial, row.joint_key).second) return std::nullopt;
  }
  std::map<std::string, int> persons;
  for (const int serial : {0x11, 0x22, 0x33}) {
    const auto found = keys.find(Repeated(serial));
    if (found == keys.end()) return std::nullopt;
    ++persons[found->second.ToString()];
  }
  return static_cast<size_t>(std::count_if(persons.begin(), persons.end(),
                                           [](const auto& person) { return person.second == 1; }));
}

void Check(ByteView bytes) {
  const ieum::testing::MemoryFile file(bytes);
  const auto map = OpenLinkageFile(file.path(), Description().manifest_digest);
  if (!map.ok()) return;
  Rows rows;
  while (true) {
    const auto some = (*map)->Next();
    if (!some.ok()) return;
    if (some->empty()) break;
    rows.insert(rows.end(), some->begin(), some->end());
  }
  const SourceFacts& facts = (*map)->facts();
  const bool ours = facts.project == Description().name.project &&
                    facts.holder == InstitutionId::Parse("hospital-a").value();
  const std::optional<size_t> joined = PlainJoin(rows);
  const Made made = Assemble(facts, rows, size_t{1} << 20);
  IEUM_CHECK(made.status.ok() == (ours && joined.has_value()));
  const std::string said(Message(made.status));
  for (const LinkageRow& row : rows) {
    IEUM_CHECK(said.find(ToHex(row.serial)) == std::string::npos);
    IEUM_CHECK(said.find(row.joint_key.ToString()) == std::string::npos);
  }
  if (!made.status.ok()) return;
  IEUM_CHECK(made.row_count == *joined);
  std::reverse(rows.begin(), rows.end());
  const Made again = Assemble(facts, rows, /*memory_bytes=*/1);
  IEUM_CHECK(again.status.ok() && again.bytes == made.bytes);
}

// Sets row count and digest to what the rest wants.
void Mend(Bytes& bytes) {
  constexpr size_t kCountPlace = 16;
  constexpr size_t kFixedBytes = 24;
  constexpr size_t kDigestBytes = 32;
  if (bytes.size() < kFixedBytes + 2 + kDigestBytes) return;
  const size_t holder = kFixedBytes + 1 + static_cast<size_t>(bytes[kFixedBytes]);
  if (holder >= bytes.size()) return;
  const size_t rows = holder + 1 + static_cast<size_t>(bytes[holder]);
  if (rows + kDigestBytes > bytes.size()) return;
  const uint64_t count = (bytes.size() - kDigestBytes - rows) / 32;
  bytes.resize(rows + static_cast<size_t>(count) * 32 + kDigestBytes);
  std::memcpy(bytes.data() + kCountPlace, &count, sizeof(count));
  const Sha256Digest digest = Sha256(ByteView(bytes).first(bytes.size() - kDigestBytes));
  std::copy(digest.begin(), digest.end(), bytes.end() - kDigestBytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  Check(bytes);
  Bytes mended(bytes.begin(), bytes.end());
  Mend(mended);
  Check(mended);
  return 0;
}
