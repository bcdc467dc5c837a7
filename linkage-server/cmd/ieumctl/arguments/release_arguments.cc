#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr uint64_t kMaxPartMebibytes = uint64_t{1} << 20;
constexpr uint64_t kMaxJoins = 64;
constexpr uint64_t kMaxCandidates = 1'000'000;
constexpr char kCandidateExamples[] =
    "  ieumctl candidate make --server joiner.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --recipient university-c --column hospital-a.age \\\n"
    "      --column insurer-b.cost --bias-column hospital-a.sex\n"
    "  ieumctl candidate list --server joiner.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026\n"
    "  ieumctl candidate export --server joiner.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --candidate 1 --to reviewer.pem --out "
    "candidate.bundle\n";
constexpr char kReleaseExamples[] =
    "  ieumctl release --server joiner.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --candidate 1 --to researcher.pem --out release.bundle \\\n"
    "      --approval approval.json --case case.json --pack pack.json --statement vote-kim.json "
    "\\\n"
    "      --statement vote-lee.json --statement vote-oh.json --propose 'approved on 3 December'\n"
    "  ieumctl release --server joiner.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --candidate 1 --to researcher.pem --out release.bundle \\\n"
    "      --approval approval.json --case case.json --pack pack.json --statement vote-kim.json "
    "\\\n"
    "      --statement vote-lee.json --statement vote-oh.json\n";

void DeclareMake(CandidateMakeOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  set.Text({"--recipient", "INSTITUTION", "Researcher that it is for, as the manifest has it"},
           options.recipient, Presence::kRequired)
      .Number({"--join", "N", "Which of the manifest's joins, from 1 (default 1)"}, options.join, 1,
              kMaxJoins)
      .Texts({"--column", "HOLDER.COLUMN", "Column to release; none: all of every payload"},
             options.columns)
      .Texts({"--bias-column", "HOLDER.COLUMN",
              "Column of the table that shows whom the linkage left out; none: no table"},
             options.bias_columns)
      .Flag({"--tell-row-counts", "", "Tell the recipient how many rows each holder had"},
            options.tell_row_counts)
      .Flag({"--time-series", "",
             "A person keeps its key over releases for this recipient; the manifest must let it"},
            options.time_series);
}

void DeclareList(CandidateListOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
}

void DeclareBundle(CandidateBundleOptions& options, const std::string& to, OptionSet& set) {
  set.Number({"--candidate", "N", "Number of the candidate, as 'ieumctl candidate list' shows it"},
             options.number, 1, kMaxCandidates, Presence::kRequired)
      .Text({"--to", "FILE",
             "PEM: certificate of " + to +
                 ", with a key of EC P-256; only its owner can open the bundle"},
            options.to, Presence::kRequired)
      .Text({"--out", "FILE", "NAME.bundle; the parts become NAME.001, NAME.002 … beside it"},
            options.out, Presence::kRequired)
      .Number({"--part-size", "MIB", "The most of one part, in MiB (default 2048)"},
              options.part_mebibytes, 1, kMaxPartMebibytes);
}

void DeclareExport(CandidateExportOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareBundle(options.bundle, "a reviewer of the institution that joins", set);
}

void DeclareRelease(ReleaseOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareBundle(options.bundle, "a researcher of the institution that it was made for", set);
  set.Text({"--approval", "FILE", "The recorded outcome, of 'ieumctl review tally --record'"},
           options.approval_file, Presence::kRequired)
      .Text({"--case", "FILE", "The case"}, options.case_file, Presence::kRequired)
      .Text({"--pack", "FILE", "The review pack, JSON"}, options.pack_file, Presence::kRequired)
      .Texts({"--statement", "FILE",
              "A vote, a declaration or a met condition; give all of them, also the refused"},
             options.statement_files, Presence::kRequired);
  DeclarePropose(set, options.propose);
}

}  // namespace

void AddReleaseCommands(CommandTree& tree) {
  tree.AddGroup({"candidate", "What the joiner may release: make, list, carry to a reviewer",
                 kCandidateExamples});
  tree.Add<CandidateMakeOptions>(
      {"candidate make", "Join what was delivered, for one recipient; no joined row is kept",
       kCandidateExamples},
      DeclareMake);
  tree.Add<CandidateListOptions>(
      {"candidate list", "List the candidates of a project, with their digests",
       kCandidateExamples},
      DeclareList);
  tree.Add<CandidateExportOptions>(
      {"candidate export", "Carry a candidate's rows to a reviewer, as a bundle",
       kCandidateExamples},
      DeclareExport);
  tree.Add<ReleaseOptions>(
      {"release", "Carry exactly what the committee approved to the researcher, as a bundle",
       kReleaseExamples},
      DeclareRelease);
}

}  // namespace ieum::server
