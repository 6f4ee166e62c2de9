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
    lists.expect(passes, target, lists.disguised(needed), True, "pac")
    lists.expect(passes, target, hostile, False, "pac")
    pacparser.cleanup()
    print(f"pac {' '.join(target)}: {len(needed)} pass, {len(hostile)} do not")

pacparser.init()
good = lists.written("pac", lists.TARGETS[0], "--with-rules")
for broken in [good.replace("  );", "  ;"), good.replace('"DIRECT"', '"DIRECT')]:
    try:
        pacparser.parse_pac_string(broken)
    except Exception:
        # The library keeps the type of its errors to itself.
        continue
    lists.fail("pacparser takes what is broken: this check checks nothing")
pacparser.cleanup()
