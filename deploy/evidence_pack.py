#!/usr/bin/env python3
"""Puts together what an authority needs to judge a project before it begins, for a no-action request (비조치의견).

usage: evidence_pack.py --manifest FILE --bin DIR --out FOLDER [--persons N] [--attacked N] [--seed S] [--language ko|en]

Written to the new FOLDER: the manifest and its encoding profile; index.html, a page that needs nothing else, with the
parties, the data flow (who gets what, and what never), all parameters, the risk of re-identification and the quality of
the linkage; both measurements as risk.csv and quality.csv; SHA256SUMS. Risk and quality are not quoted but measured now, with the
manifest's own profile, on invented Koreans (ieum synth): the landmark attack of tests/attack on --attacked persons, and a
linkage of two files of --persons rows scored against the truth, beside today's salted hash of the same files.
Nothing of the project's own data is read. The same programs and options make the same figures.

Exit status 1 if a program fails, 2 for wrong arguments.
"""
import argparse
import csv
import hashlib
import html
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# English, Korean.
WORDS = {
    "title": ("Evidence for a no-action request", "비조치의견 신청 근거 자료"),
    "about": ("What is asked, what flows where, by which parameters, and what was measured with the project's own encoding "
              "profile on invented persons. Encodings are treated as pseudonymised personal data, never as anonymous.",
              "신청 내용, 자료 흐름, 매개변수, 그리고 이 프로젝트의 인코딩 프로파일을 가상 인물에 적용해 측정한 결과. 인코딩은 익명정보가 아니라 가명정보로 취급한다."),
    "project": ("Project", "과제"), "parties": ("Parties", "당사자"), "flow": ("Data flow", "자료 흐름"),
    "parameters": ("Parameters", "매개변수"), "risk": ("Risk of re-identification, measured", "재식별 위험 측정"),
    "quality": ("Quality of the linkage, measured", "결합 품질 측정"), "question": ("Question", "질의"),
    "institution": ("institution", "기관"), "role": ("role", "역할"), "country": ("country", "국가"),
    "gets": ("gets", "받는 정보"), "never": ("never gets", "받지 않는 정보"), "name": ("parameter", "항목"),
    "value": ("value", "값"), "command": ("Command", "명령"),
    "questions": (
        "1. Is an error-tolerant keyed encoding, as described here, a linkage key (결합키) in the sense of the Act's decree? "
        "2. May the parties below link in this way, with these parameters and this measured risk?",
        "1. 여기에 기술한 오류 허용 키 기반 인코딩이 시행령상 결합키에 해당하는가? "
        "2. 아래 당사자가 이 매개변수와 측정된 위험 수준에서 이 방식으로 결합할 수 있는가?"),
    "attack_note": ("Share of the encoded persons whom an attacker with plain records of as many persons, half of them the same, finds "
                    "again, knowing 20, 100 or 400 of them already, without the holder secret. With the secret everything is open.",
                    "평문 명부(절반은 동일 인물)를 가진 공격자가 이미 20·100·400명을 알고 있을 때, 보유기관 비밀키 없이 다시 찾아낸 인물의 비율. 비밀키가 있으면 모두 드러난다."),
    "quality_note": ("Two files with typing errors, changed numbers and moves; half of the persons are in both. Invented persons are not "
                     "yours: measure again on a sample of your own where you may.",
                     "오기, 번호 변경, 이사가 포함된 두 파일이며 인물의 절반이 겹친다. 가상 인물은 실제 자료와 다르므로 허용되는 범위에서 자체 표본으로 다시 측정한다."),
    "fuzzy": ("this profile", "이 프로파일"), "exact": ("salted hash of name, birth date and telephone", "이름·생년월일·전화번호 솔트 해시"),
}
# What each role gets, and what never.
FLOW = {
    "holder": (("its own rows; the holder secret, agreed with the other holders{keys}{joinable}",
                "자기 자료, 보유기관끼리 합의한 비밀키{keys}{joinable}"),
               ("rows, encodings and serials of others; scores", "다른 기관의 자료·인코딩·일련번호, 점수")),
    "matcher": (("encodings and random serials of all holders", "모든 기관의 인코딩과 임의 일련번호"),
                ("the holder secret, identifiers, attributes", "보유기관 비밀키, 식별정보, 속성정보")),
    "joiner": (("serials with joint keys, serials with attributes", "일련번호와 결합키, 일련번호와 속성정보"),
               ("encodings, the holder secret, identifiers", "인코딩, 보유기관 비밀키, 식별정보")),
    "reviewer": (("counts and column names; the reviewer of the joiner also joined rows under release keys",
                  "건수와 항목명, 결합전문기관 심사자는 반출키로 바꾼 결합 자료"), ("serials, joint keys, encodings", "일련번호, 결합키, 인코딩")),
    "researcher": (("the approved rows under release keys{series}", "승인된 자료(반출키){series}"),
                   ("serials, joint keys, encodings, rejected rows", "일련번호, 결합키, 인코딩, 승인되지 않은 자료")),
}

class Failure(Exception):
    """A program that did not do what it should; the text says which and why."""


def run(program, *arguments, cwd):
    done = subprocess.run([program, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{os.path.basename(program)} {arguments[0]} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


class Page:
    """Collects sections of one language and writes them as HTML."""

    def __init__(self, language):
        self._index = 1 if language == "ko" else 0
        self._language, self._parts = language, []

    def word(self, key):
        return WORDS[key][self._index]

    def either(self, pair):
        return pair[self._index]

    def heading(self, key):
        self._parts.append(f"<h2>{html.escape(self.word(key))}</h2>")

    def text(self, text):
        self._parts.append(f"<p>{html.escape(text)}</p>")

    def listing(self, text):
        self._parts.append(f"<pre>{html.escape(text)}</pre>")

    def table(self, head, rows):
        cells = "".join(f"<th>{html.escape(str(cell))}</th>" for cell in head)
        lines = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
        self._parts.append(f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>")

    def write(self, path):
        style = ("body{font:15px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
                 "table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;"
                 "vertical-align:top}pre{background:#f4f4f4;padding:.6rem;overflow-x:auto}")
        title = html.escape(self.word("title"))
        path.write_text(f'<!DOCTYPE html>\n<html lang="{self._language}"><head><meta charset="utf-8"><title>{title}</title>'
                        f"<style>{style}</style></head><body><h1>{title}</h1>\n" + "\n".join(self._parts) +
                        "\n</body></html>\n", encoding="utf-8")


def describe(page, manifest):
    page.text(page.word("about"))
    page.heading("question")
    page.text(page.word("questions"))
    page.heading("project")
    page.table((page.word("name"), page.word("value")),
               [(key, manifest[key]) for key in ("project", "title", "purpose", "legal_basis", "cross_border_basis")
                if key in manifest])
    page.heading("parties")
    page.table((page.word("institution"), page.word("role"), page.word("country")),
               [(party["institution"], party["role"], party["country"]) for party in manifest["parties"]])
    page.heading("flow")
    may_learn = manifest.get("extraction", {}).get("holders", [])
    rows = []
    for party in manifest["parties"]:
        if party["role"] not in FLOW:
            continue
        gets, never = FLOW[party["role"]]
        to_holders = manifest["delivery"] != "joiner"
        more = {"keys": page.either(("; joint keys of its own rows", ", 자기 자료의 결합키")) if to_holders else "",
                "joinable": page.either(("; which of its rows are joinable, among decoys", ", 결합 가능한 자기 일련번호(미끼 포함)"))
                            if party["institution"] in may_learn else "",
                "series": page.either((", the same for a person in every release", ", 반출마다 같은 시계열분석키"))
                          if manifest.get("time_series") else ""}
        rows.append((party["institution"], party["role"], page.either(gets).format(**more), page.either(never)))
    page.table((page.word("institution"), page.word("role"), page.word("gets"), page.word("never")), rows)


def describe_parameters(page, options, out):
    ieumctl, ieum = options.bin / "ieumctl", options.bin / "ieum"
    page.heading("parameters")
    page.listing(run(ieumctl, "project", "show", "--manifest", "manifest.json", cwd=out))
    page.listing(run(ieum, "profile", "show", "profile.json", "--explain", cwd=out))


def measure_risk(page, options, out):
    arguments = ["--persons", options.attacked, "--seed", options.seed, "--known", 20, "--known", 100]
    if options.attacked >= 1200:
        arguments += ["--known", 400]
    table = run(options.bin / "ieum_attack", *arguments, "--profile", "profile.json", cwd=out)
    page.heading("risk")
    page.text(page.word("attack_note"))
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines() if "|" in line]
    # The time it took is no property of the profile.
    keep = [i for i, name in enumerate(lines[0]) if name != "seconds"]
    rows = [[line[i] for i in keep] for line in [lines[0], *lines[2:]]]
    page.table(rows[0], rows[1:])
    with open(out / "risk.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    page.listing(f"{page.word('command')}: ieum_attack " + " ".join(map(str, arguments)) + " --profile profile.json")


def measure_quality(page, options, out):
    synth = ["synth", "--persons", options.persons, "--preset", "kr-mid", "--seed", options.seed]
    link = ["link", "--profile", out / "profile.json", "--truth", "entity_id", "--output", "json"]
    with tempfile.TemporaryDirectory(prefix="ieum-evidence-") as folder:
        here = pathlib.Path(folder)
        run(options.bin / "ieum", *synth, "--out-a", "a.csv", "--out-b", "b.csv", cwd=here)
        # For invented persons any secret will do; a known one gives the same figures again.
        with open(os.open(here / "secret", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as secret:
            secret.write(f"ieum holder secret 1\n{hashlib.sha256(str(options.seed).encode()).hexdigest()}\n")
        run(options.bin / "ieum", "exact", "salt", "--out", "salt", cwd=here)
        figures = json.loads(run(options.bin / "ieum", *link, "--secret-file", "secret", "--party", "a=a.csv", "--party", "b=b.csv",
                                 "--exact", "statutory", "--salt-file", "salt", "--out", "groups.csv", cwd=here))
    methods = {"fuzzy": page.word("fuzzy"), "exact": page.word("exact")}
    rows = [(methods[row["method"]], figures["true_pairs"], row["pairs"], row["correct"],
             *(f"{row[measure]:.4f}" for measure in ("precision", "recall", "f1")))
            for row in figures["comparison"] if row["method"] in methods]
    head = ("", "true pairs", "declared", "correct", "precision", "recall", "F1")
    page.heading("quality")
    page.text(page.word("quality_note"))
    page.table(head, rows)
    page.listing(f"{page.word('command')}: ieum {' '.join(map(str, synth))} …; ieum link --profile profile.json --truth entity_id --exact statutory …")
    with open(out / "quality.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("method", *head[1:]), *rows])


def make_pack(options):
    text = options.manifest.read_text(encoding="utf-8")
    # As institutions signed it, or a draft.
    manifest = json.loads(text)
    manifest = manifest.get("manifest", manifest)
    out = options.out.resolve()
    out.mkdir(parents=True)
    (out / "manifest.json").write_text(text, encoding="utf-8")
    (out / "profile.json").write_text(json.dumps(manifest["profile"], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page = Page(options.language)
    describe(page, manifest)
    describe_parameters(page, options, out)
    measure_risk(page, options, out)
    measure_quality(page, options, out)
    page.write(out / "index.html")
    files = sorted(path for path in out.iterdir() if path.name != "SHA256SUMS")
    (out / "SHA256SUMS").write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files),
                                    encoding="utf-8")
    print(f"{out / 'index.html'}: {len(files)} files, for {manifest['project']}")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--manifest", type=pathlib.Path, required=True, help="the project's manifest, signed or a draft")
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder with ieum, ieumctl and ieum_attack")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder that is not there yet")
    parser.add_argument("--persons", type=int, default=10_000, help="rows of each linked file (default 10000)")
    parser.add_argument("--attacked", type=int, default=1_200, help="persons of the attack, 300 at least (default 1200)")
    parser.add_argument("--seed", type=int, default=1, help="of the invented persons (default 1)")
    parser.add_argument("--language", choices=("en", "ko"), default="en", help="of the page (default en)")
    options = parser.parse_args(arguments)
    options.bin = options.bin.resolve()
    for program in ("ieum", "ieumctl", "ieum_attack"):
        if not os.access(options.bin / program, os.X_OK):
            parser.error(f"there is no program '{program}' in '{options.bin}'; build it first")
    if options.out.exists():
        parser.error(f"'{options.out}' is there already; name a new folder")
    if options.attacked < 300 or options.persons < 100:
        parser.error("fewer than 300 attacked or 100 linked persons measure nothing")
    try:
        make_pack(options)
    except (Failure, OSError, ValueError, KeyError) as failure:
        print(f"evidence_pack.py: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
