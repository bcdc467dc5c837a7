#include "ieum/server/service/refusal_limit.h"

#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

std::string CallerName(const core::AuditEntry& refusal) {
  if (!refusal.principal.empty()) return refusal.principal;
  if (refusal.certificate != core::Sha256Digest{}) return core::ToHex(refusal.certificate);
  // Without the port, which is another one for each connection.
  return std::string(core::AsText(core::ByteView(refusal.peer.bytes)));
}

}  // namespace

bool RefusalLimit::Admit(const core::AuditEntry& refusal) {
  const absl::Duration now = now_();
  const core::MutexLock lock(mutex_);
  std::string name = CallerName(refusal);
  if (!callers_.contains(name) && callers_.size() >= kMaxRefusedCallers) {
    // Who has been quiet long enough to have all its entries again need not be remembered.
    for (auto caller = callers_.begin(); caller != callers_.end();) {
      const bool quiet = caller->second.counted == 0 && caller->second.entries.full(now);
      caller = quiet ? callers_.erase(caller) : std::next(caller);
    }
    if (callers_.size() >= kMaxRefusedCallers) name.clear();
  }
  Caller& caller =
      callers_.try_emplace(name, Caller{.entries = {kRefusalBurst, kRefusalRefill, now}})
          .first->second;
  if (caller.entries.Take(now)) return true;
  if (caller.counted < std::numeric_limits<uint32_t>::max()) ++caller.counted;
  caller.last = refusal;
  return false;
}

absl::Status RefusalLimit::Flush() {
  std::vector<std::pair<std::string, Caller>> due;
  {
    const core::MutexLock lock(mutex_);
    for (auto& [name, caller] : callers_) {
      if (caller.counted == 0) continue;
      due.emplace_back(name, caller);
      caller.counted = 0;
    }
  }
  absl::Status status;
  for (const auto& [name, caller] : due) {
    core::AuditEntry entry = caller.last;
    entry.act = core::kMoreRefusedAct;
    entry.project.reset();
    entry.rows.clear();
    entry.run = caller.counted;
    if (status.ok()) status = log_.Append(std::move(entry)).status();
    if (status.ok()) continue;
    const core::MutexLock lock(mutex_);
    const auto [known, is_new] = callers_.try_emplace(name, caller);
    if (!is_new) known->second.counted += caller.counted;
  }
  return status;
}

}  // namespace ieum::server
