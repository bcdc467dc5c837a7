#include "ieum/server/service/grpc_status.h"

#include <string>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

// Clients accept 8 KiB of metadata, the message among it; bytes outside ASCII take three each.
constexpr size_t kMaxMessageBytes = 2'400;

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  // Both libraries number the codes alike.
  return {static_cast<grpc::StatusCode>(status.code()),
          std::string(core::Message(status).substr(0, kMaxMessageBytes))};
}

}  // namespace ieum::server
