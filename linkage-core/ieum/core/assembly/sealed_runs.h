// Sorted runs in a file without a name, sealed under a key that only this process has and forgets:
// what the disk holds afterwards is noise.
#ifndef IEUM_CORE_ASSEMBLY_SEALED_RUNS_H_
#define IEUM_CORE_ASSEMBLY_SEALED_RUNS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/assembly/sorted_run.h"
#include "ieum/core/base/random.h"

namespace ieum::core {

// AES-256-GCM; the place of a block is its nonce, so that none is taken for another. One thread at
// a time.
class SealedRuns final : public SortedRunStorage {
 public:
  // The file lies in the folder of `path`. Errors as OpenUnnamedFile.
  static absl::StatusOr<std::unique_ptr<SealedRuns>> Create(const std::string& path,
                                                            Random& random);
  ~SealedRuns() override;

  // Each block once. Errors as SystemError.
  absl::Status Put(uint32_t run, uint32_t block, ByteView bytes) override;
  absl::StatusOr<Bytes> Get(uint32_t run, uint32_t block) override;

 private:
  struct State;
  explicit SealedRuns(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_ASSEMBLY_SEALED_RUNS_H_
