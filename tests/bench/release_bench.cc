// Time and peak memory of assembling a release: two holders' linkage maps and payloads of ten
// columns each, from files to a file. All rows are linked. Twice: all rows sorted in memory, and
// sorted within 64 MiB through a sealed file. Ends the program if the two differ in one byte.
//
// usage: release_bench [ROWS]      (default 1,000,000, of each holder)
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <string>

#include "ieum/core/assembly/sealed_runs.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/joint_key_file.h"
#include "ieum/core/payload/payload_file.h"
#include "ieum/core/release/release_assembly.h"

namespace ieum::core {
namespace {

constexpr const char* kHolders[] = {"hospital-a", "insurer-b"};

// Blocks stay where they are put.
class MemoryRuns final : public SortedRunStorage {
 public:
  absl::Status Put(uint32_t run, uint32_t block, ByteView bytes) override {
    blocks_[{run, block}] = Bytes(bytes.begin(), bytes.end());
    return absl::OkStatus();
  }
  absl::StatusOr<Bytes> Get(uint32_t run, uint32_t block) override {
    return std::move(blocks_[{run, block}]);
  }

 private:
  std::map<std::pair<uint32_t, uint32_t>, Bytes> blocks_;
};

// Ten columns: three numbers, two decimals, two categories, two dates, a text.
PayloadSchema Schema() {
  std::string json = R"({"format":"ieum-payload-schema","schema":"bench","version":1,"columns":[)";
  const auto add = [&json](const std::string& name, const std::string& type) {
    json += (json.back() == '[' ? "" : ",") + ("{\"name\":\"" + name) +
            "\",\"purpose\":\"bench\",\"role\":\"other\",\"nullable\":true," + type + "}";
  };
  for (const char* name : {"a", "b", "c"}) add(name, R"("type":"integer")");
  for (const char* name : {"d", "e"}) add(name, R"("type":"decimal","places":2)");
  for (const char* name : {"f", "g"}) {
    add(name, R"("type":"category","codes":[{"code":"x"},{"code":"y"},{"code":"z"}])");
  }
  for (const char* name : {"h", "i"}) add(name, R"("type":"date")");
  add("j", R"("type":"text","max_bytes":40)");
  return PayloadSchema::FromJson(json + "]}").value();
}

std::array<std::byte, 16> Draw(std::mt19937_64& random) {
  const uint64_t halves[] = {random(), random()};
  std::array<std::byte, 16> bytes;
  std::memcpy(bytes.data(), halves, sizeof(halves));
  return bytes;
}

struct Bench {
  std::filesystem::path folder;
  uint64_t rows;
  ProjectId project = ProjectId::Parse("bench").value();
  Sha256Digest manifest = Sha256(AsBytes("manifest"));
  std::array<Sha256Digest, 2> payloads{};

  std::string File(const std::string& name) const { return (folder / name).string(); }
};

// The map in the order of persons, the payload in that of serials.
void WriteHolder(Bench& bench, size_t holder) {
  const InstitutionId id = InstitutionId::Parse(kHolders[holder]).value();
  std::mt19937_64 persons(1), random(2 + holder);
  std::ofstream file(bench.File(id.value() + ".keys"), std::ios::binary);
  JointKeyFileWriter keys([&file](ByteView bytes) {
    file << AsText(bytes);
    return absl::OkStatus();
  });
  IEUM_CHECK(
      keys.Begin({.project = bench.project, .holder = id, .run_number = 1, .row_count = bench.rows})
          .ok());
  std::vector<Serial> serials;
  for (uint64_t i = 0; i < bench.rows; ++i) {
    serials.push_back(Draw(random));
    const KeyedSerial row{.serial = serials.back(), .joint_key = JointKey(Draw(persons))};
    IEUM_CHECK(keys.Append(std::span(&row, 1)).ok());
  }
  IEUM_CHECK(keys.Finish().ok());
  std::sort(serials.begin(), serials.end());
  const auto writer =
      PayloadFileWriter::Create(bench.File(id.value() + ".payload"),
                                {.project = bench.project, .holder = id, .schema = Schema()})
          .value();
  std::vector<PayloadValue> values(10);
  for (const Serial& serial : serials) {
    for (size_t c = 0; c < 5; ++c) values[c].number = static_cast<int64_t>(random() % 1'000'000);
    for (size_t c = 5; c < 7; ++c) values[c].number = static_cast<int64_t>(random() % 3);
    for (size_t c = 7; c < 9; ++c) values[c].number = static_cast<int64_t>(random() % 20'000);
    values[9].bytes = "text " + std::to_string(random() % 1'000'000'000);
    values[4].missing = random() % 10 == 0;
    IEUM_CHECK(writer->Append(serial, values).ok());
  }
  bench.payloads[holder] = writer->Finish().value().payload_digest;
}

ReleaseDescription Describe(const Bench& bench) {
  ReleaseDraft draft{.name = {.project = bench.project,
                              .recipient = InstitutionId::Parse("univ-c").value(),
                              .number = 1},
                     .manifest_digest = bench.manifest,
                     .join = {.type = JoinType::kInner},
                     .holders = {},
                     .provenance = {.software = "release_bench",
                                    .profile_digest = {},
                                    .run_number = 1,
                                    .rule = "none",
                                    .date = "2026-01-01"}};
  for (size_t h = 0; h < 2; ++h) {
    draft.holders.push_back({.institution = InstitutionId::Parse(kHolders[h]).value(),
                             .payload_digest = bench.payloads[h],
                             .schema = Schema()});
  }
  return DescribeRelease(draft).value();
}

void Assemble(const Bench& bench, SortedRunStorage& storage, size_t memory_bytes,
              const std::string& out) {
  std::vector<std::unique_ptr<LinkageSource>> maps;
  std::vector<std::unique_ptr<PayloadSource>> payloads;
  std::vector<HolderSources> sources;
  for (const std::string name : kHolders) {
    maps.push_back(OpenLinkageFile(bench.File(name + ".keys"), bench.manifest).value());
    payloads.push_back(OpenPayloadFile(bench.File(name + ".payload"), bench.manifest).value());
    sources.push_back({maps.back().get(), payloads.back().get()});
  }
  const SecretBytes secret = SecretBytes::CopyOf(Bytes(32, std::byte{7}));
  const absl::StatusOr<AssembledRelease> made = AssembleRelease(
      Describe(bench), secret, sources, storage, {.memory_bytes = memory_bytes}, out, {});
  if (!made.ok()) std::fprintf(stderr, "%s\n", made.status().ToString().c_str());
  IEUM_CHECK(made.ok() && made->trailer.row_count == bench.rows);
}

// In a process of its own, so that peak memory is that of the variant alone.
void Measure(const char* name, const std::function<void()>& variant) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  IEUM_CHECK(child >= 0);
  if (child == 0) {
    variant();
    ::_exit(0);
  }
  int status = 0;
  rusage usage{};
  IEUM_CHECK(::wait4(child, &status, 0, &usage) == child && status == 0);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const auto processor =
      static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
      1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  std::printf("%-22s %8.1f s %8.1f s of processor %8.0f MiB at the peak\n", name, seconds.count(),
              processor, static_cast<double>(usage.ru_maxrss) / 1024);
}

bool SameBytes(const std::string& a, const std::string& b) {
  std::ifstream first(a, std::ios::binary), second(b, std::ios::binary);
  std::vector<char> left(1 << 20), right(1 << 20);
  while (first && second) {
    first.read(left.data(), static_cast<std::streamsize>(left.size()));
    second.read(right.data(), static_cast<std::streamsize>(right.size()));
    if (first.gcount() != second.gcount()) return false;
    if (!std::equal(left.begin(), left.begin() + first.gcount(), right.begin())) return false;
  }
  return first.eof() && second.eof();
}

int Main(int argc, char** argv) {
  const auto rows = static_cast<uint64_t>(argc > 1 ? std::atoll(argv[1]) : 1'000'000);
  std::string folder = (std::filesystem::temp_directory_path() / "ieum-bench-XXXXXX").string();
  IEUM_CHECK(::mkdtemp(folder.data()) != nullptr);
  Bench bench{.folder = folder, .rows = rows};
  for (size_t h = 0; h < 2; ++h) {
    Measure("(writing a holder)", [&] {
      WriteHolder(bench, h);
      std::ofstream(bench.File("digest"), std::ios::binary) << AsText(bench.payloads[h]);
    });
    std::ifstream digest(bench.File("digest"), std::ios::binary);
    digest.read(reinterpret_cast<char*>(bench.payloads[h].data()), 32);
  }
  std::printf("%llu rows of each of two holders, ten columns each\n",
              static_cast<unsigned long long>(rows));
  Measure("in memory", [&] {
    MemoryRuns storage;
    Assemble(bench, storage, size_t{1} << 40, bench.File("memory.release"));
  });
  Measure("sorted within 64 MiB", [&] {
    const auto storage = SealedRuns::Create(bench.File("sort"), SystemRandom()).value();
    Assemble(bench, *storage, size_t{64} << 20, bench.File("sorted.release"));
  });
  IEUM_CHECK(SameBytes(bench.File("memory.release"), bench.File("sorted.release")));
  std::printf(
      "%.0f MiB of release; the two are the same bytes\n",
      static_cast<double>(std::filesystem::file_size(bench.File("memory.release"))) / 1048576);
  std::filesystem::remove_all(bench.folder);
  return 0;
}

}  // namespace
}  // namespace ieum::core

int main(int argc, char** argv) { return ieum::core::Main(argc, argv); }
