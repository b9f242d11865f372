"""Secrets out of text before it is printed or kept. Decides nothing about checks: those see the raw text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.run import views
from runner.run.cuts import without_cut_lines
from runner.run.shapes import find_shapes, is_word, rules, rules_for, says_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.run.encodings import Form
    from runner.run.shapes import Rule
    from runner.run.views import View

# A text is masked in blocks of so many characters, each with what follows it within the reach of a secret.
_BLOCK = 1 << 18
_LEAST_REACH = 1 << 15
# What of the text before a block the patterns may look back at.
_LOOK_BACK = 1 << 10
# A value that is shorter than this is too common a word to hide, unless the page declares it secret.
_SHORTEST = 6
# Of texts no longer than this so many are kept in mind as clean.
_SHORT = 200
_KEPT_IN_MIND = 4096
# The least length of a spelling that is looked for across white space.
_SHORTEST_PACKED = 8


class Span(Struct, frozen=True, kw_only=True):
    """A place in a text that is to be hidden.

    Attributes:
        rank: 0 for a known secret, 1 for a shape: of two that begin together the lower one names the mark.
        secret: What tells this secret from others, for the count.
        more: What would belong to it as well if the text went on.
    """

    start: int
    end: int
    rank: int
    kind: str
    secret: str
    more: re.Pattern[str] | None = None


def known_secrets(
    environment: Mapping[str, str], declared: Mapping[str, str], others: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Give the values to hide, each with the kind that its mark names.

    Args:
        environment: The environment of the steps; variables named like secrets count.
        declared: What the page declares secret: value → name.
        others: Names and values from elsewhere, such as files of settings; names count as there.
    """
    found = {value: name for name, value in others if _is_secret(name, value)}
    # Of the system's environment a value is decoded when it is asked for, and few are.
    named = {name: environment[name] for name in environment if says_secret(name)}
    found |= {value: f"env:{name}" for name, value in named.items() if _is_secret(name, value)}
    # What the page declares secret is hidden however short it is.
    return found | {value: name for value, name in declared.items() if value.strip()}


def _is_secret(name: str, value: str) -> bool:
    return says_secret(name) and len(value.strip()) >= _SHORTEST and not is_word(value)


def make_mask(secrets: Mapping[str, str], *, authored: bool = False) -> Mask:
    """Give the mask that hides the secrets (value → kind), in all their spellings, and every known shape.

    Args:
        secrets: Value → kind.
        authored: Whether it is for what a person wrote: then only shapes that tell themselves are hidden.
    """
    mask = Mask(authored=authored)
    mask.learn(secrets)
    return mask


class Mask:
    """Hides secrets in whole texts, and counts how many different ones it hid.

    A call of it gives the text with marks such as `***aws-access-key***`; a text without secrets stays as it
    is, to the byte. Masking a masked text changes nothing.

    Attributes:
        clean: Frozen data in which nothing was to be hidden, by identity, until a further secret is learnt.
    """

    def __init__(self, *, authored: bool = False) -> None:
        self._authored = authored
        self._values: set[str] = set()
        self._forms: dict[str, tuple[Form, str]] = {}
        self._packed: dict[str, tuple[Form, str]] = {}
        self._seen: set[str] = set()
        # Short texts without secrets: the same readings and details come again in each step.
        self._clean: set[str] = set()
        self.clean: dict[int, object] = {}
        self._marks = re.compile("")
        self._name_marks()

    def learn(self, secrets: Mapping[str, str]) -> None:
        """Hide these too from now on: value → kind."""
        new = {value: kind for value, kind in secrets.items() if value not in self._values}
        self._values |= new.keys()
        if not new:
            return
        self._clean.clear()
        self.clean.clear()
        from runner.run.encodings import forms_of

        for value, kind in new.items():
            for form in forms_of(value):
                self._forms.setdefault(form.text, (form, kind))
                together = views.packed_text(form.text)
                if len(together) >= _SHORTEST_PACKED:
                    self._packed.setdefault(together, (form, kind))
        self._name_marks()

    def is_clean(self, data: object) -> bool:
        """Whether it is known of this very data that nothing in it is to be hidden."""
        return id(data) in self.clean

    def _name_marks(self) -> None:
        kinds = {rule.kind for rule in rules()} | {kind for _, kind in self._forms.values()}
        self._marks = re.compile(rf"\*{{3}}(?:{'|'.join(map(re.escape, sorted(kinds)))})\*{{3}}")

    @property
    def count(self) -> int:
        """How many different secrets were hidden so far."""
        return len(self._seen)

    @property
    def reach(self) -> int:
        """How many characters a secret may take up, colours and line breaks included."""
        return max(_LEAST_REACH, 8 * max(map(len, self._forms), default=0))

    def output(self, text: str, *, cut: bool) -> str:
        """Give an output without its secrets.

        Args:
            text: The output.
            cut: Whether its middle was left out: then halves of secrets at the edges are hidden too.
        """
        return self(without_cut_lines(text, self._forms) if cut else text)

    def __call__(self, text: str) -> str:
        """Give the text without its secrets."""
        if text in self._clean:
            return text
        if len(text) < _BLOCK and not self.find(text):
            if len(text) <= _SHORT and len(self._clean) < _KEPT_IN_MIND:
                self._clean.add(text)
            return text
        masker = Masker(self)
        return masker.feed(text) + masker.close()

    def mark(self, span: Span) -> str:
        """Give what stands in a secret's place, and count the secret."""
        self._seen.add(span.secret)
        return f"***{span.kind}***"

    @property
    def authored(self) -> bool:
        """Whether it is for what a person wrote."""
        return self._authored

    @property
    def knows_values(self) -> bool:
        """Whether it hides more than shapes."""
        return bool(self._values)

    def find(self, text: str, among: Iterable[Rule] | None = None) -> list[Span]:
        """Find what is to be hidden, in the order of the text; places may overlap.

        Args:
            text: Where to look.
            among: The shapes to look for; without it all that the mask is for.
        """
        shapes = rules_for(authored=self._authored) if among is None else tuple(among)
        found = [*_known(views.whole(text), self._forms), *_shapes(views.whole(text), shapes)]
        if views.has_invisible(text):
            plain = views.plain(text)
            # To take an escape away would show what it hides: a shape in the text as it is ends before one.
            found = [cut for span in found if (cut := _before_invisible(span, text))]
            found += [*_known(plain, self._forms), *_shapes(plain, shapes)]
            found += _known(views.packed(text), self._packed)
        elif self._may_be_wrapped(text):
            found += _known(views.packed(text), self._packed)
        if found and "***" in text:
            marks = [match.span() for match in self._marks.finditer(text)]
            found = [span for span in found if not _within(span, marks)]
        return sorted(found, key=lambda span: (span.start, span.rank, -span.end))

    def _may_be_wrapped(self, text: str) -> bool:
        together = views.packed_text(text) if self._packed else ""
        return any(form in together for form in self._packed)


def _known(view: View, forms: Mapping[str, tuple[Form, str]]) -> Iterator[Span]:
    for wanted, (form, kind) in forms.items():
        at = view.text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            start, stop = view.span(*_with_neighbours(form, view.text, at, end))
            yield Span(start=start, end=stop, rank=0, kind=kind, secret=f"known {kind}")
            at = view.text.find(wanted, end)


def _with_neighbours(form: Form, text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a spelling with what holds a part of the secret beside it, and its padding."""
    if form.before and start > 0 and _is_base64(text[start - 1]):
        start -= 1
    if form.after and end < len(text) and _is_base64(text[end]):
        end += 1
        while end < len(text) and text[end] == "=":
            end += 1
    return start, end


def _is_base64(char: str) -> bool:
    return char.isalnum() or char in "+/-_"


def _shapes(view: View, among: Iterable[Rule]) -> Iterator[Span]:
    for found in find_shapes(view.text, among):
        start, end = view.span(found.start, found.end)
        secret = f"{found.kind} {found.value}"
        yield Span(start=start, end=end, rank=1, kind=found.kind, secret=secret, more=found.more)


def _before_invisible(span: Span, text: str) -> Span | None:
    """A shape up to what a terminal shows nothing for, None where that is nothing; else the span."""
    at = views.first_invisible(text, span.start, span.end)
    if span.rank == 0 or at is None:
        return span
    return replace(span, end=at, more=None) if at > span.start else None


def _within(span: Span, marks: list[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in marks)


class Masker:
    """Masks a text that comes in pieces, in bounded memory; the pieces do not matter to the result.

    The text is taken in blocks counted from its beginning. Each block is searched together with what follows
    it within the reach of a secret, so that one which begins in it is seen whole.
    """

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._ahead = mask.reach
        self._pieces: list[str] = []
        self._size = 0
        # Offsets in the pieces: where the present block begins, and up to where all is hidden.
        self._begin = 0
        self._hidden = 0
        self._more: re.Pattern[str] | None = None

    def feed(self, piece: str) -> str:
        """Take the next piece; give what is settled by now."""
        parts = (piece[at : at + _BLOCK] for at in range(0, len(piece), _BLOCK))
        return "".join(map(self._take, parts))

    def _take(self, part: str) -> str:
        self._pieces.append(part)
        self._size += len(part)
        given = []
        while self._size - self._begin >= _BLOCK + self._ahead:
            given.append(self._settle(self._begin + _BLOCK, self._begin + _BLOCK + self._ahead))
        return "".join(given)

    def close(self) -> str:
        """Give the rest; nothing may be fed any more."""
        return self._settle(self._size, self._size)

    def _settle(self, end: int, seen: int) -> str:
        """Mask the present block, up to `end`, having looked at the text up to `seen`."""
        text = "".join(self._pieces)
        window = text[:seen]
        self._go_on(window)
        last = end == len(window)
        found = self._mask.find(window)
        begun = [span for span in found if span.start >= self._begin and (last or span.start < end)]
        given = self._hide(window, begun, end)
        keep = max(end - _LOOK_BACK, 0)
        self._pieces, self._size = [text[keep:]], len(text) - keep
        self._begin, self._hidden = end - keep, self._hidden - keep
        return given

    def _go_on(self, window: str) -> None:
        """Hide what belongs to a secret that went on beyond what was seen of it."""
        if self._more is not None:
            match = self._more.match(window, self._hidden)
            self._hidden = match.end() if match else self._hidden
            self._more = self._more if self._hidden == len(window) else None

    def _hide(self, window: str, spans: list[Span], end: int) -> str:
        given, at = list[str](), max(self._begin, self._hidden)
        for span in spans:
            if span.start >= at:
                given += [window[at : span.start], self._mask.mark(span)]
            if span.end == len(window) and span.more is not None:
                self._more = span.more
            at = max(at, span.end)
        self._hidden = max(self._hidden, at)
        given.append(window[at:end])
        return "".join(given)
