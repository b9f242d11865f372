"""English verbs in the forms that a page may use, as regular expressions. Knows no patterns.

A verb phrase is `contains`, `should now contain`, `does not contain`, `no longer contains`; a phrase that
says no has a group `not`.
"""

from __future__ import annotations

_MODAL = "(?:should|must|will|shall|(?:is|are) (?:expected|supposed) to|needs? to|ought to)"
_ADVERB = "(?:now |then |also |still |again )?"
_NOT = "(?P<not>(?: not|n't)(?: be able to)?| never| no longer)?"
# The past of verbs that are not regular.
_PAST = {
    "show": "showed|shown",
    "write": "wrote|written",
    "read": "read",
    "have": "had",
    "hold": "held",
    "say": "said",
    "give": "gave|given",
    "take": "took|taken",
    "begin": "began|begun",
    "end": "ended",
    "last": "lasted",
    "find": "found",
}


def verb_phrase(verbs: list[str]) -> str:
    """A pattern for any of the verbs, in present and past, with a modal verb or without, negated or not."""
    base = "|".join(verbs)
    finite = "|".join(form for verb in verbs for form in (verb, _third_person(verb), _past(verb)))
    participles = "|".join(_past(verb).rpartition("|")[2] for verb in verbs)
    return (
        rf"(?:{_MODAL}{_NOT} {_ADVERB}(?:{base}|have (?:{participles}))"
        rf"|(?:does|do|did)(?P<not>n't| not) {_ADVERB}(?:{base})"
        rf"|(?:(?P<not>never|no longer) )?{_ADVERB}(?:{finite}))"
    )


def to_be(*, plain: bool = False) -> str:
    """A pattern for `is`, `should be`, `was not`, `has been`; a plain one has no negation."""
    negation = "" if plain else _NOT
    return (
        rf"(?:{_MODAL}{negation} {_ADVERB}be"
        rf"|(?:is|are|was|were|stays?|remains?|(?:has|have){negation} been){negation})(?: now| then| still)?"
    )


def _third_person(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"


def _past(verb: str) -> str:
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + ("d" if verb.endswith("e") else "ed")
