#include "cli/help_text.h"

#include <algorithm>
#include <iterator>

#include "ieum/core/base/status.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::client {
namespace {

constexpr CommandHelp kHelp[] = {
    {"",
     "Ieum, the holder's program: checks and encodes identifiers on this machine, submits the\n"
     "encodings, reads joint keys, and links files in-house without a server.\n"
     "Every option has an environment variable IEUM_<OPTION>, for example IEUM_PROFILE; a secret\n"
     "only ever comes from a file.",
     "  ieum synth --persons 1000 --seed 1 --out-a a.csv --out-b b.csv\n"
     "  ieum check --profile korean-person --in a.csv --truth entity_id\n"},
    {"profile",
     "Encoding profiles: what all holders of a project must do alike. Agree on one, then compare\n"
     "its digest.",
     "  ieum profile list\n"
     "  ieum profile show korean-person\n"},
    {"profile list", "Lists the profiles that come with this program.",
     "  ieum profile list\n"
     "  ieum profile list --output json\n"},
    {"profile show", "Prints a profile as JSON: a built-in one by its name, or a file, checked.",
     "  ieum profile show febrl-person >profile.json\n"
     "  ieum profile show korean-person --explain\n"},
    {"profile new", "Writes a profile file to start from; edit it, then look at its digest.",
     "  ieum profile new --template korean-person --out profile.json\n"
     "  ieum profile new --template european-person --out profile.json --force\n"},
    {"profile digest",
     "Prints the SHA-256 digest of a profile's canonical form. Holders compare it: equal digests\n"
     "mean equal profiles, whatever the spacing of the files.",
     "  ieum profile digest korean-person\n"
     "  ieum profile digest profile.json\n"},
    {"profile diff",
     "Compares two profiles member by member and says what each difference changes: encodings,\n"
     "what is read, the decision, or only the description.",
     "  ieum profile diff korean-person korean-person-field\n"
     "  ieum profile diff ours.json theirs.json --output json\n"},
    {"profile test",
     "Encodes persons who do not exist, for two holders to compare before they send anything "
     "real:\n"
     "says whether profile, software or secret differs. Nothing in the file is secret.",
     "  ieum profile test --profile korean-person --secret-file holder.secret \\\n"
     "      --project flu-2026 --out ours.answers.json\n"
     "  ieum profile test --profile korean-person --secret-file holder.secret \\\n"
     "      --project flu-2026 --compare theirs.answers.json\n"},
    {"profile suggest",
     "Measures your own file (how complete, how many values, how evenly spread) and proposes a\n"
     "profile for it. Prints no value.",
     "  ieum profile suggest --in a.csv\n"
     "  ieum profile suggest --in a.csv --name our-clinic --out profile.json\n"},
    {"secret",
     "The holder secret: 256 bits that all holders of a project share and no server ever sees.",
     "  ieum secret new --out holder.secret\n"
     "  ieum secret show-check-value --secret-file holder.secret\n"},
    {"secret new",
     "Makes a random holder secret in a new file that only you can read, encrypted with a "
     "passphrase\n"
     "that the terminal asks for. One project, one secret: give it to the other holders on a safe\n"
     "way and compare the check value by telephone.",
     "  ieum secret new --out holder.secret\n"
     "  ieum secret new --out project-7.secret --passphrase-file passphrase.txt --output json\n"},
    {"secret import",
     "Puts a secret that a key issuer sent into an encrypted file, encrypts a plain secret file, "
     "or\n"
     "changes the passphrase of one. Delete what you imported afterwards.",
     "  ieum secret import --in issued.txt --out holder.secret\n"
     "  ieum secret import --in old.secret --out new.secret\n"},
    {"secret show-check-value",
     "Prints eight hexadecimal digits that are equal if two holders have the same secret. They\n"
     "tell nothing else about it.",
     "  ieum secret show-check-value --secret-file holder.secret\n"
     "  IEUM_SECRET_FILE=holder.secret ieum secret show-check-value --output json\n"},
    {"secret agree",
     "Makes a holder secret together, so that nobody has to carry it: every holder contributes a\n"
     "share, and the server carries what it cannot open. All holders run it, in any order; it "
     "waits\n"
     "for the others (exit status 8 names who is missing) and goes on wherever it was ended. "
     "Without\n"
     "a server the files can go by mail, in three steps: start, seal, finish.",
     "  ieum secret agree --server matcher.example:7443 --project flu-2026 --holder hospital-a \\\n"
     "      --holder insurer-b --ca ca.pem --cert me.pem --key me.key --state flu.state \\\n"
     "      --out holder.secret\n"
     "  ieum secret agree start --help\n"},
    {"secret agree start",
     "First step. Draws your share of the secret and writes an offer, which commits you to it and\n"
     "goes to all holders. All name the same project and the same holders.",
     "  ieum secret agree start --project flu-2026 --holder hospital-a --holder insurer-b \\\n"
     "      --ca ca.pem --cert me.pem --key me.key --state flu.state --out hospital-a.offer\n"},
    {"secret agree seal",
     "Second step, with the offers of all holders. Seals your share to each of the others. "
     "Compare\n"
     "the digest of the offers by telephone if you do not trust the authority blindly.",
     "  ieum secret agree seal --offer hospital-a.offer --offer insurer-b.offer --ca ca.pem \\\n"
     "      --cert me.pem --key me.key --state flu.state --out hospital-a.shares\n"},
    {"secret agree finish",
     "Last step, with the sealed shares of all other holders. Writes the secret file under the\n"
     "passphrase of the state and deletes the state. Compare the check value by telephone.",
     "  ieum secret agree finish --offer hospital-a.offer --offer insurer-b.offer --ca ca.pem \\\n"
     "      --shares insurer-b.shares --state flu.state --out holder.secret\n"},
    {"check",
     "Reads a file as `encode` would and reports what it finds before anything is encoded: how "
     "the\n"
     "file is written, rows that break a rule, missing, damaged and misplaced values by field, "
     "how\n"
     "well the fields tell rows apart, how full encodings get, and how many rows can be linked.\n"
     "Needs no secret and prints no value. Exit status 2 if rows break a rule.",
     "  ieum check --profile korean-person --in a.csv --truth entity_id\n"
     "  ieum check --profile profile.json --in patients.csv.gz --encoding cp949 \\\n"
     "      --id-column patient_no --column name=patient_name --html report.html --language ko\n"},
    {"encode",
     "Encodes a file with the holder secret. Writes the encodings, which may leave this machine,\n"
     "and the serial map, which must not: it says which serial is which row.",
     "  ieum encode --profile profile.json --secret-file holder.secret --project flu-2026 \\\n"
     "      --in a.csv --out a.ieum --serials a.serials\n"
     "  ieum encode --profile profile.json --secret-file holder.secret --project flu-2026 \\\n"
     "      --in b.csv --out b.ieum --serials b.serials --truth entity_id --skip-invalid\n"
     "  ieum encode --profile profile.json --secret-file holder.secret --project flu-2026-mock \\\n"
     "      --manifest flu-2026-mock.manifest --in a.csv --out mock.ieum --serials mock.serials\n"},
    {"submit",
     "Sends an encoded file to the matcher over mutual TLS. If the connection or this program\n"
     "breaks, run the same command again: it goes on where the acknowledgements ended. In a later\n"
     "round of the project the file holds the new rows only; what was sealed before stays.",
     "  ieum submit --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
     "      --in a.ieum\n"
     "  ieum submit --server 127.0.0.1:8443 --ca ca.pem --cert me.pem --key me.key --in a.ieum \\\n"
     "      --replace\n"},
    {"doctor",
     "Checks certificate, key, server, clock, secret file, profile, manifest, disk and processor, "
     "a line\n"
     "each, and says how to mend what is not in order. Sends nothing of yours; what is not named "
     "is not "
     "looked at.",
     "  ieum doctor --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key\n"
     "  ieum doctor --secret-file holder.secret --profile profile.json \\\n"
     "      --manifest flu-2026.manifest --language ko\n"},
    {"precheck",
     "Asks roughly how many persons you have in common with another holder, once a match has\n"
     "succeeded: with noise, to tens, nothing below 100 persons or 1,000 rows. The same question "
     "has\n"
     "the same answer for ever, and two holders have three answers in a project's life.",
     "  ieum precheck --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
     "      --project flu-2026 --with insurer-b\n"
     "  ieum precheck --server 127.0.0.1:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
     "      --project flu-2026 --with insurer-b --output json\n"},
    {"results",
     "Reads the joint keys of your own rows and writes row id and joint key of every row. After a\n"
     "second round give --serials for the maps of both. Across an air gap the keys come as a\n"
     "bundle: open it and give the file with --keys.",
     "  ieum results --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
     "      --project flu-2026 --serials a.serials --secret-file holder.secret --out keys.csv\n"
     "  ieum results --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
     "      --project flu-2026 --serials a.serials --serials a2.serials \\\n"
     "      --secret-file holder.secret --out keys.csv\n"
     "  ieum results --server 127.0.0.1:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
     "      --project flu-2026 --serials a.serials --secret-file holder.secret --out keys.csv \\\n"
     "      --output json\n"
     "  ieum results --keys keys.joint --project flu-2026 --serials a.serials \\\n"
     "      --secret-file holder.secret --out keys.csv\n"},
    {"payload",
     "The payload (결합대상정보): serials and attributes that go to the joiner, under a declared\n"
     "schema. The matcher never sees it, and the joiner never sees an encoding.",
     "  ieum payload check --schema schema.json --in a.csv\n"
     "  ieum payload show --in a.payload\n"},
    {"payload check",
     "Reads a file as `payload make` would and reports rows that break a rule of the schema, "
     "direct\n"
     "identifiers among them, and what each column looks like. Names rows and columns, never a\n"
     "value of a refused row. Exit status 2 if rows break a rule.",
     "  ieum payload check --schema schema.json --in a.csv\n"
     "  ieum payload check --schema schema.json --in visits.csv --encoding cp949 \\\n"
     "      --id-column patient_no --output json\n"},
    {"payload make",
     "Writes the payload file: every row under its serial, transformed as the schema declares, in\n"
     "the order of serials. Nothing is written if a row breaks a rule. The statistics before and\n"
     "after are for you: their smallest and largest values are values of persons.",
     "  ieum payload make --schema schema.json --in a.csv --serials a.serials \\\n"
     "      --secret-file holder.secret --holder hospital-a --out a.payload\n"
     "  ieum payload make --schema schema.json --in a.csv --serials a.serials \\\n"
     "      --secret-file holder.secret --transform-key transform.key --holder hospital-a \\\n"
     "      --out a.payload --skip-invalid --output json\n"},
    {"payload show",
     "Reads a payload file to its end, which proves it whole, and prints whose it is, its schema\n"
     "and what each column looks like.",
     "  ieum payload show --in a.payload\n"
     "  ieum payload show --in a.payload --output json\n"},
    {"objection",
     "Rows that a project has to do without from now on: a person objects, a row was wrong, or\n"
     "should never have been sent. Both servers remove them and say so in their logs.",
     "  ieum objection make --in objections.csv --serials a.serials --holder hospital-a \\\n"
     "      --secret-file holder.secret --out a.objections\n"
     "  ieum bundle make --kind objection --in a.objections --project flu-2026 --ca ca.pem \\\n"
     "      --to matcher.pem --cert me.pem --key me.key --out objections.bundle\n"},
    {"objection make",
     "Writes the serials of the rows that are to be removed. Make a bundle of kind objection of "
     "it\n"
     "for the matcher and one for the joiner, and hand them over with `ieum bundle send` or on a\n"
     "medium. The file names rows by their serials only; keep the list of row ids to yourself.",
     "  ieum objection make --in objections.csv --serials a.serials --holder hospital-a \\\n"
     "      --secret-file holder.secret --out a.objections\n"
     "  ieum objection make --in wrong.csv --id-column patient_no --reason correction \\\n"
     "      --serials a.serials --secret-file holder.secret --holder hospital-a \\\n"
     "      --out a.objections --output json\n"},
    {"release",
     "The release (반출): joined rows that a researcher may have, under keys of their own. `ieum\n"
     "bundle open` takes it out of the bundle and proves who made it.",
     "  ieum release show --in demo.release\n"
     "  ieum release csv --in demo.release --out linked.csv\n"},
    {"release show",
     "Reads a release to its end, which proves it whole, and prints where it comes from, what "
     "each\n"
     "column means and, as far as the manifest allows, how many rows each holder and each group "
     "had.",
     "  ieum release show --in demo.release\n"
     "  ieum release show --in demo.release --output json\n"},
    {"release csv", "Writes the rows as CSV (RFC 4180, UTF-8). A missing value is an empty cell.",
     "  ieum release csv --in demo.release --out linked.csv\n"
     "  ieum release csv --in demo.release --out linked.csv --bom --force\n"},
    {"release sqlite",
     "Writes the rows as table `linked` of a SQLite file, with dictionary, codes and provenance.",
     "  ieum release sqlite --in demo.release --out linked.sqlite\n"
     "  ieum release sqlite --in demo.release --out linked.sqlite --force --output json\n"},
    {"release dictionary",
     "Writes what each column means: type, unit, codes, purpose and what was done with it.",
     "  ieum release dictionary --in demo.release --out dictionary.csv --bom\n"
     "  ieum release dictionary --in demo.release --out dictionary.json\n"},
    {"bundle",
     "Exchanges as files: signed and encrypted, for a carrier medium or to be sent, with the same\n"
     "content as a call to the server.",
     "  ieum bundle make --kind submission --in a.ieum --out a.bundle --to matcher.pem \\\n"
     "      --ca ca.pem --cert me.pem --key me.key\n"},
    {"bundle make",
     "Makes a bundle of a file: the cover NAME.bundle, signed, and the parts NAME.001, NAME.002 "
     "…,\n"
     "which only the recipient can open.",
     "  ieum bundle make --kind submission --in a.ieum --out a.bundle --to matcher.pem \\\n"
     "      --ca ca.pem --cert me.pem --key me.key\n"
     "  ieum bundle make --kind secret-share --project flu-2026 --in a.shares --out b.bundle \\\n"
     "      --to insurer-b.pem --ca ca.pem --cert me.pem --key me.key --part-size 650\n"},
    {"bundle verify", "Says whether a bundle is whole and who signed it; needs no private key.",
     "  ieum bundle verify --in a.bundle --ca ca.pem\n"
     "  ieum bundle verify --in a.bundle --ca ca.pem --kind submission --project flu-2026 \\\n"
     "      --output json\n"},
    {"bundle open", "Verifies a bundle that was made for you and writes its content.",
     "  ieum bundle open --in keys.bundle --ca ca.pem --key me.key --out keys.joint\n"
     "  ieum bundle open --in keys.bundle --ca ca.pem --key me.key --kind joint-keys \\\n"
     "      --project flu-2026 --out keys.joint\n"},
    {"bundle send",
     "Hands a bundle that you have made over to the server that it is for: a payload to the "
     "joiner,\n"
     "say. Goes on where an earlier attempt has ended, and after lost connections by itself.",
     "  ieum bundle send --in payload.bundle --server joiner.example.kr:7444 --ca ca.pem \\\n"
     "      --cert me.pem --key me.key\n"
     "  ieum bundle send --in payload.bundle --server joiner.example.kr:7444 --ca ca.pem \\\n"
     "      --cert me.pem --key me.key --output json\n"},
    {"serials", "The serial map: which row of your file got which serial.",
     "  ieum serials export --serials a.serials --secret-file holder.secret --out serials.csv\n"},
    {"serials export",
     "Writes the serial map as CSV, unencrypted, for programs of your own. Together with the\n"
     "encodings it says whose they are: delete it when you are done.",
     "  ieum serials export --serials a.serials --secret-file holder.secret --out serials.csv\n"
     "  ieum serials export --serials a.serials --secret-file holder.secret --out serials.csv \\\n"
     "      --force --output json\n"},
    {"exact",
     "Today's linkage key, bit for bit: identifiers and a salt in one hash, as the parties "
     "agreed.\n"
     "One typing error loses a pair. 'ieum link --exact' shows how many, on your own files.",
     "  ieum exact show statutory\n"
     "  ieum exact salt --out project.salt\n"},
    {"exact hash",
     "Hashes the rows of a file as an exact profile says and writes row_id and key, to submit as\n"
     "today. Rows with a missing field get no key. A profile is a built-in name ('statutory': "
     "name,\n"
     "birth date YYMMDD, phone, salt last, UTF-8, SHA-256) or a JSON file, see\n"
     "docs/formats/exact-profile.md.",
     "  ieum exact hash --profile statutory --salt-file project.salt --in a.csv --out keys.csv\n"
     "  ieum exact hash --profile exact.json --salt-file project.salt --in a.csv --out keys.csv "
     "\\\n"
     "      --id-column patient_no --skip-invalid --output json\n"},
    {"exact salt",
     "Makes a random salt of 256 bits in a new file that only you can read. Whoever has the salt "
     "can\n"
     "hash every resident and read all keys: one salt for a project, and never on a server.",
     "  ieum exact salt --out project.salt\n"
     "  ieum exact salt --out project-7.salt\n"},
    {"exact show", "Prints an exact profile as JSON and its digest, which the parties compare.",
     "  ieum exact show statutory\n"
     "  ieum exact show exact.json\n"},
    {"link",
     "Links two or more files in this process, without a server. Writes dataset, row id and joint\n"
     "key of every row; rows of the same person have the same key. Nothing else leaves memory.",
     "  ieum link --profile korean-person --secret-file holder.secret --party a=a.csv \\\n"
     "      --party b=b.csv --out groups.csv --truth entity_id\n"
     "  ieum link --profile korean-person --secret-file holder.secret --party a=a.csv \\\n"
     "      --party b=b.csv --out groups.csv --exclude phone --threads 2 --output json\n"
     "  ieum link --profile korean-person --secret-file holder.secret --party a=a.csv \\\n"
     "      --party b=b.csv --out groups.csv --precision 0.99 \\\n"
     "      --report match.html --report match.json --save-model fitted.model\n"
     "  ieum link --profile korean-person --secret-file holder.secret --party a=a.csv \\\n"
     "      --party b=b.csv --out groups.csv --truth entity_id --exact statutory \\\n"
     "      --salt-file project.salt\n"
     "  ieum link --profile korean-person --secret-file holder.secret --party a=a.csv \\\n"
     "      --party b=b.csv --out groups.csv --solve optimal\n"},
    {"dedupe",
     "Finds the rows of one file that are the same person. Writes row id and joint key of every "
     "row;\n"
     "rows of the same person have the same key. Nothing else leaves memory.",
     "  ieum dedupe --profile korean-person --secret-file holder.secret --in a.csv \\\n"
     "      --out groups.csv --truth entity_id\n"
     "  ieum dedupe --profile korean-person --secret-file holder.secret --in a.csv \\\n"
     "      --out groups.csv --precision 0.99 --threads 2 --output json\n"},
    {"score",
     "Compares a file of groups (dataset, row_id, joint_key) with the known persons: precision,\n"
     "recall and F1 over pairs of rows from different files.",
     "  ieum score --party a=a.csv --party b=b.csv --truth entity_id --groups groups.csv\n"
     "  ieum score --party a=a.csv --party b=b.csv --truth entity_id --groups groups.csv \\\n"
     "      --output json\n"},
    {"synth",
     "Writes files of made-up persons (Korean, Latin or Japanese) with families, typing errors,\n"
     "moves and the truth in column entity_id, for trying things out. The same seed gives the "
     "same\n"
     "files everywhere.",
     "  ieum synth --persons 5000 --seed 1 --out-a a.csv --out-b b.csv\n"
     "  ieum synth --persons 20000 --preset kr-mid --name-error 10 --truth-out changes.csv \\\n"
     "      --out-a a.csv --out-b b.csv\n"
     "  ieum synth --persons 1000 --people japanese --files 3 --overlap 30 --out-prefix party-\n"},
    {"disclosure",
     "Reviews a table before researchers may have it: what it gives away of persons, and what "
     "would\n"
     "fix that. On this machine; no value of a row is shown.",
     "  ieum disclosure review --in candidate.csv --columns review.json\n"},
    {"disclosure review",
     "Measures a release candidate and says by policy: pass, warn, block. Declared columns, class\n"
     "sizes (k-anonymity), rows that few columns single out, l-diversity, t-closeness, risks,\n"
     "outliers, small cells, and what an earlier release or a holder's own file adds. Exit status\n"
     "3 if the policy blocks. What the files hold: docs/disclosure.md.",
     "  ieum disclosure review --in candidate.csv --columns review.json --policy policy.json\n"
     "  ieum disclosure review --in candidate.csv --columns review.json --policy policy.json \\\n"
     "      --earlier earlier.csv --holder-file holder.csv --population 50000000 \\\n"
     "      --out pack.html --out pack.json --language ko --output json\n"},
    {"disclosure fix",
     "Looks for coarser columns and rows to leave out so that the rules of classes and cells that\n"
     "block hold, applies them in memory and measures again. Writes the table only with --apply.",
     "  ieum disclosure fix --in candidate.csv --columns review.json --policy policy.json\n"
     "  ieum disclosure fix --in candidate.csv --columns review.json --policy policy.json \\\n"
     "      --apply coarser.csv --out after.html\n"},
    {"disclosure policy",
     "Prints every rule of a policy as JSON with its limit and action, or the defaults.",
     "  ieum disclosure policy\n"
     "  ieum disclosure policy --policy policy.json\n"},
};

}  // namespace

const CommandHelp& HelpOf(std::string_view command) {
  const auto* found =
      std::find_if(std::begin(kHelp), std::end(kHelp),
                   [&](const CommandHelp& help) { return help.command == command; });
  IEUM_CHECK(found != std::end(kHelp));
  return *found;
}

std::string HelpFooter(const CommandHelp& help) {
  return absl::StrFormat("Examples:\n%s\n%s", help.examples, core::ExitCodeHelp());
}

}  // namespace ieum::client
