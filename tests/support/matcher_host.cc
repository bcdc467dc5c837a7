#include "support/matcher_host.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::testing {

MatcherHost::MatcherHost(int threads, std::vector<std::string> more)
    : server_tls_(ca_.IssueTo(dir_, "server", ServerLeaf())),
      threads_(threads),
      more_(std::move(more)),
      address_(relay_.address()) {
  Start();
}

void MatcherHost::Start() {
  absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::Start(
      {.data_dir = dir_.File("data"), .tls = server_tls_, .threads = threads_, .more = more_});
  if (!server.ok()) std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
  IEUM_CHECK(server.ok());
  server_ = *std::move(server);
  relay_.SetTarget(server_->port());
}

void MatcherHost::Kill() {
  relay_.SetTarget(0);
  server_->Kill();
  earlier_log_ += server_->Log();
}

void MatcherHost::Stop() {
  relay_.SetTarget(0);
  EXPECT_EQ(server_->Terminate(), 0) << server_->Log();
  earlier_log_ += server_->Log();
}

std::string MatcherHost::Log() const { return earlier_log_ + server_->Log(); }

core::ChannelOptions MatcherHost::Channel(const std::string& role, const std::string& institution) {
  core::ChannelOptions options =
      ca_.IssueTo(dir_, role + "-" + institution, ClientLeaf(role, institution));
  options.server = address_;
  options.manifest = manifest_;
  return options;
}

core::ChannelOptions MatcherHost::PersonChannel(const std::string& role, const std::string& name,
                                                const std::string& unit) {
  LeafOptions leaf = ClientLeaf(role, "linkage-center", name);
  leaf.unit = unit;
  core::ChannelOptions options = ca_.IssueTo(dir_, role + "-" + name, leaf);
  options.server = address_;
  return options;
}

v1::Project MatcherHost::CreateProject(const std::string& project, const ProjectOptions& options) {
  v1::Project request;
  request.set_project_id(project);
  for (const std::string& holder : options.holders) request.add_holders(holder);
  request.set_profile_json(SyntheticProfileJson());
  request.set_test(true);
  request.set_joint_keys_to_holders(options.joint_keys_to_holders);
  const v1::Project created = Operator().CreateProject(request).value();
  NameManifest(created);
  return created;
}

void MatcherHost::CreateProjectOf(const std::string& project, const std::string& manifest) {
  const v1::Project created = Operator().CreateProject(manifest).value();
  IEUM_CHECK(created.project_id() == project);
  NameManifest(created);
}

void MatcherHost::NameManifest(const v1::Project& project) {
  const core::ByteView digest = core::AsBytes(project.manifest_digest());
  std::copy(digest.begin(), digest.end(), manifest_.emplace().begin());
  manifests_[project.project_id()] = *manifest_;
}

void MatcherHost::Submit(const std::string& project, const std::string& holder,
                         const SyntheticParty& party, size_t rows_per_chunk) {
  const std::vector<core::Bytes> chunks = ChunksOf(party, rows_per_chunk);
  ApiClient api = Holder(holder);
  IEUM_CHECK(api.SubmitChunks(project, chunks).ok());
  IEUM_CHECK(api.SealSubmission(project, party.submission_id, party.row_count(),
                                DigestOf(chunks, chunks.size()))
                 .ok());
}

v1::Run MatcherHost::Match(const std::string& project, v1::Scoring scoring) {
  ApiClient api = Operator();
  IEUM_CHECK(api.SealProject(project).ok());
  const v1::Run run =
      api.WatchRun(project, api.StartRun(project, scoring).value().run_number()).value();
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.error();
  return run;
}

std::vector<client::JointKeyRow> MatcherHost::ReadKeys(const std::string& project,
                                                       const std::string& holder) {
  core::ChannelOptions channel = Channel("holder", holder);
  const auto found = manifests_.find(project);
  if (found != manifests_.end()) channel.manifest = found->second;
  const auto reader =
      client::JointKeyReader::Create({.channel = std::move(channel), .retry = {}}).value();
  std::vector<client::JointKeyRow> rows;
  const auto report = reader->Read(core::ProjectId::Parse(project).value(),
                                   [&](const client::JointKeyBatch& batch) {
                                     if (batch.sequence == 0) rows.clear();
                                     rows.insert(rows.end(), batch.rows.begin(), batch.rows.end());
                                     return absl::OkStatus();
                                   },
                                   {});
  EXPECT_TRUE(report.ok()) << report.status();
  return rows;
}

void ExpectKeysFollowPersons(const std::vector<KeyedParty>& parties) {
  std::map<uint32_t, core::JointKey> key_of_person;
  std::set<core::JointKey> keys;
  for (const KeyedParty& keyed : parties) {
    ASSERT_EQ(keyed.keys.size(), keyed.party.row_count());
    for (size_t row = 0; row < keyed.keys.size(); ++row) {
      ASSERT_EQ(keyed.keys[row].serial, keyed.party.serials[row]) << "row " << row;
      const core::JointKey& key = keyed.keys[row].joint_key;
      const auto [known, first_seen] = key_of_person.try_emplace(keyed.party.persons[row], key);
      ASSERT_EQ(known->second, key) << "row " << row << ": another row of this person differs";
      if (first_seen) {
        ASSERT_TRUE(keys.insert(key).second) << "row " << row << ": another person has its key";
      }
    }
  }
}

}  // namespace ieum::testing
