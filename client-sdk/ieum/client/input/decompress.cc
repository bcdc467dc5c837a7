// The part of byte_source.h that knows compressed formats.
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <utility>
#include <vector>

#include "ieum/client/input/byte_source.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr size_t kBufferBytes = size_t{128} << 10;
constexpr size_t kMagicBytes = 4;
constexpr int kMaxWindowLog = 27;          // 128 MiB
constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib's way to say: gzip, not zlib, header

constexpr char kCutOff[] = "the %s data ends in the middle; copy or export the file again";
constexpr char kDamaged[] = "the %s data is damaged; copy or export the file again";

// Compressed bytes waiting to be decompressed, and the bookkeeping all formats share.
class Compressed {
 public:
  explicit Compressed(std::unique_ptr<ByteSource> raw)
      : raw_(std::move(raw)), buffer_(kBufferBytes) {}

  // Bytes not yet used; reads more if there are none. Empty at the end of the file.
  absl::StatusOr<std::span<char>> Unused() {
    if (begin_ == end_) {
      begin_ = 0;
      IEUM_ASSIGN_OR_RETURN(end_, raw_->Read(buffer_));
    }
    return std::span(buffer_).subspan(begin_, end_ - begin_);
  }
  void Use(size_t count) { begin_ += count; }

  absl::Status CountOutput(size_t count) {
    output_ += static_cast<int64_t>(count);
    if (output_ <= kUnlimitedOutputBytes || output_ / kMaxExpansion <= raw_->bytes_read()) {
      return absl::OkStatus();
    }
    return core::InvalidArgument(
        "the file expands to more than %d times its size, which no table of persons does; "
        "decompress it yourself if that is right",
        kMaxExpansion);
  }

  const ByteSource& raw() const { return *raw_; }

 private:
  std::unique_ptr<ByteSource> raw_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  int64_t output_ = 0;
};

class GzipBytes final : public ByteSource {
 public:
  explicit GzipBytes(std::unique_ptr<ByteSource> raw) : in_(std::move(raw)) {
    IEUM_CHECK(::inflateInit2(&stream_, kGzipOnly) == Z_OK);
  }
  ~GzipBytes() override { ::inflateEnd(&stream_); }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    while (true) {
      IEUM_ASSIGN_OR_RETURN(const std::span<char> in, in_.Unused());
      if (in.empty()) {
        if (between_members_) return size_t{0};
        return core::InvalidArgument(kCutOff, "gzip");
      }
      if (between_members_) IEUM_CHECK(::inflateReset(&stream_) == Z_OK);
      between_members_ = false;
      stream_.next_in = reinterpret_cast<Bytef*>(in.data());
      stream_.avail_in = static_cast<uInt>(in.size());
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(std::min(out.size(), kBufferBytes));
      const size_t room = stream_.avail_out;
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return core::InvalidArgument(kDamaged, "gzip");
      }
      in_.Use(in.size() - stream_.avail_in);
      between_members_ = result == Z_STREAM_END;
      const size_t got = room - stream_.avail_out;
      if (got == 0) continue;
      IEUM_RETURN_IF_ERROR(in_.CountOutput(got));
      return got;
    }
  }
  int64_t bytes_read() const override { return in_.raw().bytes_read(); }
  int64_t bytes_total() const override { return in_.raw().bytes_total(); }

 private:
  Compressed in_;
  z_stream stream_{};
  bool between_members_ = false;
};

class ZstdBytes final : public ByteSource {
 public:
  explicit ZstdBytes(std::unique_ptr<ByteSource> raw)
      : in_(std::move(raw)), stream_(::ZSTD_createDCtx(), &::ZSTD_freeDCtx) {
    IEUM_CHECK(stream_ != nullptr);
    const size_t result =
        ::ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
    IEUM_CHECK(::ZSTD_isError(result) == 0);
  }

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    while (true) {
      IEUM_ASSIGN_OR_RETURN(const std::span<char> in, in_.Unused());
      ZSTD_inBuffer from{in.data(), in.size(), 0};
      ZSTD_outBuffer to{out.data(), out.size(), 0};
      // At the end of the file there may still be output that had no room.
      const size_t result = ::ZSTD_decompressStream(stream_.get(), &to, &from);
      if (::ZSTD_isError(result) != 0) return core::InvalidArgument(kDamaged, "zstd");
      in_.Use(from.pos);
      if (from.pos > 0 || to.pos > 0) between_frames_ = result == 0;
      if (to.pos > 0) {
        IEUM_RETURN_IF_ERROR(in_.CountOutput(to.pos));
        return to.pos;
      }
      if (!in.empty()) continue;
      if (between_frames_) return size_t{0};
      return core::InvalidArgument(kCutOff, "zstd");
    }
  }
  int64_t bytes_read() const override { return in_.raw().bytes_read(); }
  int64_t bytes_total() const override { return in_.raw().bytes_total(); }

 private:
  Compressed in_;
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> stream_;
  bool between_frames_ = false;
};

}  // namespace

std::string_view CompressionName(Compression compression) {
  switch (compression) {
    case Compression::kNone:
      return "none";
    case Compression::kGzip:
      return "gzip";
    case Compression::kZstd:
      return "zstd";
  }
  return "";
}

absl::StatusOr<PlainBytes> Decompress(std::unique_ptr<ByteSource> raw) {
  std::array<char, kMagicBytes> first{};
  size_t count = 0;
  while (count < first.size()) {
    IEUM_ASSIGN_OR_RETURN(const size_t got, raw->Read(std::span(first).subspan(count)));
    if (got == 0) break;
    count += got;
  }
  const std::string start(first.data(), count);
  raw = PutBack(start, std::move(raw));
  if (start == "PK\x03\x04" || start == "\xD0\xCF\x11\xE0") {
    return core::InvalidArgument(
        "the file is an Excel workbook or an archive, not text; save the sheet as 'CSV UTF-8' and "
        "run again");
  }
  if (start.starts_with("\x1F\x8B")) {
    return PlainBytes{Compression::kGzip, std::make_unique<GzipBytes>(std::move(raw))};
  }
  if (start == "\x28\xB5\x2F\xFD") {
    return PlainBytes{Compression::kZstd, std::make_unique<ZstdBytes>(std::move(raw))};
  }
  return PlainBytes{Compression::kNone, std::move(raw)};
}

}  // namespace ieum::client
