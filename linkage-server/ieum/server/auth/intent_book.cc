#include "ieum/server/auth/intent_book.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

// Between the two machines' clocks.
constexpr absl::Duration kClockDifference = absl::Minutes(10);
// No other key of Column::kMeta begins so.
constexpr std::string_view kPrefix = "intent/";

std::string KeyOf(const core::IntentId& id) {
  return std::string(kPrefix) + std::string(core::AsText(id));
}

void Add(RecordWriter& out, const IntentSigner& signer) {
  out.AddText(signer.principal);
  out.AddText(signer.unit);
  out.AddText(signer.chain_pem);
  out.AddRaw(signer.certificate);
  out.AddRaw(signer.public_key);
  out.AddText(core::AsText(signer.signature));
  out.AddTime(signer.time);
}

IntentSigner TakeSigner(RecordReader& in) {
  IntentSigner signer;
  signer.principal = in.TakeText();
  signer.unit = in.TakeText();
  signer.chain_pem = in.TakeText();
  signer.certificate = in.TakeArray<32>();
  signer.public_key = in.TakeArray<32>();
  const std::string signature = in.TakeText();
  const core::ByteView bytes = core::AsBytes(signature);
  signer.signature.assign(bytes.begin(), bytes.end());
  signer.time = in.TakeTime();
  return signer;
}

core::Bytes Serialize(const IntentRecord& intent) {
  RecordWriter out;
  const core::IntentStatement& statement = intent.statement;
  out.AddRaw(statement.id);
  out.AddText(statement.method);
  out.AddText(statement.project);
  out.AddRaw(statement.request);
  out.AddText(statement.reason);
  out.AddTime(statement.created);
  out.AddRaw(statement.proposer);
  out.Add(static_cast<uint8_t>(intent.state));
  Add(out, intent.proposer);
  out.Add(static_cast<uint8_t>(intent.second.has_value() ? 1 : 0));
  if (intent.second.has_value()) Add(out, *intent.second);
  return out.Finish();
}

absl::StatusOr<IntentRecord> Parse(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader in, RecordReader::Open(bytes));
  IntentRecord intent;
  core::IntentStatement& statement = intent.statement;
  statement.id = in.TakeArray<16>();
  statement.method = in.TakeText();
  statement.project = in.TakeText();
  statement.request = in.TakeArray<32>();
  statement.reason = in.TakeText();
  statement.created = in.TakeTime();
  statement.proposer = in.TakeArray<32>();
  const auto state = in.Take<uint8_t>();
  intent.state = static_cast<IntentState>(state);
  intent.proposer = TakeSigner(in);
  const auto signers = in.Take<uint8_t>();
  if (signers == 1) intent.second = TakeSigner(in);
  IEUM_RETURN_IF_ERROR(in.Finish());
  if (signers > 1 || state < 1 || state > static_cast<uint8_t>(IntentState::kWithdrawn)) {
    return DamagedRecord();
  }
  return intent;
}

std::string_view InstitutionOf(std::string_view principal) {
  constexpr size_t kScheme = std::string_view("ieum://").size();
  return principal.substr(0, principal.find('/', kScheme));
}

// Role and name differ, or the name alone: one person in two roles is one person.
std::string_view NameOf(std::string_view principal) {
  return principal.substr(principal.rfind('/') + 1);
}

absl::Status CheckIndependent(const IntentSigner& first, const IntentSigner& second) {
  if (InstitutionOf(first.principal) != InstitutionOf(second.principal)) {
    return core::PermissionDenied("an intent is counter-signed by a person of its institution");
  }
  if (NameOf(first.principal) == NameOf(second.principal)) {
    return core::PermissionDenied(
        "who proposed an intent cannot counter-sign it; ask a person of another unit");
  }
  if (first.certificate == second.certificate || first.public_key == second.public_key) {
    return core::PermissionDenied("the same certificate, or key, cannot sign an intent twice");
  }
  if (first.unit == second.unit) {
    return core::PermissionDenied(
        "both certificates are of one organisational unit; ask a person of another one");
  }
  return absl::OkStatus();
}

absl::Status CheckUnit(const IntentSigner& signer) {
  if (!signer.unit.empty()) return absl::OkStatus();
  return core::PermissionDenied(
      "the certificate does not name exactly one organisational unit (OU) of its owner; ask its "
      "issuer for a new one");
}

bool IsOpen(IntentState state) {
  return state == IntentState::kProposed || state == IntentState::kSigned;
}

absl::Status NoSuchIntent() { return core::NotFound("there is no such intent"); }

}  // namespace

core::Sha256Digest DigestOf(const IntentRecord& intent) { return core::Sha256(Serialize(intent)); }

absl::StatusOr<std::unique_ptr<IntentBook>> IntentBook::Open(RocksDatabase& database,
                                                             const core::Clock& clock) {
  std::unique_ptr<IntentBook> book(new IntentBook(database, clock));
  std::vector<IntentRecord> intents;
  IEUM_RETURN_IF_ERROR(database.Scan(Column::kMeta, kPrefix,
                                     [&](std::string_view, core::ByteView value) -> absl::Status {
                                       IEUM_ASSIGN_OR_RETURN(IntentRecord intent, Parse(value));
                                       intents.push_back(std::move(intent));
                                       return absl::OkStatus();
                                     }));
  std::sort(intents.begin(), intents.end(), [](const IntentRecord& a, const IntentRecord& b) {
    return std::pair(a.statement.created, a.statement.id) <
           std::pair(b.statement.created, b.statement.id);
  });
  const core::MutexLock lock(book->mutex_);
  book->intents_ = std::move(intents);
  return book;
}

IntentState IntentBook::StateOf(const IntentRecord& intent) const {
  return IsOpen(intent.state) && clock_.Now() - intent.statement.created >= core::kIntentLife
             ? IntentState::kExpired
             : intent.state;
}

absl::Status IntentBook::Store(const IntentRecord& intent) {
  Batch batch;
  batch.Put(database_, Column::kMeta, KeyOf(intent.statement.id), Serialize(intent));
  return database_.Write(std::move(batch), Durability::kSynced);
}

IntentRecord* IntentBook::FindLocked(const core::IntentId& id) {
  const auto found = std::find_if(intents_.begin(), intents_.end(), [&](const IntentRecord& known) {
    return known.statement.id == id;
  });
  return found == intents_.end() ? nullptr : &*found;
}

absl::StatusOr<IntentRecord> IntentBook::Propose(const core::IntentStatement& statement,
                                                 const IntentSigner& proposer) {
  IEUM_RETURN_IF_ERROR(core::CheckIntent(statement));
  IEUM_RETURN_IF_ERROR(CheckUnit(proposer));
  if (absl::AbsDuration(clock_.Now() - statement.created) > kClockDifference) {
    return core::InvalidArgument(
        "the intent's time differs from the server's by more than %d minutes; look at this "
        "machine's clock",
        absl::ToInt64Minutes(kClockDifference));
  }
  const core::MutexLock lock(mutex_);
  if (FindLocked(statement.id) != nullptr) {
    return core::AlreadyExists("an intent of this id is there already");
  }
  size_t open = 0;
  for (const IntentRecord& known : intents_) {
    if (!IsOpen(StateOf(known))) continue;
    ++open;
    if (known.statement.method == statement.method &&
        known.statement.request == statement.request &&
        known.proposer.principal == proposer.principal) {
      return core::AlreadyExists("you have proposed this already: intent %s",
                                 core::ToHex(known.statement.id));
    }
  }
  if (open >= kMaxOpenIntents) {
    return core::ResourceExhausted(
        "%d intents are open, the most at a time; withdraw some, or wait until they expire", open);
  }
  IntentRecord intent{.statement = statement,
                      .state = IntentState::kProposed,
                      .proposer = proposer,
                      .second = std::nullopt};
  IEUM_RETURN_IF_ERROR(Store(intent));
  intents_.push_back(intent);
  return intent;
}

absl::StatusOr<IntentRecord> IntentBook::CounterSign(const core::IntentId& id,
                                                     const IntentSigner& signer) {
  IEUM_RETURN_IF_ERROR(CheckUnit(signer));
  const core::MutexLock lock(mutex_);
  IntentRecord* known = FindLocked(id);
  if (known == nullptr) return NoSuchIntent();
  if (StateOf(*known) == IntentState::kExpired) {
    return core::FailedPrecondition("the intent has expired after 24 hours; propose it again");
  }
  if (known->state != IntentState::kProposed) {
    return core::FailedPrecondition("the intent is signed, used or withdrawn already");
  }
  IEUM_RETURN_IF_ERROR(CheckIndependent(known->proposer, signer));
  IntentRecord changed = *known;
  changed.state = IntentState::kSigned;
  changed.second = signer;
  IEUM_RETURN_IF_ERROR(Store(changed));
  *known = changed;
  return changed;
}

absl::StatusOr<IntentRecord> IntentBook::Withdraw(const core::IntentId& id,
                                                  std::string_view principal) {
  const core::MutexLock lock(mutex_);
  IntentRecord* known = FindLocked(id);
  if (known == nullptr) return NoSuchIntent();
  const bool signer = known->proposer.principal == principal ||
                      (known->second.has_value() && known->second->principal == principal);
  if (!signer) return core::PermissionDenied("only who signed an intent can withdraw it");
  if (!IsOpen(StateOf(*known))) {
    return core::FailedPrecondition("the intent is used, withdrawn or expired already");
  }
  IntentRecord changed = *known;
  changed.state = IntentState::kWithdrawn;
  IEUM_RETURN_IF_ERROR(Store(changed));
  *known = changed;
  return changed;
}

absl::StatusOr<IntentRecord> IntentBook::Find(const core::IntentId& id) const {
  for (const IntentRecord& intent : List()) {
    if (intent.statement.id == id) return intent;
  }
  return NoSuchIntent();
}

std::vector<IntentRecord> IntentBook::List() const {
  std::vector<IntentRecord> intents;
  {
    const core::MutexLock lock(mutex_);
    intents = intents_;
  }
  for (IntentRecord& intent : intents) intent.state = StateOf(intent);
  return intents;
}

absl::StatusOr<IntentRecord> IntentBook::Use(const Request& request) {
  const core::MutexLock lock(mutex_);
  for (IntentRecord& known : intents_) {
    if (StateOf(known) != IntentState::kSigned || known.statement.method != request.method ||
        known.statement.request != request.digest ||
        known.proposer.principal != request.principal ||
        known.proposer.certificate != request.certificate) {
      continue;
    }
    IntentRecord changed = known;
    changed.state = IntentState::kUsed;
    IEUM_RETURN_IF_ERROR(Store(changed));
    known = changed;
    return changed;
  }
  return core::FailedPrecondition(
      "%s takes two persons: give the same command with --propose, let a person of another unit "
      "counter-sign ('ieumctl intent sign'), then give the command again within 24 hours",
      request.method);
}

}  // namespace ieum::server
