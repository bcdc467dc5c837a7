#!/usr/bin/env python3
"""Holds docs/formats/profile.schema.json to the profiles that ship, and shows that it refuses what it should.

usage: profile_schema_test.py SOURCE_ROOT

The checker below knows the part of JSON Schema (draft 2020-12) that the schema uses and fails on any other keyword,
so that no rule is passed over in silence. That the schema and the reader know the same members and words is held by
profile_schema_members_test.cc.
"""
import copy
import json
import pathlib
import re
import sys

ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {"object": dict, "array": list, "string": str, "boolean": bool}[name])


def same(a, b):
    return type(a) is type(b) and a == b


class Checker:
    def __init__(self, schema):
        self.root = schema

    def errors(self, value, schema, where=""):
        """Yields one line per rule that `value` breaks."""
        if schema is True:
            return
        if schema is False:
            yield f"{where}: not allowed here"
            return
        known = ANNOTATIONS | {"else", "then"}
        for keyword, rule in schema.items():
            if keyword in known:
                continue
            check = getattr(self, "check_" + keyword.replace("$", ""), None)
            if check is None:
                raise ValueError(f"the checker does not know the keyword {keyword}; teach it")
            yield from check(value, rule, schema, where)

    def good(self, value, schema):
        return not list(self.errors(value, schema))

    def check_ref(self, value, rule, _schema, where):
        target = self.root
        for part in rule.removeprefix("#/").split("/"):
            target = target[part]
        yield from self.errors(value, target, where)

    def check_type(self, value, rule, _schema, where):
        if not is_type(value, rule):
            yield f"{where}: is not of type {rule}"

    def check_const(self, value, rule, _schema, where):
        if not same(value, rule):
            yield f"{where}: is not {rule!r}"

    def check_enum(self, value, rule, _schema, where):
        if not any(same(value, each) for each in rule):
            yield f"{where}: is none of {rule}"

    def check_minimum(self, value, rule, _schema, where):
        if is_type(value, "integer") and value < rule:
            yield f"{where}: is below {rule}"

    def check_maximum(self, value, rule, _schema, where):
        if is_type(value, "integer") and value > rule:
            yield f"{where}: is above {rule}"

    def check_multipleOf(self, value, rule, _schema, where):  # noqa: N802
        if is_type(value, "integer") and value % rule:
            yield f"{where}: is no multiple of {rule}"

    def check_minLength(self, value, rule, _schema, where):  # noqa: N802
        if isinstance(value, str) and len(value) < rule:
            yield f"{where}: is shorter than {rule}"

    def check_maxLength(self, value, rule, _schema, where):  # noqa: N802
        if isinstance(value, str) and len(value) > rule:
            yield f"{where}: is longer than {rule}"

    def check_pattern(self, value, rule, _schema, where):
        # In JSON Schema '$' is the very end; in Python a line feed may follow it.
        if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", rule), value):
            yield f"{where}: does not match {rule}"

    def check_minItems(self, value, rule, _schema, where):  # noqa: N802
        if isinstance(value, list) and len(value) < rule:
            yield f"{where}: has fewer than {rule} items"

    def check_maxItems(self, value, rule, _schema, where):  # noqa: N802
        if isinstance(value, list) and len(value) > rule:
            yield f"{where}: has more than {rule} items"

    def check_uniqueItems(self, value, rule, _schema, where):  # noqa: N802
        if rule and isinstance(value, list) and len({json.dumps(v) for v in value}) != len(value):
            yield f"{where}: has an item twice"

    def check_items(self, value, rule, _schema, where):
        for i, each in enumerate(value if isinstance(value, list) else []):
            yield from self.errors(each, rule, f"{where}[{i}]")

    def check_required(self, value, rule, _schema, where):
        for name in rule if isinstance(value, dict) else []:
            if name not in value:
                yield f"{where}: has no {name}"

    def check_properties(self, value, rule, _schema, where):
        for name, each in value.items() if isinstance(value, dict) else []:
            if name in rule:
                yield from self.errors(each, rule[name], f"{where}.{name}")

    def check_additionalProperties(self, value, rule, schema, where):  # noqa: N802
        for name in value if isinstance(value, dict) else []:
            if not rule and name not in schema.get("properties", {}):
                yield f"{where}: has the unknown member {name}"

    def check_allOf(self, value, rule, _schema, where):  # noqa: N802
        for each in rule:
            yield from self.errors(value, each, where)

    def check_oneOf(self, value, rule, _schema, where):  # noqa: N802
        fits = sum(self.good(value, each) for each in rule)
        if fits != 1:
            yield f"{where}: fits {fits} of the {len(rule)} forms"

    def check_if(self, value, rule, schema, where):
        yield from self.errors(value, schema.get("then" if self.good(value, rule) else "else", True), where)


def changed(profile, path, value):
    """A copy with the member at `path` set, or removed if `value` is None."""
    result = copy.deepcopy(profile)
    at = result
    for part in path[:-1]:
        at = at[part]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return result


def refused_changes():
    """(path, value) of changes to card-customer that break the schema."""
    yield from (((name,), None) for name in ("profile", "version", "unicode", "icu", "preset", "threshold",
                                             "segments", "fields"))
    for member in ("name", "segment", "attribute", "normalizer", "tokenizer", "bits_per_token", "tokens",
                   "entropy_bits"):
        yield ("fields", 0, member), None
    yield from [
        (("note",), "x"), (("profile",), "Card"), (("profile",), "card-"), (("profile",), "card\n"),
        (("version",), 0), (("version",), True), (("version",), "1"), (("threshold",), 10001),
        (("preset",), "strong"), (("icu",), "72"), (("segments",), []), (("fields",), {}),
        (("allow_partial_ci",), 1), (("segments", 0, "bits"), 100), (("segments", 0, "weight"), 0),
        (("segments", 0, "hardening", "method"), "fold"), (("segments", 0, "hardening", "xor_count"), 17),
        (("segments", 0, "hardening", "filter_bits"), 1000), (("segments", 0, "hardening", "xor_count"), None),
        (("segments", 1, "hardening", "filter_bits"), 256), (("segments", 1, "hardening"), None),
        (("segments", 0, "note"), 1), (("fields", 0, "name"), "Name"), (("fields", 0, "note"), 1),
        (("fields", 0, "column"), ""), (("fields", 0, "column"), "a\tb"), (("fields", 0, "attribute"), "surname"),
        (("fields", 0, "normalizer"), "date"), (("fields", 0, "tokenizer"), "date_components"),
        (("fields", 0, "options", "lunar_candidate"), True), (("fields", 1, "options"), {"fold_vowels": True}),
        (("fields", 1, "options"), {"two_digit_years_from": 1849}), (("fields", 1, "options"), {"pivot": 1}),
        (("fields", 0, "bits_per_token"), 65), (("fields", 0, "tokens"), 0), (("fields", 0, "entropy_bits"), 129),
        (("fields", 0, "invalid"), "drop"), (("fields", 1, "missing_values", 0), ""),
        (("fields", 1, "missing_values", 0), "x "), (("fields", 1, "missing_values"), "x"),
        (("blocking_keys", 0, "method"), "minhash"), (("blocking_keys", 0, "bands"), 1),
        (("blocking_keys", 0, "rows"), 2), (("blocking_keys", 0, "fields"), []),
        (("blocking_keys", 0, "fields"), ["name", "name"]), (("blocking_keys", 0, "note"), 1),
    ]


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = pathlib.Path(sys.argv[1])
    schema = json.loads((root / "docs/formats/profile.schema.json").read_text(encoding="utf-8"))
    checker = Checker(schema)
    failures = []
    files = sorted((root / "client-sdk/data/profiles").glob("*.json")) + [root / "tests/vectors/profile.json"]
    for file in files:
        profile = json.loads(file.read_text(encoding="utf-8"))
        failures += [f"{file.name}{error}" for error in checker.errors(profile, schema)]
    base = json.loads((root / "client-sdk/data/profiles/card-customer.json").read_text(encoding="utf-8"))
    changes = list(refused_changes())
    for path, value in changes:
        if checker.good(changed(base, path, value), schema):
            failures.append(f"the schema accepts {path} = {value!r}")
    plain = changed(changed(base, ("preset",), "plain"), ("fields", 0, "tokens"), None)
    failures += [f"plain{error}" for error in checker.errors(plain, schema)]
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"checked {len(files)} profiles and {len(changes)} broken ones")
    return 1 if failures or len(files) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
