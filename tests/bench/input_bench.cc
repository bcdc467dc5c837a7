// Rows read and checked per second on one core, by encoding and compression: what `ieum encode` can
// get out of a file at most. Five fields and a row id, 68 bytes a row in UTF-8.
//
//   input_bench --benchmark_filter=utf8
#include <benchmark/benchmark.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/str_format.h"
#include "ieum/client/input/cp949_table.h"
#include "ieum/client/input/record_reader.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr int kRows = 200'000;

std::string PeopleCsv() {
  constexpr const char* kNames[] = {"김민준", "이서연", "박지훈", "최은주", "정하윤", "강도현"};
  constexpr const char* kDistricts[] = {"서울특별시 송파구", "경기도 수원시", "부산광역시 중구"};
  std::string text = "row_id,name,birth_date,sex,phone,district\n";
  for (int i = 0; i < kRows; ++i) {
    absl::StrAppendFormat(&text, "a%06d,%s,%d-%02d-%02d,%s,010-%04d-%04d,%s\n", i, kNames[i % 6],
                          1940 + i % 80, 1 + i % 12, 1 + i % 28, i % 2 == 0 ? "M" : "F",
                          2000 + i % 7919, i % 9973, kDistricts[i % 3]);
  }
  return text;
}

// Every character by the function, one after the other.
template <typename Write>
std::string Encoded(const std::string& utf8, Write write) {
  std::string bytes;
  for (size_t i = 0; i < utf8.size();) write(core::NextCodePoint(utf8, i), bytes);
  return bytes;
}

std::string InCp949(const std::string& utf8) {
  const Cp949Table& table = **Cp949Table::Get();
  return Encoded(utf8, [&table](char32_t c, std::string& bytes) {
    const uint16_t code = c < 0x80 ? uint16_t{0} : table.Encode(static_cast<char16_t>(c));
    if (code != 0) bytes += static_cast<char>(code >> 8);
    bytes += static_cast<char>(code != 0 ? code & 0xFF : c);
  });
}

std::string InUtf16(const std::string& utf8) {
  return "\xFF\xFE" + Encoded(utf8, [](char32_t c, std::string& bytes) {
           bytes += static_cast<char>(c & 0xFF);
           bytes += static_cast<char>(c >> 8);
         });
}

class TemporaryFile final {
 public:
  explicit TemporaryFile(const std::string& content) {
    const int fd = ::mkstemp(path_);
    IEUM_CHECK(fd >= 0);
    ::close(fd);
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const char* path() const { return path_; }

 private:
  char path_[32] = "/tmp/ieum-input-bench-XXXXXX";
};

void Read(benchmark::State& state, const std::string& path) {
  const EncodingProfile profile = *EncodingProfile::FromJson(*BuiltInProfile("korean-person"));
  RecordReaderOptions options;
  options.path = path;
  int64_t bytes = 0;
  for (auto _ : state) {
    const auto reader = RecordReader::Open(profile, options);
    IEUM_CHECK(reader.ok());
    while (true) {
      const auto record = (*reader)->Next();
      IEUM_CHECK(record.ok());
      if (!record->has_value()) break;
      benchmark::DoNotOptimize(*record);
    }
    IEUM_CHECK((*reader)->report().row_count == kRows);
    bytes += (*reader)->bytes_read();
  }
  state.SetItemsProcessed(state.iterations() * kRows);
  state.SetBytesProcessed(bytes);
}

// Names are what --benchmark_filter takes.
void utf8(benchmark::State& state) { Read(state, TemporaryFile(PeopleCsv()).path()); }
void cp949(benchmark::State& state) { Read(state, TemporaryFile(InCp949(PeopleCsv())).path()); }
void utf16(benchmark::State& state) { Read(state, TemporaryFile(InUtf16(PeopleCsv())).path()); }
void utf8_gzip(benchmark::State& state) {
  const TemporaryFile file("");
  const std::string text = PeopleCsv();
  gzFile out = ::gzopen(file.path(), "wb");
  IEUM_CHECK(::gzwrite(out, text.data(), static_cast<unsigned>(text.size())) ==
             static_cast<int>(text.size()));
  IEUM_CHECK(::gzclose(out) == Z_OK);
  Read(state, file.path());
}
BENCHMARK(utf8)->Unit(benchmark::kMillisecond);
BENCHMARK(cp949)->Unit(benchmark::kMillisecond);
BENCHMARK(utf16)->Unit(benchmark::kMillisecond);
BENCHMARK(utf8_gzip)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ieum::client

BENCHMARK_MAIN();
