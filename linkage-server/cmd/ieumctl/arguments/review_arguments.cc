#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr uint32_t kMaxDays = 180;
constexpr uint32_t kMaxRelease = 1'000'000;

constexpr char kCaseExamples[] =
    "  ieumctl review case --manifest flu-2026.manifest --candidate candidate.csv \\\n"
    "      --pack pack.json --recipient university-c --out case.json \\\n"
    "      --member ieum://join-center/reviewer/kim,release,inside \\\n"
    "      --member ieum://stat-lab/reviewer/park,methods,outside \\\n"
    "      --member ieum://law-office/reviewer/han,legal,outside\n";
constexpr char kShowExamples[] =
    "  ieumctl review show --case case.json --language ko\n"
    "  ieumctl review show --case case.json --output json\n";
constexpr char kDeclareExamples[] =
    "  ieumctl review declare --case case.json --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --conflict none --out kim.declaration\n"
    "  ieumctl review declare --case case.json --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --conflict other --note 'taught the applicant' --out kim.declaration\n";
constexpr char kVoteExamples[] =
    "  ieumctl review vote --case case.json --pack pack.json --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --verdict approve --out kim.vote\n"
    "  ieumctl review vote --case case.json --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --verdict approve-with-conditions --condition 'ages in tens' --out kim.vote\n"
    "  ieumctl review vote --case case.json --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --verdict reject --reason 'income does not serve the purpose' --out kim.vote\n";
constexpr char kSatisfyExamples[] =
    "  ieumctl review satisfy --case case.json --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --condition 'secured room only' --how 'agreed by university-c, letter 17' \\\n"
    "      --out room.met\n";
constexpr char kTallyExamples[] =
    "  ieumctl review tally --case case.json --ca ca.pem --statement kim.vote lee.vote park.vote\n"
    "  ieumctl review tally --case case.json --ca ca.pem --statement kim.vote lee.vote park.vote "
    "\\\n"
    "      --record approval.json --cert me.pem --key me.key --language ko\n";
constexpr char kVerifyExamples[] =
    "  ieumctl review verify --approval approval.json --case case.json \\\n"
    "      --statement kim.vote lee.vote park.vote --manifest flu-2026.manifest \\\n"
    "      --candidate candidate.csv --pack pack.json --ca ca.pem\n";

OptionSet& DeclareCase(OptionSet& set, std::string& target) {
  return set.Text({"--case", "FILE", "The case that is voted on (JSON)"}, target,
                  Presence::kRequired);
}

void DeclareCa(OptionSet& set, std::string& target) {
  set.Text({"--ca", "FILE", "CA that signs the certificates of members and operators (PEM)"},
           target, Presence::kRequired);
}

void DeclareSigner(OptionSet& set, SignerOptions& target, Presence presence) {
  DeclareCa(set, target.ca_file);
  set.Text({"--cert", "FILE", "Your certificate (PEM)"}, target.certificate_file, presence)
      .Text({"--key", "FILE", "Its key (PEM), readable by you only"}, target.key_file, presence);
}

void DeclareStatements(OptionSet& set, std::vector<std::string>& target) {
  set.Texts({"--statement", "FILE",
             "What was signed: declarations, votes, met conditions; all of them, several times or "
             "as FILE FILE …"},
            target);
}

void DeclareLanguage(OptionSet& set, std::string& target) {
  set.Word({"--language", "LANGUAGE", "Of tables: 'en' or 'ko' (default: by locale)"}, target,
           {"en", "ko"});
}

void DeclareStatementOut(OptionSet& set, std::string& target) {
  set.Text({"--out", "FILE", "Where the signed statement goes"}, target, Presence::kRequired);
}

void DeclareReviewCase(ReviewCaseOptions& options, OptionSet& set) {
  set.Text({"--manifest", "FILE", "The project's manifest, signed or not (JSON)"},
           options.manifest_file, Presence::kRequired)
      .Text({"--candidate", "FILE", "The release candidate; its digest goes into the case"},
            options.candidate_file, Presence::kRequired)
      .Text({"--pack", "FILE", "Its review pack (JSON, of 'ieum disclosure review')"},
            options.pack_file, Presence::kRequired)
      .Number({"--release", "N", "Number of the release in the project (default 1)"},
              options.release, 1, kMaxRelease)
      .Texts({"--recipient", "INSTITUTION", "Who would receive it; may be given several times"},
             options.recipients, Presence::kRequired)
      .Texts({"--member", "URI,UNIT,inside|outside",
              "A member of the committee, as in the certificate; 3 to 7 of them"},
             options.members, Presence::kRequired)
      .Texts({"--condition", "TEXT", "A condition that is proposed with the case"},
             options.conditions)
      .Number({"--days", "N", "Days to respond in (default 14)"}, options.days, 1, kMaxDays)
      .Text({"--exception-basis", "TEXT",
             "Of a blocked candidate: where the policy or manifest allows an exception"},
            options.exception_basis)
      .Text({"--exception-reason", "TEXT", "Why there is one here"}, options.exception_reason)
      .Text({"--out", "FILE", "Where the case goes"}, options.out, Presence::kRequired);
}

void DeclareShow(ReviewShowOptions& options, OptionSet& set) {
  DeclareCase(set, options.case_file);
  DeclareLanguage(set, options.language);
  DeclareOutput(set, options.output);
}

void DeclareDeclare(ReviewDeclareOptions& options, OptionSet& set) {
  DeclareCase(set, options.case_file)
      .Word({"--conflict", "KIND",
             "none, or your interest in an applicant: employment (now or within two years), "
             "financial, family, involvement (in the application or the data), other"},
            options.conflict, {"none", "employment", "financial", "family", "involvement", "other"},
            Presence::kRequired)
      .Text({"--note", "TEXT", "What the interest is; wanted for 'other'"}, options.note);
  DeclareSigner(set, options.signer, Presence::kRequired);
  DeclareStatementOut(set, options.out);
}

void DeclareVote(ReviewVoteOptions& options, OptionSet& set) {
  DeclareCase(set, options.case_file)
      .Text({"--pack", "FILE", "The review pack that you have read, to be held to the case's"},
            options.pack_file)
      .Word({"--verdict", "VERDICT",
             "approve, approve-with-conditions, reject or abstain; it declares that you have no "
             "conflict of interest"},
            options.verdict, {"approve", "approve-with-conditions", "reject", "abstain"},
            Presence::kRequired)
      .Texts({"--condition", "TEXT", "Of approve-with-conditions; may be given several times"},
             options.conditions)
      .Text({"--reason", "TEXT",
             "Why; wanted for reject, and for approving what the disclosure review warns of"},
            options.reason);
  DeclareSigner(set, options.signer, Presence::kRequired);
  DeclareStatementOut(set, options.out);
}

void DeclareSatisfy(ReviewSatisfyOptions& options, OptionSet& set) {
  DeclareCase(set, options.case_file)
      .Text({"--condition", "TEXT", "A condition, as the member wrote it"}, options.condition,
            Presence::kRequired)
      .Text({"--how", "TEXT", "By what it is met, and who has accepted it"}, options.how,
            Presence::kRequired);
  DeclareSigner(set, options.signer, Presence::kRequired);
  DeclareStatementOut(set, options.out);
}

void DeclareTally(ReviewTallyOptions& options, OptionSet& set) {
  DeclareCase(set, options.case_file);
  DeclareStatements(set, options.statement_files);
  set.Text({"--record", "FILE", "Fix the outcome: sign it and write it there"},
           options.record_file);
  DeclareSigner(set, options.signer, Presence::kOptional);
  DeclareLanguage(set, options.language);
  DeclareOutput(set, options.output);
}

void DeclareVerify(ReviewVerifyOptions& options, OptionSet& set) {
  set.Text({"--approval", "FILE", "The recorded outcome"}, options.record_file,
           Presence::kRequired);
  DeclareCase(set, options.case_file);
  DeclareStatements(set, options.statement_files);
  set.Text({"--manifest", "FILE", "The project's manifest as it is now"}, options.manifest_file,
           Presence::kRequired)
      .Text({"--candidate", "FILE", "What is about to be released"}, options.candidate_file,
            Presence::kRequired)
      .Text({"--pack", "FILE", "Its review pack"}, options.pack_file, Presence::kRequired);
  DeclareCa(set, options.ca_file);
  DeclareLanguage(set, options.language);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddReviewCommands(CommandTree& tree) {
  tree.AddGroup({"review",
                 "Have a release candidate voted on by the committee, with signed files; no server "
                 "is asked",
                 kCaseExamples});
  tree.Add<ReviewCaseOptions>(
      {"review case", "Open a case: what is voted on, by whom, until when", kCaseExamples},
      DeclareReviewCase);
  tree.Add<ReviewShowOptions>({"review show", "Show a case", kShowExamples}, DeclareShow);
  tree.Add<ReviewDeclareOptions>(
      {"review declare", "Sign whether you have a conflict of interest", kDeclareExamples},
      DeclareDeclare);
  tree.Add<ReviewVoteOptions>({"review vote", "Sign your vote", kVoteExamples}, DeclareVote);
  tree.Add<ReviewSatisfyOptions>(
      {"review satisfy", "Sign, as the joiner's operator, that a condition is met",
       kSatisfyExamples},
      DeclareSatisfy);
  tree.Add<ReviewTallyOptions>(
      {"review tally", "Count what was signed, say what is decided and why, and record it",
       kTallyExamples},
      DeclareTally);
  tree.Add<ReviewVerifyOptions>(
      {"review verify", "Before a release: hold what is released to what was approved",
       kVerifyExamples},
      DeclareVerify);
}

}  // namespace ieum::server
