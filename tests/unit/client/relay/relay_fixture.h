// Three holders, each with a folder of its own, and a relay in the test's process that can be made
// to lie. Every call of Agree looks once, as a holder that is killed while it waits would have.
#ifndef IEUM_TESTS_UNIT_CLIENT_RELAY_RELAY_FIXTURE_H_
#define IEUM_TESTS_UNIT_CLIENT_RELAY_RELAY_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ieum/client/agreement/agreement_state_file.h"
#include "ieum/client/relay/relayed_agreement.h"
#include "ieum/v1/relay_service.grpc.pb.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"
#include "support/tls_test_server.h"

namespace ieum::client {

inline const std::vector<std::string> kHolders = {"a", "b", "c"};

// Keeps parcels as the server does, in memory. One holder calls at a time.
class FakeRelay final : public v1::RelayService::Service {
 public:
  using Parcels = std::map<std::pair<int, std::string>, std::string>;  // by kind and holder
  // What `caller` gets instead of what is there.
  std::function<void(const std::string& caller, v1::CollectParcelsResponse& response)> lie;
  // Asked before a parcel is stored, and after.
  std::function<bool(bool stored)> fail;
  Parcels parcels;
  std::string received;  // everything that any caller has ever sent

  grpc::Status LeaveParcel(grpc::ServerContext* context, const v1::LeaveParcelRequest* request,
                           v1::LeaveParcelResponse*) override {
    received += request->SerializeAsString();
    if (fail && fail(false)) return Broken();
    std::string& place = parcels[{request->kind(), Caller(*context)}];
    if (!place.empty() && place != request->content()) {
      if (!request->replace()) return {grpc::StatusCode::ALREADY_EXISTS, "another parcel is there"};
      if (request->kind() == v1::PARCEL_KIND_OFFER) parcels.clear();
    }
    parcels[{request->kind(), Caller(*context)}] = request->content();
    if (fail && fail(true)) return Broken();
    return grpc::Status::OK;
  }

  grpc::Status CollectParcels(grpc::ServerContext* context,
                              const v1::CollectParcelsRequest* request,
                              v1::CollectParcelsResponse* response) override {
    for (const auto& [key, content] : parcels) {
      if (key.first != request->kind() || content.empty()) continue;
      v1::Parcel& parcel = *response->add_parcels();
      parcel.set_holder(key.second);
      parcel.set_content(content);
    }
    if (lie) lie(Caller(*context), *response);
    return grpc::Status::OK;
  }

 private:
  static grpc::Status Broken() { return {grpc::StatusCode::INTERNAL, "the wire was cut"}; }
  // The institution of "ieum://<institution>/holder/test".
  static std::string Caller(const grpc::ServerContext& context) {
    for (const auto& name :
         context.auth_context()->FindPropertyValues(GRPC_X509_SAN_PROPERTY_NAME)) {
      const std::string uri(name.data(), name.size());
      if (uri.starts_with("ieum://")) return uri.substr(7, uri.find('/', 7) - 7);
    }
    return "nobody";
  }
};

class RelayTest : public ::testing::Test {
 protected:
  RelayTest() : server_({&relay_}) {}

  RelayedAgreementOptions Options(const std::string& holder) {
    // Issued once: who has another certificate has another key, and begins anew.
    if (!channels_.contains(holder)) channels_[holder] = server_.HolderChannel(holder);
    RelayedAgreementOptions options{.relay = {.channel = channels_[holder]},
                                    .project = core::ProjectId::Parse("flu").value(),
                                    .holders = {},
                                    .state_file = folder_.File(holder + ".state"),
                                    .secret_file = folder_.File(holder + ".secret"),
                                    .scrypt_log2_n = kMinScryptLog2N};
    for (const std::string& name : kHolders) {
      options.holders.push_back(core::InstitutionId::Parse(name).value());
    }
    options.wait = absl::ZeroDuration();
    return options;
  }

  absl::StatusOr<RelayedAgreement> Agree(const RelayedAgreementOptions& options) {
    const core::ChannelOptions& own = options.relay.channel;
    const std::string ca = testing::ReadTestFile(own.ca_file);
    const AgreementIdentity identity{
        .certificate = {own.certificate_file, testing::ReadTestFile(own.certificate_file)},
        .key = {own.key_file, testing::ReadTestFile(own.key_file)}};
    return AgreeThroughRelay(options, identity, ca, Passphrase(), {}, random_, {});
  }
  absl::Status Agree(const std::string& holder, bool restart = false) {
    RelayedAgreementOptions options = Options(holder);
    options.restart = restart;
    return Agree(options).status();
  }

  static core::SecretBytes Passphrase() {
    return core::SecretBytes::CopyOf(core::AsBytes("the phrase of the holder"));
  }
  AgreementState State(const std::string& holder) {
    return ReadAgreementState(folder_.File(holder + ".state"), Passphrase()).value();
  }
  bool HasSecret(const std::string& holder) {
    return std::filesystem::exists(folder_.File(holder + ".secret"));
  }
  std::string CheckValue(const std::string& holder) {
    return ReadSecretFile(folder_.File(holder + ".secret"),
                          []() -> absl::StatusOr<core::SecretBytes> { return Passphrase(); })
        .value()
        .secret.CheckValue();
  }
  std::string& Parcel(v1::ParcelKind kind, const std::string& holder) {
    return relay_.parcels[{kind, holder}];
  }

  testing::TempDir folder_;
  FakeRelay relay_;
  testing::TlsTestServer server_;
  std::map<std::string, core::ChannelOptions> channels_;  // by holder
  testing::SeededRandom random_{7};
};

}  // namespace ieum::client

#endif  // IEUM_TESTS_UNIT_CLIENT_RELAY_RELAY_FIXTURE_H_
