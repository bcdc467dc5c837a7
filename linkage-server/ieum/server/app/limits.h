// Bounds of the transport: what one client can make the server hold.
#ifndef IEUM_SERVER_APP_LIMITS_H_
#define IEUM_SERVER_APP_LIMITS_H_

#include <cstddef>

#include "absl/time/time.h"

namespace ieum::server {

// A chunk has at most 3 MiB (core/format/chunk.h); the rest of its message is small.
inline constexpr int kMaxMessageBytes = 4 << 20;
inline constexpr int kMaxMetadataBytes = 8 << 10;
inline constexpr int kMaxStreamsPerConnection = 16;
// All connections together.
inline constexpr int kMaxTransportThreads = 64;
inline constexpr size_t kMaxTransportMemoryBytes = size_t{1} << 30;

// Descriptors of the process that connections leave to the store, and the most that are asked for.
inline constexpr int kReservedDescriptors = 512;
inline constexpr int kMaxDescriptors = 16'384;

inline constexpr absl::Duration kHandshakeTimeout = absl::Seconds(10);
// A peer that is gone is noticed after these two.
inline constexpr absl::Duration kKeepaliveTime = absl::Seconds(60);
inline constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
// Clients that ping more often are cut off after kMaxPingStrikes.
inline constexpr absl::Duration kMinPingInterval = absl::Seconds(30);
inline constexpr int kMaxPingStrikes = 2;
inline constexpr absl::Duration kMaxIdleTime = absl::Minutes(5);
// A connection ends some time after its certificate may have been withdrawn.
inline constexpr absl::Duration kMaxConnectionAge = absl::Hours(1);
inline constexpr absl::Duration kMaxConnectionAgeGrace = absl::Hours(1);

// Calls under way may end by themselves for so long when the server stops.
inline constexpr absl::Duration kShutdownGrace = absl::Seconds(5);

// Projects that should have been destroyed are named in the log so often.
inline constexpr absl::Duration kRetentionInterval = absl::Hours(24);
// What was written for a project is anchored in the audit log at latest after this, and when the
// server stops or makes a backup.
inline constexpr absl::Duration kAnchorInterval = absl::Minutes(1);
// Memory that was freed goes back to the system: each thread's share of it would stay else.
inline constexpr absl::Duration kTrimInterval = absl::Seconds(15);
// Entries of the audit log whose retention is over are recorded as such, and erased.
inline constexpr absl::Duration kAuditErasureInterval = absl::Hours(6);
// The audit log is read and compared with what was signed.
inline constexpr absl::Duration kLogCheckInterval = absl::Hours(1);

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_LIMITS_H_
