// A matcher with its certificate authority, data folder and a wire, and people who call it.
#ifndef IEUM_TESTS_SUPPORT_MATCHER_HOST_H_
#define IEUM_TESTS_SUPPORT_MATCHER_HOST_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ieum/client/result/joint_key_reader.h"
#include "support/api_client.h"
#include "support/server_process.h"
#include "support/synthetic_party.h"
#include "support/tcp_relay.h"
#include "support/temp_dir.h"
#include "support/test_ca.h"

namespace ieum::testing {

// What a project is created with unless a test says otherwise.
struct ProjectOptions {
  std::vector<std::string> holders = {"hospital-a", "insurer-b"};
  bool joint_keys_to_holders = true;
};

// Clients reach the server through relay(), whose address outlives it. One thread at a time, except
// relay() and address().
class MatcherHost final {
 public:
  // Starts the server; ends the test program if it does not start.
  // more: options of the server.
  explicit MatcherHost(int threads = 2, std::vector<std::string> more = {"--one-person"});

  // kill -9, or SIGTERM which must end with status 0; connections fail until Start.
  void Kill();
  void Stop();
  void Start();

  const std::string& address() const { return address_; }
  pid_t server_pid() const { return server_->pid(); }
  TcpRelay& relay() { return relay_; }
  const TestCa& ca() const { return ca_; }
  const TempDir& dir() const { return dir_; }
  // Standard error of all servers so far.
  std::string Log() const;

  // A channel of somebody with a certificate in order, whose calls name the manifest of the project
  // that was created last.
  core::ChannelOptions Channel(const std::string& role, const std::string& institution);
  // One of a person of this organisational unit.
  core::ChannelOptions PersonChannel(const std::string& role, const std::string& name,
                                     const std::string& unit);
  ApiClient Operator() { return ApiClient(Channel("operator", "linkage-center")); }
  ApiClient Holder(const std::string& institution) {
    return ApiClient(Channel("holder", institution));
  }

  // As the operator; end the test program if they fail.
  v1::Project CreateProject(const std::string& project, const ProjectOptions& options = {});
  // Of this manifest, whose project it is.
  void CreateProjectOf(const std::string& project, const std::string& manifest);
  // Of a project that was created otherwise: calls about it name its manifest.
  void NameManifest(const v1::Project& project);
  // As the holder: the whole party, sealed.
  void Submit(const std::string& project, const std::string& holder, const SyntheticParty& party,
              size_t rows_per_chunk = 500);
  // Seals the project and matches it.
  // By the profile, whose threshold finds exactly the persons that synthetic parties share.
  v1::Run Match(const std::string& project, v1::Scoring scoring = v1::SCORING_PROFILE);
  // As the holder.
  std::vector<client::JointKeyRow> ReadKeys(const std::string& project, const std::string& holder);

 private:
  TempDir dir_;
  TestCa ca_;
  core::ChannelOptions server_tls_;
  int threads_;
  std::vector<std::string> more_;
  TcpRelay relay_;
  std::string address_;
  std::unique_ptr<ServerProcess> server_;
  std::string earlier_log_;
  std::map<std::string, core::Sha256Digest> manifests_;  // digest by project
  std::optional<core::Sha256Digest> manifest_;           // of the last project
};

// Checks keys against the truth: rows of one person, and no others, share their key. Each party
// comes with its keys in the order submitted.
struct KeyedParty {
  const SyntheticParty& party;
  const std::vector<client::JointKeyRow>& keys;
};
void ExpectKeysFollowPersons(const std::vector<KeyedParty>& parties);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_MATCHER_HOST_H_
