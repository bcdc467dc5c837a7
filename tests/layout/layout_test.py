#!/usr/bin/env python3
"""Holds the layout: which module may include which, where third-party headers may appear, how long files may be.

usage: layout_test.py SOURCE_ROOT     (exit 1 and one line per violation)
       layout_test.py --self-test     (shows that each rule can fail)
"""
import pathlib
import re
import sys
import tempfile

# Each module may include itself and every module to its left.
CORE = ["base", "terminal", "page", "bits", "similarity", "join", "blocking", "model", "cluster", "jointkey", "matching", "matchreport"]
CLIENT = ["profile", "secret", "agreement", "normalize", "encode", "input", "batch", "check", "advice", "serials", "payload", "release", "exact", "submit", "relay", "result", "local", "synth"]
SERVER = ["observe", "config", "keystore", "storage", "audit", "auth", "jobs", "custody", "exchange", "joining", "service", "matcher", "joiner", "app"]

# What a module outside the three chains, or across components, may include beyond its own chain.
CORE_EXTRA = {
    "format": {"base", "bits"},
    "guard": {"base"},
    "payload": {"base", "bits", "format", "guard"},
    "manifest": {"base", "format", "pki"},
    "assembly": {"base", "format", "jointkey", "manifest"},
    "release": {"base", "format", "jointkey", "manifest", "payload", "assembly"},
    "disclosure": {"base", "terminal", "page", "format"},
    "review": {"base", "page", "format", "disclosure", "manifest", "pki"},
    "pki": {"base"},
    "auditlog": {"base", "pki"},
    "record": {"base", "terminal", "page", "format", "payload", "manifest", "auditlog"},
    "bundle": {"base", "pki"},
    "rpc": {"base"},
    "handover": {"base", "bundle", "rpc"},
    "checkup": {"base", "terminal", "page", "pki", "rpc"},
    "matching": set(CORE) - {"matchreport"} | {"format"},
    "matchreport": set(CORE) | {"format"},
}
CLIENT_CORE = {"base", "bits", "format", "guard"}
CLIENT_CORE_EXTRA = {
    "agreement": {"pki"},
    "check": {"page"},
    "local": set(CORE) | {"format"},
    "payload": {"jointkey", "payload"},
    "relay": {"rpc"},
    "release": {"jointkey", "manifest", "payload", "release"},
    "result": {"jointkey", "rpc"},
    "submit": {"rpc"},
    "cli": set(CORE) | {"format", "rpc", "pki", "bundle", "checkup", "handover", "manifest", "disclosure", "payload", "release"},
}
SERVER_CORE = set(CORE) | {"format", "auditlog", "bundle"}
SERVER_CORE_EXTRA = {"auth": {"rpc", "pki"}, "exchange": {"assembly", "manifest", "payload", "pki"}, "joining": {"assembly", "manifest", "payload", "pki", "release", "review"}, "joiner": {"release", "review"}, "service": {"manifest", "pki", "rpc"}, "app": {"pki"}, "cmd": {"rpc"}, "ieumctl": {"checkup", "disclosure", "handover", "manifest", "payload", "record", "review", "rpc", "pki"}}

# Third-party headers and the only places (path prefixes) that may include them.
FENCES = {
    "CLI/": ["client-sdk/cli/command_line", "linkage-server/ieum/server/config/parse_args",
             "linkage-server/cmd/ieumctl/command_line"],
    "grpcpp/": ["linkage-core/ieum/core/rpc/", "linkage-core/ieum/core/handover/", "client-sdk/ieum/client/submit/", "client-sdk/ieum/client/relay/", "client-sdk/ieum/client/result/",
                "linkage-server/ieum/server/service/", "linkage-server/ieum/server/matcher/", "linkage-server/ieum/server/joiner/",
                "linkage-server/ieum/server/auth/",
                "linkage-server/ieum/server/app/", "linkage-server/cmd/"],
    "ieum/v1/": ["linkage-core/ieum/core/handover/", "client-sdk/ieum/client/submit/", "client-sdk/ieum/client/relay/", "client-sdk/ieum/client/result/",
                 "linkage-server/ieum/server/service/", "linkage-server/ieum/server/matcher/", "linkage-server/ieum/server/joiner/",
                 "linkage-server/ieum/server/app/", "linkage-server/cmd/"],
    "rocksdb/": ["linkage-server/ieum/server/storage/rocks_"],
    "unicode/": ["client-sdk/ieum/client/exact/", "client-sdk/ieum/client/normalize/",
                 "client-sdk/ieum/client/profile/", "client-sdk/ieum/client/input/cp949_table"],
    "zlib.h": ["client-sdk/ieum/client/input/decompress"],
    "zstd.h": ["client-sdk/ieum/client/input/decompress"],
    "sqlite3.h": ["client-sdk/ieum/client/release/sqlite_table"],
    "p11-kit/": ["linkage-server/ieum/server/keystore/token_session"],
    "openssl/": ["linkage-core/ieum/core/base/", "linkage-core/ieum/core/pki/", "linkage-core/ieum/core/rpc/"],
    "isa-l": ["linkage-core/ieum/core/base/"],
    "nlohmann/": ["linkage-core/ieum/core/format/", "linkage-core/ieum/core/manifest/", "linkage-core/ieum/core/review/", "linkage-core/ieum/core/payload/", "linkage-core/ieum/core/release/release_", "linkage-core/ieum/core/auditlog/destruction_certificate", "linkage-server/ieum/server/custody/backup_statement", "linkage-server/ieum/server/app/offline_commands", "linkage-core/ieum/core/matching/model_file", "linkage-core/ieum/core/page/report", "linkage-core/ieum/core/record/", "linkage-core/ieum/core/disclosure/disclosure_policy", "linkage-core/ieum/core/disclosure/review_columns", "client-sdk/ieum/client/advice/", "client-sdk/ieum/client/exact/",
                  "client-sdk/ieum/client/profile/", "client-sdk/ieum/client/release/dictionary",
                  "client-sdk/cli/", "linkage-server/cmd/ieumctl/"],
}
NEVER_IN_HEADERS = ["CLI/", "nlohmann/", "rocksdb/", "unicode/", "openssl/", "p11-kit/", "isa-l", "zlib.h", "zstd.h", "sqlite3.h"]
LIMITS = {".h": 200, ".cc": 400}
TEST_LIMIT = 500
REFUSED_NAMES = re.compile(r"util|helper|manager|common", re.IGNORECASE)
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)


def module_of(path):
    """(component, module) of a source path, or None outside the components."""
    parts = path.split("/")
    if parts[0] == "linkage-core" and len(parts) > 4:
        return "core", parts[3]
    if parts[0] == "client-sdk":
        return ("client", parts[3]) if parts[1] == "ieum" else ("client", "cli")
    if parts[0] == "linkage-server":
        return ("server", parts[3]) if parts[1] == "ieum" else ("server", "ieumctl" if "ieumctl" in parts else "cmd")
    return None


def leftward(chain, module):
    return set(chain[: chain.index(module) + 1]) if module in chain else set(chain) | {module}


def allowed(component, module):
    """Allowed (component, module) targets of an include."""
    targets = set()
    if component == "core":
        names = CORE_EXTRA[module] | {module} if module in CORE_EXTRA else leftward(CORE, module)
        targets |= {("core", name) for name in names}
    elif component == "client":
        targets |= {("client", name) for name in leftward(CLIENT, module)}
        targets |= {("core", name) for name in CLIENT_CORE | CLIENT_CORE_EXTRA.get(module, set())}
    elif component == "server":
        if module == "ieumctl":
            targets.add(("server", "keystore"))
        else:
            targets |= {("server", name) for name in leftward(SERVER, module)}
        targets |= {("core", name) for name in SERVER_CORE | SERVER_CORE_EXTRA.get(module, set())}
    return targets


def violations(root):
    root = pathlib.Path(root)
    files = [p for top in ("linkage-core", "client-sdk", "linkage-server", "tests") for p in (root / top).rglob("*")
             if p.suffix in LIMITS]
    if not files:
        yield f"no sources under {root}"
    for file in sorted(files):
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8")
        where = module_of(path)
        limit = TEST_LIMIT if path.startswith("tests/") else LIMITS[file.suffix]
        lines = text.count("\n")
        if lines > limit and not text.startswith("// Long because "):
            yield f"{path}: {lines} lines, limit {limit}; split it, or begin with '// Long because …'"
        if REFUSED_NAMES.search(file.name):
            yield f"{path}: say what it holds; no util, helper, manager or common"
        for include in INCLUDE.findall(text):
            if where is None:
                continue
            match = re.match(r"ieum/(core|client|server)/(\w+)/", include)
            if match and match.groups() not in allowed(*where):
                yield (f"{path}: includes {include}; {where[0]}/{where[1]} may include only "
                       + ", ".join(sorted("/".join(t) for t in allowed(*where))))
            for prefix, places in FENCES.items():
                if include.startswith(prefix) and not any(path.startswith(place) for place in places):
                    yield f"{path}: includes {include}; only {', '.join(places)} may"
                if include.startswith(prefix) and file.suffix == ".h" and prefix in NEVER_IN_HEADERS:
                    yield f"{path}: includes {include}; headers may not, it costs every includer"


def self_test():
    cases = {
        "linkage-core/ieum/core/bits/a.h": '#include "ieum/core/similarity/kernel.h"\n',
        "linkage-core/ieum/core/format/b.cc": '#include "ieum/core/matching/matching_run.h"\n',
        "client-sdk/ieum/client/encode/c.cc": '#include "ieum/core/cluster/greedy_solver.h"\n',
        "linkage-server/ieum/server/jobs/d.cc": '#include <grpcpp/grpcpp.h>\n',
        "linkage-server/ieum/server/app/e.cc": '#include "ieum/client/encode/record_encoder.h"\n',
        "linkage-server/ieum/server/storage/rocks_f.h": '#include <rocksdb/db.h>\n',
        "linkage-core/ieum/core/base/g_utils.h": "\n",
        "client-sdk/cli/h.cc": "\n" * 401,
    }
    for path, text in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / path
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
            if not list(violations(folder)):
                print(f"self-test: the violation in {path} was not found")
                return 1
    return 0


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.argv[1] == "--self-test":
        return self_test()
    found = list(violations(sys.argv[1]))
    for line in found:
        print(line)
    return 1 if found else self_test()


if __name__ == "__main__":
    sys.exit(main())
