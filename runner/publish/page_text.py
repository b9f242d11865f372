"""temporary"""

from types import SimpleNamespace as PageText


def page_text(page, marks, links):
    lines = page.text.split("\n")
    for m in sorted(marks, key=lambda m: -m.line):
        at = m.line
        if at == 0:
            at = next((i + 1 for i, l in enumerate(lines) if l.lstrip("- ").startswith("# ")), 0)
            indent = ""
        else:
            indent = lines[at - 1][: len(lines[at - 1]) - len(lines[at - 1].lstrip())]
        lines[at:at] = [""] + [indent + x for x in ["```runbook", *m.body.split("\n"), "```"]] + [""]
    return PageText(text="\n".join(lines), findings=())
