// Intents: what takes two persons.
#ifndef IEUM_SERVER_SERVICE_INTENT_SERVICE_H_
#define IEUM_SERVER_SERVICE_INTENT_SERVICE_H_

#include "ieum/server/auth/tls.h"
#include "ieum/server/service/service_context.h"
#include "ieum/v1/intent_service.grpc.pb.h"

namespace ieum::server {

// Thread-safe; methods are documented in proto/ieum/v1/intent_service.proto.
class IntentServiceImpl final : public v1::IntentService::Service {
 public:
  // The book and the identity, whose authorities vouch for those who sign, outlive this object.
  IntentServiceImpl(const ServiceContext& context, IntentBook& book, const ServerIdentity& identity,
                    Persons persons)
      : context_(context), book_(book), identity_(identity), persons_(persons) {}

  grpc::Status ProposeIntent(grpc::ServerContext* context, const v1::ProposeIntentRequest* request,
                             v1::ProposeIntentResponse* response) override;
  grpc::Status SignIntent(grpc::ServerContext* context, const v1::SignIntentRequest* request,
                          v1::SignIntentResponse* response) override;
  grpc::Status WithdrawIntent(grpc::ServerContext* context,
                              const v1::WithdrawIntentRequest* request,
                              v1::WithdrawIntentResponse* response) override;
  grpc::Status GetIntent(grpc::ServerContext* context, const v1::GetIntentRequest* request,
                         v1::GetIntentResponse* response) override;
  grpc::Status ListIntents(grpc::ServerContext* context, const v1::ListIntentsRequest* request,
                           v1::ListIntentsResponse* response) override;

 private:
  // The caller as one who has signed the statement; UNAUTHENTICATED or INVALID_ARGUMENT if not.
  absl::StatusOr<IntentSigner> SignerOf(const grpc::ServerContext& context, const Principal& caller,
                                        const core::IntentStatement& statement,
                                        core::IntentPart part, const std::string& signature) const;

  const ServiceContext context_;
  IntentBook& book_;
  const ServerIdentity& identity_;
  const Persons persons_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_INTENT_SERVICE_H_
