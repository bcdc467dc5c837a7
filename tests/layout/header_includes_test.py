#!/usr/bin/env python3
"""Holds that a header includes what it uses, directly or through another header of the project.

Precompiled headers hide a forgotten include from the compiler; the target all_verify_interface_header_sets
(`cmake --build --preset headers`) does without them, but takes minutes. This reads the sources alone.

usage: header_includes_test.py SOURCE_ROOT     (exit 1 and one line per forgotten include)
       header_includes_test.py --self-test     (shows that the rule can fail)
"""
import pathlib
import re
import sys
import tempfile

ROOTS = ["linkage-core", "client-sdk", "linkage-server", "tests"]  # what an include in quotes is relative to

# A name and the headers that are promised to declare it.
DECLARED_IN = {
    "std::string": "string", "std::u16string": "string", "std::u32string": "string", "std::to_string": "string",
    "std::string_view": "string_view", "std::u16string_view": "string_view", "std::u32string_view": "string_view",
    "std::vector": "vector", "std::span": "span", "std::as_bytes": "span", "std::as_writable_bytes": "span",
    "std::array": "array", "std::optional": "optional", "std::nullopt": "optional", "std::variant": "variant",
    "std::unique_ptr": "memory", "std::shared_ptr": "memory", "std::weak_ptr": "memory",
    "std::make_unique": "memory", "std::make_shared": "memory",
    "std::function": "functional", "std::less": "functional", "std::hash": "functional string",
    "std::move": "utility", "std::pair": "utility map", "std::exchange": "utility", "std::swap": "utility",
    "std::map": "map", "std::multimap": "map", "std::set": "set", "std::deque": "deque", "std::list": "list",
    "std::unordered_map": "unordered_map", "std::unordered_set": "unordered_set", "std::tuple": "tuple",
    "std::atomic": "atomic", "std::mutex": "mutex", "std::thread": "thread", "std::jthread": "thread",
    "std::condition_variable": "condition_variable", "std::condition_variable_any": "condition_variable",
    "std::stop_token": "stop_token", "std::stop_source": "stop_token", "std::stop_callback": "stop_token",
    "std::filesystem": "filesystem", "std::chrono": "chrono", "std::byte": "cstddef", "std::ptrdiff_t": "cstddef",
    "std::FILE": "cstdio", "std::fprintf": "cstdio", "std::memcpy": "cstring", "std::memset": "cstring",
    "std::ostream": "ostream iosfwd", "std::ofstream": "fstream", "std::ifstream": "fstream",
    "std::ostringstream": "sstream", "std::istringstream": "sstream", "std::mt19937_64": "random",
    "std::initializer_list": "initializer_list", "std::numeric_limits": "limits", "std::endian": "bit",
    "std::bit_width": "bit", "std::countr_zero": "bit", "std::popcount": "bit", "std::sqrt": "cmath",
    "std::min": "algorithm", "std::max": "algorithm", "std::sort": "algorithm", "std::find": "algorithm",
    "std::copy": "algorithm", "std::any_of": "algorithm", "std::all_of": "algorithm", "std::iota": "numeric",
    "std::is_trivially_copyable_v": "type_traits", "std::type_identity_t": "type_traits",
    "std::same_as": "concepts", "std::getenv": "cstdlib", "std::exit": "cstdlib", "std::abort": "cstdlib",
    "absl::Status": "absl/status/status.h absl/status/statusor.h", "absl::OkStatus": "absl/status/status.h absl/status/statusor.h",
    "absl::StatusCode": "absl/status/status.h absl/status/statusor.h", "absl::StatusOr": "absl/status/statusor.h",
    "absl::Time": "absl/time/time.h", "absl::Duration": "absl/time/time.h", "absl::Seconds": "absl/time/time.h",
    "absl::Now": "absl/time/clock.h", "absl::CivilDay": "absl/time/civil_time.h absl/time/time.h",
    "absl::StrCat": "absl/strings/str_cat.h", "absl::StrFormat": "absl/strings/str_format.h",
    "absl::Mutex": "absl/synchronization/mutex.h", "absl::uint128": "absl/numeric/int128.h",
    "absl::flat_hash_map": "absl/container/flat_hash_map.h", "absl::flat_hash_set": "absl/container/flat_hash_set.h",
}
FIXED_WIDTH = re.compile(r"(?<![\w:])u?int(?:8|16|32|64)_t\b")
NAME = re.compile(r"\b(?:std|absl)::\w+")
INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.M)
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)


class Headers:
    """What each file includes, read once."""

    def __init__(self, root):
        self.root = root
        self.reached = {}

    def resolve(self, path, name):
        for base in [path.parent] + [self.root / part for part in ROOTS]:
            if (base / name).is_file():
                return (base / name).resolve()
        return None

    def external(self, path):
        """The headers of others that `path` includes, itself or through headers of the project."""
        if path not in self.reached:
            self.reached[path] = found = set()
            for _, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
                own = self.resolve(path, name)
                if own is None:
                    found.add(name)
                else:
                    found |= self.external(own)
        return self.reached[path]


def forgotten(headers, path):
    text = path.read_text(encoding="utf-8")
    code = COMMENT_OR_STRING.sub(" ", INCLUDE.sub(" ", text))
    wanted = {name: DECLARED_IN[name].split() for name in NAME.findall(code) if name in DECLARED_IN}
    if FIXED_WIDTH.search(code):
        wanted["fixed-width integers"] = ["cstdint", "stdint.h"]
    included = headers.external(path.resolve())
    return [f"uses {name}, does not include <{places[0]}>" for name, places in sorted(wanted.items())
            if not included.intersection(places)]


def check(root):
    headers = Headers(root.resolve())
    files = sorted(path for part in ROOTS for path in (root / part).rglob("*.h"))
    return [f"{path.relative_to(root)}: {what}" for path in files for what in forgotten(headers, path)]


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        core = root / "linkage-core/ieum/core/base"
        core.mkdir(parents=True)
        (core / "text.h").write_text("#include <string>\nstd::string Text();\n", encoding="utf-8")
        (core / "good.h").write_text('#include "ieum/core/base/text.h"\n// std::vector\nstd::string Twice();\n', encoding="utf-8")
        (core / "bad.h").write_text("#include <string>\nstd::vector<std::string> All(uint8_t n);\n", encoding="utf-8")
        said = check(root)
        here = "linkage-core/ieum/core/base/bad.h: uses "
        want = [here + "fixed-width integers, does not include <cstdint>", here + "std::vector, does not include <vector>"]
        if said != want:
            print(f"want {want}\nhave {said}")
            return 1
    return 0


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    if sys.argv[1] == "--self-test":
        return self_test()
    if self_test() != 0:
        return 1
    said = check(pathlib.Path(sys.argv[1]))
    print("\n".join(said) if said else "every header includes what it uses")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
