// Where a call comes from, as the transport says it.
#ifndef IEUM_SERVER_AUDIT_PEER_ADDRESS_H_
#define IEUM_SERVER_AUDIT_PEER_ADDRESS_H_

#include <string_view>

#include "ieum/core/auditlog/audit_entry.h"

namespace ieum::server {

// "ipv4:192.0.2.7:51234", "ipv6:[2001:db8::1]:443", "ipv6:%5B::1%5D:443"; unknown for anything
// else.
core::PeerAddress ParsePeer(std::string_view peer);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUDIT_PEER_ADDRESS_H_
