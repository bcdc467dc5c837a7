#include "ieum/client/batch/batch_encoder.h"

#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "ieum/client/encode/record_encoder.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Batches read ahead of the one handed over. A constant, not a multiple of the threads, so that
// refusals by the reader and by the encoder meet in the same order on every machine.
constexpr size_t kBatchesAhead = 64;

struct RowError {
  int64_t row_number;
  absl::Status status;
};

// One batch on its way: filled by the reading thread, encoded by one thread, handed over.
struct Batch {
  std::vector<int64_t> row_numbers;  // [n]
  StringArena row_ids;               // [n]
  StringArena truths;                // [n]
  StringArena values;                // [n * field_count]

  bool encoded = false;  // guarded by the queue's mutex
  EncodedBatch result;
  std::vector<RowError> errors;
};

void EncodeRows(Batch& batch, const EncodingProfile& profile, RecordEncoder& encoder) {
  const auto row_count = static_cast<int64_t>(batch.row_numbers.size());
  const auto field_count = static_cast<int64_t>(profile.fields.size());
  std::vector<uint64_t> row(static_cast<size_t>(profile.header.layout.row_words()));
  std::vector<std::string_view> values(static_cast<size_t>(field_count));
  batch.result.encodings.reserve(static_cast<size_t>(row_count) * row.size() * sizeof(uint64_t));
  for (int64_t i = 0; i < row_count; ++i) {
    for (int64_t f = 0; f < field_count; ++f) {
      values[static_cast<size_t>(f)] = batch.values[i * field_count + f];
    }
    if (absl::Status status = encoder.Encode(values, row); !status.ok()) {
      batch.errors.push_back({batch.row_numbers[static_cast<size_t>(i)], std::move(status)});
      continue;
    }
    batch.result.row_ids.Append(batch.row_ids[i]);
    batch.result.truths.Append(batch.truths[i]);
    const auto bytes = std::as_bytes(std::span(row));
    batch.result.encodings.insert(batch.result.encodings.end(), bytes.begin(), bytes.end());
  }
  batch.values.Clear();
}

// Batches between the reading thread and the encoding threads. Thread-safe.
class BatchQueue final {
 public:
  void Push(std::unique_ptr<Batch> batch) {
    const core::MutexLock lock(mutex_);
    waiting_.push_back(batch.get());
    in_order_.push_back(std::move(batch));
    changed_.NotifyOne();
  }

  size_t size() const {
    const core::MutexLock lock(mutex_);
    return in_order_.size();
  }

  // A batch to encode; null if there is none now.
  Batch* TryClaim() {
    const core::MutexLock lock(mutex_);
    return ClaimLocked();
  }

  // A batch to encode, as soon as there is one; null once closed.
  Batch* Claim() {
    const core::MutexLock lock(mutex_);
    while (waiting_.empty() && !closed_) changed_.Wait(mutex_);
    return closed_ ? nullptr : ClaimLocked();
  }

  void MarkEncoded(Batch& batch) {
    const core::MutexLock lock(mutex_);
    batch.encoded = true;
    encoded_.NotifyOne();
  }

  bool FrontEncoded() const {
    const core::MutexLock lock(mutex_);
    return in_order_.front()->encoded;
  }

  // The oldest batch, encoded. REQUIRES: size() > 0.
  std::unique_ptr<Batch> PopEncoded() {
    const core::MutexLock lock(mutex_);
    while (!in_order_.front()->encoded) encoded_.Wait(mutex_);
    std::unique_ptr<Batch> batch = std::move(in_order_.front());
    in_order_.pop_front();
    return batch;
  }

  void Close() {
    const core::MutexLock lock(mutex_);
    closed_ = true;
    changed_.NotifyAll();
  }

 private:
  Batch* ClaimLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (waiting_.empty()) return nullptr;
    Batch* batch = waiting_.front();
    waiting_.pop_front();
    return batch;
  }

  mutable core::Mutex mutex_;
  core::ConditionVariable changed_;  // waiting_ or closed_
  core::ConditionVariable encoded_;  // some batch became encoded
  std::deque<std::unique_ptr<Batch>> in_order_ ABSL_GUARDED_BY(mutex_);
  std::deque<Batch*> waiting_ ABSL_GUARDED_BY(mutex_);  // not claimed yet
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// Encoding threads that end, whatever happens, before the queue does.
class Workers final {
 public:
  Workers(BatchQueue& queue, const EncodingProfile& profile,
          std::span<const std::unique_ptr<RecordEncoder>> encoders)
      : queue_(queue) {
    for (const std::unique_ptr<RecordEncoder>& encoder : encoders) {
      threads_.emplace_back([&queue, &profile, &encoder] {
        while (Batch* batch = queue.Claim()) {
          EncodeRows(*batch, profile, *encoder);
          queue.MarkEncoded(*batch);
        }
      });
    }
  }
  ~Workers() { queue_.Close(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

 private:
  BatchQueue& queue_;
  std::vector<std::jthread> threads_;  // joined after Close()
};

// The next rows; null at the end of the file or at a row that ends it, whose error is kept.
std::unique_ptr<Batch> ReadBatch(RecordReader& reader, int row_limit, bool& at_end,
                                 absl::Status& read_error) {
  auto batch = std::make_unique<Batch>();
  while (static_cast<int>(batch->row_numbers.size()) < row_limit) {
    absl::StatusOr<std::optional<InputRecord>> record = reader.Next();
    if (!record.ok() || !record->has_value()) {
      at_end = true;
      read_error = record.status();
      break;
    }
    batch->row_numbers.push_back((*record)->row_number);
    batch->row_ids.Append((*record)->row_id);
    batch->truths.Append((*record)->truth);
    for (const std::string_view value : (*record)->values) batch->values.Append(value);
  }
  return batch->row_numbers.empty() ? nullptr : std::move(batch);
}

}  // namespace

absl::StatusOr<int64_t> EncodeAll(RecordReader& reader, const EncodingProfile& profile,
                                  const HolderSecret& secret, const core::ProjectId& project,
                                  const BatchEncoderOptions& options,
                                  const std::function<absl::Status(EncodedBatch&)>& deliver,
                                  const std::function<void(const EncodingProgress&)>& progress,
                                  std::stop_token stop) {
  if (options.thread_count < 1 || options.rows_per_batch < 1) {
    return core::InvalidArgument("encoding wants at least one thread and one row a batch");
  }
  std::vector<std::unique_ptr<RecordEncoder>> encoders;
  for (int i = 0; i < options.thread_count; ++i) {
    IEUM_ASSIGN_OR_RETURN(encoders.emplace_back(), RecordEncoder::Create(profile, secret, project));
  }
  BatchQueue queue;
  const Workers workers(queue, profile, std::span(encoders).subspan(1));

  int64_t delivered_count = 0;
  bool at_end = false;
  absl::Status read_error;
  while (!at_end || queue.size() > 0) {
    if (stop.stop_requested()) return core::Cancelled("stopped on request");
    if (!at_end && queue.size() < kBatchesAhead) {
      std::unique_ptr<Batch> batch = ReadBatch(reader, options.rows_per_batch, at_end, read_error);
      if (batch != nullptr) queue.Push(std::move(batch));
      continue;
    }
    // Nothing to read for now: help to encode until the oldest batch is ready.
    while (!queue.FrontEncoded()) {
      Batch* mine = queue.TryClaim();
      if (mine == nullptr) break;
      EncodeRows(*mine, profile, *encoders.front());
      queue.MarkEncoded(*mine);
    }
    const std::unique_ptr<Batch> batch = queue.PopEncoded();
    for (const RowError& error : batch->errors) {
      IEUM_RETURN_IF_ERROR(reader.Refuse(error.row_number, error.status));
    }
    delivered_count += batch->result.row_ids.size();
    IEUM_RETURN_IF_ERROR(deliver(batch->result));
    if (progress) progress({delivered_count, reader.bytes_read(), reader.bytes_total()});
  }
  IEUM_RETURN_IF_ERROR(read_error);
  return delivered_count;
}

}  // namespace ieum::client
