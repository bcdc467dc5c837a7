// Accepts connections and hands them to gRPC. gRPC 1.51 would accept by itself, but it stops for
// ever when the process runs out of descriptors, which anybody who reaches the port could make it
// do without a certificate (compare CVE-2023-4785).
#ifndef IEUM_SERVER_APP_LISTENER_H_
#define IEUM_SERVER_APP_LISTENER_H_

#include <grpcpp/server_builder.h>

#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/server/config/server_config.h"
#include "ieum/server/observe/metrics.h"

namespace ieum::server {

// Start and Stop from one thread.
class Listener final {
 public:
  // Binds the address. `log` outlives the object. UNAVAILABLE: another process has the port, or
  // the machine has no such address.
  static absl::StatusOr<std::unique_ptr<Listener>> Open(const ListenAddress& address,
                                                        const Log& log);
  ~Listener() { Stop(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return port_; }
  // Hands what comes to `acceptor`, which outlives Stop. While so many descriptors of the process
  // are in use that the store might lack some, new connections are closed at once.
  void Start(grpc::experimental::ExternalConnectionAcceptor& acceptor);
  // Connections; outlives the metrics.
  void AddMetrics(Metrics& metrics) const;
  // No connection is accepted from then on. Repeating is harmless.
  void Stop();

 private:
  Listener(core::FileDescriptor socket, core::FileDescriptor stop, int port, const Log& log);
  void Accept(grpc::experimental::ExternalConnectionAcceptor& acceptor);

  const core::FileDescriptor socket_;
  const core::FileDescriptor stop_;  // an event that ends the thread
  const int port_;
  const int most_descriptors_;
  const Log& log_;
  Counter accepted_;
  Counter refused_;
  std::thread thread_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_LISTENER_H_
