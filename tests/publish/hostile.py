"""Text that would do harm if it were ever read as more than text: markup, macros, file inclusion, escapes."""

from __future__ import annotations

MARK = "harm"
# Where one of these becomes an element, it is in the page by this id; a script among them opens a dialog.
MARKUP = (
    f"<script>alert('{MARK}')</script>",
    f"</samp></pre></details></div></section><img id={MARK} src=x onerror=alert(1)>",
    f"<!-- <b id={MARK}>",
    f"--><b id={MARK}>",
    f'"><svg id={MARK} onload=alert(1)>',
    f"' onmouseover='alert(1)' id='{MARK}",
    f"&lt;b id={MARK}&gt;&#60;b id={MARK}&#62;",
    f"[click](javascript:alert('{MARK}'))",
    f"![x](x){{: #{MARK} onerror=alert(1) }}",
    f"# {MARK} {{#{MARK}}}",
)
MACROS = (
    "{{ 7 * 191 }}",
    "{% for i in (1,) %}13{{ 3 }}7{% endfor %}",
    "{# gone #}",
    "${7*191}",
    "{{ config }}",
)
# An inclusion would show what that file holds.
INCLUSIONS = ('--8<-- "secret.txt"', "--8<--\nsecret.txt\n--8<--", '{% include "secret.txt" %}', ";--8<-- x")
FENCES = (*("`" * count for count in (1, 2, 3, 4, 8, 60)), "~~~~", "```runbook\npage: x\n```")
ESCAPES = (
    f"\x1b]8;;javascript:alert('{MARK}')\x1b\\click\x1b]8;;\x1b\\",
    "\u202eright to left\u202c\u2066\u2069",
    "nul \x00 and \x07 bell",
    "c1 \u009b31m \u0085 \u0090 \u009d8;;javascript:x\u009c",
    "\x1b[999;999;999m\x1b[38;5mcolours\x1b[",
    "over\rwritten",
    "\ufeff\ufffe\U000e0041 surrogates and tags",
)
ALL = MARKUP + MACROS + INCLUSIONS + FENCES + ESCAPES
SECRET_FILE = "what-the-included-file-holds"
TITLE = f"Print `</title><script>alert(1)</script><b id={MARK}>`"
# As its author would write it: what Markdown lets through is the author's own, so what is hostile is in code.
PAGE = f"""\
---
variables:
  what: plain
---

# {TITLE}

Say it.

## Procedure

### 1. Do `<img id={MARK} src=x onerror=alert(1)>` and "quotes"

Print `$what` and `<img id={MARK}>`:

```bash
printf '%s\\n' "$what"
cat harm.txt
cat harm.txt >&2
```

The output contains `<script>alert('{MARK}')</script>`. It looks lovely, `<u id={MARK}>`.

### 2. Print a lot

Print 5 MB:

```bash
head -c 2500000 /dev/zero | tr '\\0' '<'
echo
yes '<b id={MARK}>' | head -c 2500000
```

### 3. Leave files of odd names

Make them:

```bash
touch -- '<b id={MARK}>' '`x`' '"><b id={MARK}>'
while IFS= read -r name; do touch -- "$name"; done < names.txt
sh -c "echo '<b id={MARK}>' >&2; exit 3"
```

## Troubleshooting

| Symptom | Remedy |
| --- | --- |
| `<b id={MARK}>` | Use `<b id={MARK}>` |
"""
