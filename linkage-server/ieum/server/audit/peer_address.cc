#include "ieum/server/audit/peer_address.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace ieum::server {
namespace {

// Without the brackets of either form; as it is if it has none.
std::string_view WithoutBrackets(std::string_view host) {
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>("[", "]"),
                                    std::pair<std::string_view, std::string_view>("%5B", "%5D")}) {
    if (host.starts_with(open) && host.ends_with(close)) {
      return host.substr(open.size(), host.size() - open.size() - close.size());
    }
  }
  return host;
}

}  // namespace

core::PeerAddress ParsePeer(std::string_view peer) {
  const bool v4 = peer.starts_with("ipv4:");
  const size_t colon = peer.rfind(':');
  if (!v4 && !peer.starts_with("ipv6:")) return {};
  if (colon < 5) return {};
  core::PeerAddress address;
  const std::string_view port = peer.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size()) return {};
  std::string host(WithoutBrackets(peer.substr(5, colon - 5)));
  // The zone of a link-local address is a name of this machine's, not of the caller's.
  host = host.substr(0, host.find('%'));
  if (inet_pton(v4 ? AF_INET : AF_INET6, host.c_str(), address.bytes.data()) != 1) return {};
  address.family = v4 ? 4 : 6;
  return address;
}

}  // namespace ieum::server
