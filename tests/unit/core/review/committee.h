// A committee with certificates, and a case for it.
#ifndef IEUM_TESTS_UNIT_CORE_REVIEW_COMMITTEE_H_
#define IEUM_TESTS_UNIT_CORE_REVIEW_COMMITTEE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "ieum/core/review/approval.h"
#include "support/hex_vector.h"
#include "support/status_matchers.h"
#include "support/test_ca.h"

namespace ieum::testing {

inline core::Manifest TestManifest() {
  return *core::ReadManifest(ReadTestFile(VectorPath("manifest.json")));
}

// Of kim, lee, park, choi and han, of three units; the manifest wants three approvals.
inline core::ReviewCase CaseFields(const core::Manifest& manifest, absl::Time opened) {
  core::ReviewCase fields{.project = manifest.project,
                          .institution = *core::InstitutionId::Parse("join-center")};
  fields.recipients = {*core::InstitutionId::Parse("university-c")};
  fields.candidate = core::Sha256(core::AsBytes("candidate"));
  fields.pack = core::Sha256(core::AsBytes("pack"));
  fields.columns = {"age", "sex", "disease"};
  fields.conditions = {"use in the secured room"};
  fields.committee = {
      {"ieum://join-center/reviewer/kim", "release", core::Expert::kInside},
      {"ieum://join-center/reviewer/lee", "legal", core::Expert::kInside},
      {"ieum://stat-lab/reviewer/park", "methods", core::Expert::kOutside},
      {"ieum://stat-lab/reviewer/choi", "methods", core::Expert::kOutside},
      {"ieum://law-office/reviewer/han", "legal", core::Expert::kOutside},
  };
  fields.opened = opened;
  fields.respond_by = opened + absl::Hours(240);
  return fields;
}

struct Person {
  core::Certificate certificate;
  core::SigningKey key;
};

// Everybody's certificate is made when it is asked for first. One thread at a time.
class Committee final {
 public:
  Committee() : review_(*core::MakeReviewCase(CaseFields(manifest_, now_), manifest_)) {}

  const core::Manifest& manifest() const { return manifest_; }
  const core::ReviewCase& review() const { return review_; }
  void set_review(core::ReviewCase review) { review_ = std::move(review); }
  const std::string& ca() const { return ca_.certificate(); }
  absl::Time now() const { return now_; }
  void Advance(absl::Duration by) { now_ += by; }

  Person Issue(const LeafOptions& leaf) const {
    const PemPair pem = ca_.Issue(leaf);
    auto certificate = core::Certificate::Verify(pem.certificate, ca(), absl::Now(), "own");
    auto key = core::SigningKey::Load(pem.key, *certificate, "own key");
    return {*std::move(certificate), *std::move(key)};
  }
  // kim, lee, …
  const Person& Member(const std::string& name) {
    const auto found = people_.find(name);
    if (found != people_.end()) return found->second;
    for (const core::CommitteeMember& member : review_.committee) {
      if (!member.uri.ends_with("/" + name)) continue;
      LeafOptions leaf;
      leaf.uris = {member.uri};
      leaf.unit = member.unit;
      return people_.emplace(name, Issue(leaf)).first->second;
    }
    ADD_FAILURE() << name << " is no member";
    return people_.begin()->second;
  }
  const Person& Operator() {
    const auto found = people_.find("operator");
    if (found != people_.end()) return found->second;
    return people_.emplace("operator", Issue(ClientLeaf("joiner-operator", "join-center")))
        .first->second;
  }

  // Signs a second after the statement before, and keeps it.
  absl::Status Say(const std::string& name, core::Vote vote) {
    Advance(absl::Seconds(1));
    const Person& person = Member(name);
    IEUM_ASSIGN_OR_RETURN(
        core::Statement statement,
        core::SignVote(review_, std::move(vote), person.certificate, person.key, now_));
    given_.push_back({name, std::move(statement.signed_body.text)});
    return absl::OkStatus();
  }
  absl::Status Say(const std::string& name, core::Verdict verdict, std::string reason = {}) {
    core::Vote vote;
    vote.verdict = verdict;
    vote.reason = std::move(reason);
    if (verdict == core::Verdict::kApproveWithConditions) vote.conditions = {"age in tens"};
    return Say(name, std::move(vote));
  }
  absl::Status Declare(const std::string& name, core::Conflict conflict) {
    core::Vote vote;
    vote.conflict = conflict;
    return Say(name, std::move(vote));
  }
  absl::Status Meet(const std::string& condition) {
    Advance(absl::Seconds(1));
    core::ConditionsMet met;
    met.met = {{condition, "done, and accepted by the recipient"}};
    IEUM_ASSIGN_OR_RETURN(
        core::Statement statement,
        core::SignConditionsMet(review_, met, Operator().certificate, Operator().key, now_));
    given_.push_back({"met", std::move(statement.signed_body.text)});
    return absl::OkStatus();
  }

  std::vector<core::GivenStatement>& given() { return given_; }
  core::CheckedStatements Check(core::ValidAt when = core::ValidAt::kSigning) const {
    return core::CheckStatements(review_, given_, ca(), now_, when);
  }
  core::Tally Count() const { return core::TallyVotes(review_, Check(), now_); }

 private:
  TestCa ca_;
  absl::Time now_ = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  core::Manifest manifest_ = TestManifest();
  core::ReviewCase review_;
  std::map<std::string, Person> people_;
  std::vector<core::GivenStatement> given_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_CORE_REVIEW_COMMITTEE_H_
