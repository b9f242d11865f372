"""What a page means and what will be run: frozen data that every room shares.

Nothing here reads, runs or decides. Lines are 1-based, end lines inclusive. A `path` beside a line names the
page that it is of, where that is not the page itself: a block of another page may be embedded. The garbage
collector is spared what there is most of (`gc=False`): nothing in it leads back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.manner import AS_IT_COMES, Manner

if TYPE_CHECKING:
    from runner.expectations import Claim
    from runner.outline import Dialect, Finding


class SectionKind(StrEnum):
    """What a section is for; synonyms of the headings are data of `runner.read`."""

    GOAL = "goal"
    PRECONDITIONS = "preconditions"
    PROCEDURE = "procedure"
    VERIFICATION = "verification"
    CLEANUP = "cleanup"
    TROUBLESHOOTING = "troubleshooting"
    REFERENCES = "references"
    OTHER = "other"


class StepKind(StrEnum):
    """What carrying a step out means."""

    COMMAND = "command"
    FILE = "file"
    MANUAL = "manual"


class Impact(StrEnum):
    """What a step does at most; `paid` costs money."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    PAID = "paid"


class Capture(Struct, frozen=True, kw_only=True):
    """A value that the page has its reader take from a step for steps to come.

    Attributes:
        name: As the page writes it: of a field of the output, or of a variable of the shell.
        of_shell: Whether it is a variable of the shell.
        back: Whether it is of the command before the step that the sentence belongs to.
        said: The sentence that asks for it; empty where a command sets the variable.
        line: The sentence's, or the command's step's.
    """

    name: str
    line: int
    of_shell: bool = False
    back: bool = False
    said: str = ""
    path: str = ""


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """One step of the procedure, as the page writes it.

    Attributes:
        id: `<section>.<number>`, such as `2.3`, `p.1` or `c.1`.
        section: The text of the heading that the step stands under.
        code: The fence as written (prompts too); empty where the step shows none.
        code_line: The line of the code's first line.
        source: What bash is given: `code` without prompts and shown output.
        stands_for: Ids of the steps in whose place an alternative runs.
        together: Ids of the steps that make up the same alternative, its own among them.
        exit_status: What the author expects; None where the page shows an error and says no status.
        timeout: Seconds, where the fence sets them.
        sha256: The digest of the block and its claims, wherever they stand.
        remedies: What the page advises right behind it for its failure.
        captures: What its prose tells the reader to take from an output.
    """

    id: str
    kind: StepKind
    title: str
    section: str
    section_kind: SectionKind
    line: int
    end_line: int
    language: str = ""
    code: str = ""
    code_line: int = 0
    source: str = ""
    file: str | None = None
    optional: bool = False
    alternative: bool = False
    stands_for: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    exit_status: int | None = 0
    timeout: float | None = None
    name: str = ""
    path: str = ""
    manner: Manner = AS_IT_COMES
    sha256: str = ""
    remedies: tuple[Remedy, ...] = ()
    captures: tuple[Capture, ...] = ()


class NeedKind(StrEnum):
    """What a precondition asks for; what is left to a person is a `person`'s."""

    PROGRAM = "program"
    VARIABLE = "variable"
    FILE = "file"
    REPOSITORY = "repository"
    CREDENTIALS = "credentials"
    PROFILE = "profile"
    ACCOUNT = "account"
    BEDROCK = "bedrock"
    MODEL = "model"
    STATE = "state"
    SYSTEM = "system"
    PERSON = "person"


class Versions(Struct, frozen=True, kw_only=True):
    """Which versions will do.

    Attributes:
        least: The lowest one, empty where any is low enough.
        most: The highest one; 3.12.4 is within 3.12.
        below: The first one that will not do, empty as above.
        usual: The page's words for what no version can be held against, such as "latest" or "18.x".
    """

    least: str = ""
    most: str = ""
    below: str = ""
    usual: str = ""


class Need(Struct, frozen=True, kw_only=True):
    """One thing that a precondition asks for.

    Attributes:
        name: The program, variable, path, profile, account, model or system; a person's in the page's words.
        state: What the program must be, in the page's words: "running".
        region: Where a model must be, empty for the page's region.
        doubtful: Whether it may be where nobody can look, so that to find nothing proves nothing.
    """

    kind: NeedKind
    name: str = ""
    versions: Versions = Versions()
    region: str = ""
    state: str = ""
    doubtful: bool = False


class Precondition(Struct, frozen=True, kw_only=True):
    """A sentence under preconditions and what it was read as.

    Attributes:
        needs: What it asks for, empty where it was not read.
        any_of: Whether one of them is enough.
        choice: The line of the first precondition of its list if one of the list is enough, else 0.
        reading: The precondition in plain words, None where it is left to the person.
    """

    text: str
    line: int
    optional: bool = False
    needs: tuple[Need, ...] = ()
    any_of: bool = False
    choice: int = 0
    reading: str | None = None
    path: str = ""

    @property
    def program(self) -> str:
        """The first program that it asks for, empty where there is none."""
        return next((need.name for need in self.needs if need.kind is NeedKind.PROGRAM), "")

    @property
    def version(self) -> str:
        """The least version of that program, as the page writes it."""
        return next((need.versions.least for need in self.needs if need.kind is NeedKind.PROGRAM), "")


class Remedy(Struct, frozen=True, kw_only=True):
    """A row of the page's advice: under Troubleshooting, or a sentence right behind a step.

    Attributes:
        symptom: In plain text, code in backticks.
        remedy: The same; empty where the page gives none.
        code: The fences of the remedy, in order.
    """

    symptom: str
    remedy: str
    line: int
    path: str = ""
    code: tuple[str, ...] = ()


class NotRun(Struct, frozen=True, kw_only=True):
    """A fence of a section that runs which is no step: without a language, or of one that is no shell.

    Attributes:
        shows_output: Whether its language says that it shows what a command prints.
    """

    line: int
    end_line: int
    language: str
    shows_output: bool
    path: str = ""


class Declaration(Struct, frozen=True, kw_only=True):
    """A variable that the page declares in its settings."""

    name: str
    line: int
    default: str | None = None
    secret: bool = False
    required: bool = False
    path: str = ""


class Settings(Struct, frozen=True, kw_only=True):
    """The page's settings; names and forms are the contract's.

    Attributes:
        timeout: Seconds a step.
        stand_in: The stand-in that the page may run on, such as `bedrock`.
    """

    variables: tuple[Declaration, ...] = ()
    target: str = ""
    stand_in: str = ""
    timeout: float | None = None
    workdir: str = ""
    expect: tuple[Claim, ...] = ()
    allow: tuple[str, ...] = ()
    needs: str = ""
    expect_verdict: str = ""
    because: str = ""


class Procedure(Struct, frozen=True, kw_only=True):
    """A page's meaning."""

    path: str
    title: str
    dialect: Dialect
    sha256: str
    settings: Settings
    preconditions: tuple[Precondition, ...] = ()
    steps: tuple[Step, ...] = ()
    troubleshooting: tuple[Remedy, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    findings: tuple[Finding, ...] = ()


# The plan: what will be run, with whose values.


class Source(StrEnum):
    """Where a variable's value comes from."""

    PAGE = "page"
    LIFTED = "lifted"
    CAPTURED = "captured"
    CONFIG = "config"
    FILE = "file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command-line"


class Variable(Struct, frozen=True, kw_only=True):
    """A variable of the page with the value of this run; `line` is where the page first names it.

    Attributes:
        missing: Whether the page cannot be run before it has a value.
        captured_from: The id of the step whose output or shell gives the value, empty where none does.
        captured_as: What it is called there.
    """

    name: str
    value: str
    default: str | None
    source: Source
    line: int
    secret: bool = False
    missing: bool = False
    path: str = ""
    captured_from: str = ""
    captured_as: str = ""


class Hole(Struct, frozen=True, kw_only=True):
    """A place in a step's text that a value captured in the run is put into.

    Attributes:
        start: The first character of what stands there until then.
        end: The character behind it.
    """

    variable: str
    start: int
    end: int


class OthersTemplate(Struct, frozen=True, kw_only=True):
    """What looks like a template and is another tool's, so that it stays as written."""

    text: str
    line: int
    path: str = ""


class PlannedStep(Struct, frozen=True, kw_only=True, gc=False):
    """A step with its variables filled in.

    Attributes:
        text: The command as it will be run, or the content as it will be written.
        skip: Why it will not run, None where it will.
        timeout: Seconds.
        programs: The programs that the command is sure to call and that nothing on the page provides.
        profile: The AWS profile that the command uses, empty where it names none.
        impacts: What it does at most; several only where it deletes and costs money.
        in_cloud: Those of them, of `delete` and `paid`, that meet a cloud or a cluster.
        holes: Where captured values are put into the text, in its order.
        captures: What is captured from it: variable → what to look for.
    """

    step: Step
    text: str
    skip: str | None
    timeout: float
    programs: tuple[str, ...] = ()
    profile: str = ""
    impacts: tuple[Impact, ...] = ()
    in_cloud: tuple[Impact, ...] = ()
    holes: tuple[Hole, ...] = ()
    captures: tuple[tuple[str, Capture], ...] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """What will be run: every step of the page in order, the skipped ones too."""

    procedure: Procedure
    variables: tuple[Variable, ...]
    steps: tuple[PlannedStep, ...]
    notes: tuple[str, ...] = ()
    others_templates: tuple[OthersTemplate, ...] = ()
