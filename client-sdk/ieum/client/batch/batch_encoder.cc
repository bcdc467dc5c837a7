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

// Encodes one batch after the other on one thread; keeps its memory between them.
class RowsEncoder final {
 public:
  RowsEncoder(const EncodingProfile& profile, std::unique_ptr<RecordEncoder> encoder)
      : field_count_(profile.fields.size()),
        row_words_(static_cast<size_t>(profile.header.layout.row_words())),
        key_count_(static_cast<size_t>(profile.header.blocking_key_count)),
        encoder_(std::move(encoder)) {}

  void Encode(Batch& batch) {
    const size_t row_count = batch.row_numbers.size();
    values_.resize(row_count * field_count_);
    for (size_t i = 0; i < values_.size(); ++i) values_[i] = batch.values[static_cast<int64_t>(i)];
    rows_.resize(row_count * row_words_);
    keys_.resize(row_count * key_count_);
    statuses_.resize(row_count);
    const absl::Status shapes = encoder_->EncodeBatch(values_, rows_, keys_, statuses_);
    IEUM_CHECK(shapes.ok());
    EncodedBatch& result = batch.result;
    result.encodings.reserve(row_count * row_words_ * sizeof(uint64_t));
    result.blocking_keys.reserve(row_count * key_count_);
    for (size_t r = 0; r < row_count; ++r) {
      if (!statuses_[r].ok()) {
        batch.errors.push_back({batch.row_numbers[r], std::move(statuses_[r])});
        continue;
      }
      result.row_ids.Append(batch.row_ids[static_cast<int64_t>(r)]);
      result.truths.Append(batch.truths[static_cast<int64_t>(r)]);
      const auto row = std::as_bytes(std::span(rows_).subspan(r * row_words_, row_words_));
      result.encodings.insert(result.encodings.end(), row.begin(), row.end());
      const auto keys = std::span(keys_).subspan(r * key_count_, key_count_);
      result.blocking_keys.insert(result.blocking_keys.end(), keys.begin(), keys.end());
    }
    batch.values.Clear();
  }

 private:
  size_t field_count_;
  size_t row_words_;
  size_t key_count_;
  std::unique_ptr<RecordEncoder> encoder_;
  std::vector<std::string_view> values_;
  std::vector<uint64_t> rows_;
  std::vector<uint64_t> keys_;
  std::vector<absl::Status> statuses_;
};

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
  Workers(BatchQueue& queue, std::span<RowsEncoder> encoders) : queue_(queue) {
    for (RowsEncoder& encoder : encoders) {
      threads_.emplace_back([&queue, &encoder] {
        while (Batch* batch = queue.Claim()) {
          encoder.Encode(*batch);
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

// The next rows; null if none of them is wanted. At the end of the file, and at a row that ends it,
// whose error is kept, says that there are no more.
std::unique_ptr<Batch> ReadBatch(RecordReader& reader, const BatchEncoderOptions& options,
                                 bool& at_end, absl::Status& read_error) {
  auto batch = std::make_unique<Batch>();
  for (int rows = 0; rows < options.rows_per_batch; ++rows) {
    absl::StatusOr<std::optional<InputRecord>> record = reader.Next();
    if (!record.ok() || !record->has_value()) {
      at_end = true;
      read_error = record.status();
      break;
    }
    if (options.sample != nullptr && !options.sample->Contains((*record)->values)) continue;
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
  std::vector<RowsEncoder> encoders;
  for (int i = 0; i < options.thread_count; ++i) {
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<RecordEncoder> encoder,
                          RecordEncoder::Create(profile, secret, project));
    encoders.emplace_back(profile, std::move(encoder));
  }
  BatchQueue queue;
  const Workers workers(queue, std::span(encoders).subspan(1));

  int64_t delivered_count = 0;
  bool at_end = false;
  absl::Status read_error;
  while (!at_end || queue.size() > 0) {
    if (stop.stop_requested()) return core::Cancelled("stopped on request");
    if (!at_end && queue.size() < kBatchesAhead) {
      std::unique_ptr<Batch> batch = ReadBatch(reader, options, at_end, read_error);
      if (batch != nullptr) queue.Push(std::move(batch));
      continue;
    }
    // Nothing to read for now: help to encode until the oldest batch is ready.
    while (!queue.FrontEncoded()) {
      Batch* mine = queue.TryClaim();
      if (mine == nullptr) break;
      encoders.front().Encode(*mine);
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
