#include "ieum/core/assembly/sealed_runs.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include "ieum/core/base/aead.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

using Place = std::pair<uint32_t, uint32_t>;  // run, block

struct Extent {
  uint64_t offset;
  size_t size;
};

// A block's place is its nonce too: under one key no place is sealed twice.
Gcm::Nonce NonceOf(const Place& place) {
  Bytes bytes;
  AppendLittleEndian(bytes, place.first);
  AppendLittleEndian(bytes, place.second);
  Gcm::Nonce nonce{};
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  return nonce;
}

SecretBytes NewKey(Random& random) {
  SecretBytes key(Gcm::kKeyBytes);
  random.Fill(key.mutable_view());
  return key;
}

}  // namespace

struct SealedRuns::State {
  State(const std::string& of_path, FileDescriptor of_file, Random& random)
      : path(of_path), file(std::move(of_file)), cipher(NewKey(random)) {}

  std::string path;
  FileDescriptor file;
  Aes256Gcm cipher;
  std::map<Place, Extent> extents;
  uint64_t end = 0;
  Bytes sealed;  // of the block at hand
};

SealedRuns::SealedRuns(std::unique_ptr<State> state) : state_(std::move(state)) {}
SealedRuns::~SealedRuns() = default;

absl::StatusOr<std::unique_ptr<SealedRuns>> SealedRuns::Create(const std::string& path,
                                                               Random& random) {
  IEUM_ASSIGN_OR_RETURN(const int fd, OpenUnnamedFile(path));
  return std::unique_ptr<SealedRuns>(
      new SealedRuns(std::make_unique<State>(path, FileDescriptor(fd), random)));
}

absl::Status SealedRuns::Put(uint32_t run, uint32_t block, ByteView bytes) {
  State& state = *state_;
  const Place place(run, block);
  if (state.extents.contains(place)) return Internal("a block of sorted rows was put twice");
  state.sealed.resize(bytes.size() + Gcm::kTagBytes);
  state.cipher.Seal(NonceOf(place), {}, bytes, state.sealed);
  // Reading moves no file offset (pread), so writing goes on at the end.
  IEUM_RETURN_IF_ERROR(WriteAll(state.file.get(), state.sealed, state.path));
  state.extents.emplace(place, Extent{.offset = state.end, .size = state.sealed.size()});
  state.end += state.sealed.size();
  return absl::OkStatus();
}

absl::StatusOr<Bytes> SealedRuns::Get(uint32_t run, uint32_t block) {
  State& state = *state_;
  const Place place(run, block);
  const auto found = state.extents.find(place);
  if (found == state.extents.end()) return DataLoss("a block of sorted rows is not there");
  state.sealed.resize(found->second.size);
  size_t done = 0;
  while (done < state.sealed.size()) {
    const ssize_t got =
        ::pread(state.file.get(), state.sealed.data() + done, state.sealed.size() - done,
                static_cast<off_t>(found->second.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("read", state.path, errno);
    if (got == 0) return DataLoss("sorted rows in the folder of '%s' are cut short", state.path);
    done += static_cast<size_t>(got);
  }
  Bytes bytes(state.sealed.size() - Gcm::kTagBytes);
  if (!state.cipher.Open(NonceOf(place), {}, state.sealed, bytes)) {
    return DataLoss("sorted rows in the folder of '%s' are not as they were written", state.path);
  }
  return bytes;
}

}  // namespace ieum::core
