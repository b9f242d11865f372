"""Records that several machines share, in PostgreSQL. The one place that knows SQLAlchemy.

It must not say an address whole: there is a password in it.
"""

from __future__ import annotations

import json
import zlib
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.errors import EnvironmentNotReadyError, UsageError
from runner.patterns import regex

try:
    import sqlalchemy as sql
    from sqlalchemy.dialects.postgresql import insert
    from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
except ImportError:
    raise UsageError(
        "[history]: SQLAlchemy is not installed; type: pip install 'runbook-pages[postgres]'"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Json = dict[str, Any]

_DRIVER = "postgresql+psycopg"
_KINDS = frozenset({_DRIVER, "postgresql", "postgres"})
_FORM = 1
# Seconds to reach the database.
_PATIENCE = 5
_AT_MOST = "SET LOCAL statement_timeout = '60s'"
# Of all who make the tables one at a time does; any number, but always the same.
_MAKING = 7_226_841
_AT_ONCE = 200
# A name becomes that of a file.
_RUN = regex(r"[0-9]{8}T[0-9]{9}Z-[0-9a-f]{8}")

_TABLES = sql.MetaData()
_FORMS = sql.Table("runbook_history", _TABLES, sql.Column("form", sql.Integer, primary_key=True))
# What lists of other programs need has columns; the whole record is JSON, compressed: text cannot hold a NUL.
_RUNS = sql.Table(
    "runbook_runs",
    _TABLES,
    sql.Column("project", sql.Text, primary_key=True),
    sql.Column("run", sql.Text, primary_key=True),
    sql.Column("page", sql.Text, nullable=False),
    sql.Column("verdict", sql.Text, nullable=False),
    sql.Column("started_at", sql.DateTime(timezone=True), nullable=False),
    sql.Column("duration", sql.Double, nullable=False),
    sql.Column("record", sql.LargeBinary, nullable=False),
    sql.Index("runbook_runs_of_page", "project", "page", "run"),
)


class SharedHistory:
    """The records of one project in a database.

    Each call is one transaction on a connection of its own: whoever forks meanwhile shares none.
    """

    def __init__(self, address: str, project: str) -> None:
        """Connects to nothing yet.

        Raises:
            UsageError: The address is none of a PostgreSQL.
        """
        self._url = _read_address(address)
        self._project = project
        self._engine = sql.create_engine(
            self._url, poolclass=sql.pool.NullPool, connect_args={"connect_timeout": _PATIENCE}
        )

    def put(self, run: str, page: str, record: Json) -> None:
        """Keep a record; one that is there stays as it is.

        Args:
            run: The name of its file, without ending.
            page: Its path, relative to the project.
            record: With its whole outputs.

        Raises:
            EnvironmentNotReadyError: The database cannot be reached or used.
        """
        row = {
            "project": self._project,
            "run": run,
            "page": _plain(page),
            "verdict": record["verdict"],
            "started_at": datetime.fromisoformat(record["started_at"]),
            "duration": record["duration"],
            "record": zlib.compress(json.dumps(record).encode()),
        }
        with self._transaction() as connection:
            connection.execute(insert(_RUNS).values(row).on_conflict_do_nothing())

    def names(self) -> set[str]:
        """Give the names of all runs.

        Raises:
            EnvironmentNotReadyError: The database cannot be reached or used.
        """
        query = sql.select(_RUNS.c.run).where(_RUNS.c.project == self._project)
        with self._transaction() as connection:
            return {name for name in connection.scalars(query) if _RUN.fullmatch(name)}

    def records(self, names: Collection[str]) -> Iterator[tuple[str, str, Json]]:
        """Give runs by their names: name, page and record.

        Raises:
            EnvironmentNotReadyError: The database cannot be reached or used.
        """
        ordered = sorted(names)
        for start in range(0, len(ordered), _AT_ONCE):
            wanted = _RUNS.c.run.in_(ordered[start : start + _AT_ONCE])
            query = sql.select(_RUNS.c.run, _RUNS.c.page, _RUNS.c.record)
            with self._transaction() as connection:
                rows = connection.execute(query.where(_RUNS.c.project == self._project, wanted)).all()
            for name, page, data in rows:
                yield name, page, json.loads(zlib.decompress(data))

    @contextmanager
    def _transaction(self) -> Iterator[sql.Connection]:
        try:
            with self._engine.begin() as connection:
                connection.exec_driver_sql(_AT_MOST)
                self._require_form(connection)
                yield connection
        except SQLAlchemyError as error:
            raise EnvironmentNotReadyError(
                f"{self._place}: {self._said(error)}; check the database"
            ) from None

    def _require_form(self, connection: sql.Connection) -> None:
        """Make the tables where there are none, and refuse those of another runbook."""
        if not sql.inspect(connection).has_table(_FORMS.name):
            connection.execute(sql.select(sql.func.pg_advisory_xact_lock(_MAKING)))
            _TABLES.create_all(connection)
            connection.execute(insert(_FORMS).values(form=_FORM).on_conflict_do_nothing())
        form = connection.scalar(sql.select(sql.func.max(_FORMS.c.form)))
        if form != _FORM:
            what = f"its tables have form {form}, this runbook's is {_FORM}"
            raise EnvironmentNotReadyError(f"{self._place}: {what}; use one version of runbook for all")

    @property
    def _place(self) -> str:
        return (
            f"the shared history {self._url.database} on {self._url.host or self._url.query.get('host', '')}"
        )

    def _said(self, error: SQLAlchemyError) -> str:
        """The database's own words, in one line and without the password."""
        whole = str(error.orig) if isinstance(error, DBAPIError) else str(error)
        text = next(iter(whole.strip().splitlines()), type(error).__name__)
        password = str(self._url.password or "")
        return text.replace(password, "***") if password else text


def _read_address(address: str) -> sql.URL:
    try:
        url = sql.make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _KINDS or not url.database:
        raise UsageError(
            f"[history]: the url is no address of a database; write {_DRIVER}://USER@HOST/DATABASE"
        )
    return url.set(drivername=_DRIVER)


def _plain(path: str) -> str:
    """A path as UTF-8 can hold it."""
    return path.encode("utf-8", "backslashreplace").decode()
