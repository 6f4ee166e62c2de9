"""Proxy auto-configuration: pacparser evaluates the function and is asked about hosts."""

import sys

import lists

try:
    import pacparser
except ImportError:
    print("NOT RUN: pacparser is not there", file=sys.stderr)
    sys.exit(77)

for target in lists.TARGETS:
    pacparser.init()
    pacparser.parse_pac_string(lists.written("pac", target, "--with-rules"))

    def passes(name):
        return pacparser.find_proxy(f"https://{name}/", name) == "DIRECT"

    needed, hostile = lists.needed(target), lists.hostile(target)
    lists.expect(passes, target, needed, True, "pac")
    odd = [name.upper() for name in needed[:3]] + [f"{name}." for name in needed[:3]]
    lists.expect(passes, target, odd, True, "pac")
    lists.expect(passes, target, hostile + [f"{name}." for name in hostile[:9]], False, "pac")
    pacparser.cleanup()
    print(f"pac {' '.join(target)}: {len(needed)} pass, {len(hostile)} do not")
