"""The way to a scheduler: with certificates, or on this machine alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from runner.api.options import Options
from runner.cluster import crew
from runner.cluster.access import Access
from runner.cluster.engine import cluster_crew
from runner.outcomes import Ending
from runner.suite.judging import Gate
from runner.suite.workers import Task
from tests.cluster.clusters import Cluster, certificates, cluster, environment_in
from tests.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOOD = page("echo ok") + "\nThe output contains `ok`.\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def shut(place: Path) -> Iterator[Cluster]:
    """A cluster that talks to holders of a certificate only."""
    files = certificates(place / "pem")
    tls = ("--tls-ca-file", files["ca"], "--tls-cert", files["cert"], "--tls-key", files["key"])
    with cluster(place, workers=((),), tls=tls) as found:
        (found.project / "a.md").write_text(GOOD)
        yield found


def flags(files: dict[str, str]) -> list[str]:
    return [word for name in ("ca", "cert", "key") for word in (f"--tls-{name}", files[name])]


def test_a_suite_runs_by_tls_with_a_client_certificate(shut: Cluster, place: Path) -> None:
    done = shut.run(shut.project, *flags(certificates_of(place)))
    assert done.status == 0, done.err
    assert shut.address.startswith("tls://")


def certificates_of(place: Path) -> dict[str, str]:
    return {name: str(place / f"pem/ca-{name}.pem") for name in ("ca", "cert", "key")}


def test_dasks_own_configuration_may_name_the_certificates(shut: Cluster, place: Path) -> None:
    files = certificates_of(place)
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    more = {
        f"{tls}CA_FILE": files["ca"],
        f"{tls}CLIENT__CERT": files["cert"],
        f"{tls}CLIENT__KEY": files["key"],
    }
    assert shut.run(shut.project, **more).status == 0


def test_without_a_client_certificate_no_connection_is_tried(shut: Cluster, place: Path) -> None:
    done = shut.run(shut.project, "--tls-ca", certificates_of(place)["ca"])
    assert done.status == 2
    assert "give --tls-cert, --tls-key" in done.err


def test_a_certificate_by_another_authority_is_refused_by_the_scheduler(shut: Cluster, place: Path) -> None:
    strange = certificates(place / "strange", "strange") | {"ca": certificates_of(place)["ca"]}
    done = shut.run(shut.project, *flags(strange))
    assert done.status == 4
    assert f"--scheduler {shut.address}: cannot be reached" in done.err
    assert "Traceback" not in done.err


def test_a_scheduler_by_another_authority_is_refused(shut: Cluster, place: Path) -> None:
    strange = certificates(place / "false", "false")
    done = shut.run(shut.project, *flags(certificates_of(place) | {"ca": strange["ca"]}))
    assert done.status == 4


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://10.0.0.1:8786", "without TLS a scheduler is reached on this machine alone"),
        ("tcp://scheduler.example.org:8786", "without TLS a scheduler is reached on this machine alone"),
        ("tls://10.0.0.1:8786", "give --tls-ca, --tls-cert, --tls-key"),
        ("10.0.0.1:8786", "write tls://HOST:PORT"),
        ("tls://host", "write tls://HOST:PORT"),
        ("tls://host:many", "write tls://HOST:PORT"),
    ],
)
def test_a_way_that_is_not_safe_or_none_is_refused(tmp_path: Path, address: str, said: str) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    done = on(tmp_path, address).run(tmp_path, ".")
    assert done.status == 2
    assert said in done.err


def on(folder: Path, address: str) -> Cluster:
    return Cluster(address=address, project=folder, environment=environment_in(folder))


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    done = on(tmp_path, "tcp://127.0.0.1:9").run(tmp_path, ".")
    assert done.status == 4
    assert "cannot be reached" in done.err
    assert "Traceback" not in done.err


def test_a_scheduler_that_gives_a_lost_page_to_another_worker_is_refused(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=(), settings={}) as found:
        (found.project / "a.md").write_text(GOOD)
        done = found.run(found.project)
    assert done.status == 2
    assert "allowed-failures 3" in done.err
    assert "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=0" in done.err


class Going:
    """A suite that goes on."""

    def goes_on(self) -> bool:
        return True

    def page_began(self, path: str) -> None:
        del path


def test_pages_for_which_no_worker_comes_are_blocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster(tmp_path, workers=()) as found:
        (found.project / "a.md").write_text(GOOD)
        monkeypatch.chdir(found.project)
        monkeypatch.setattr(crew, "_PATIENCE", 0.1)
        began = time.monotonic()
        with cluster_crew(Access(address=found.address), ["a.md"], Options(), Gate(), limit=None) as hands:
            ((task, outcome),) = hands.run([Task(path="a.md")], Going())
    assert (task.path, outcome.ending, outcome.exit_status) == ("a.md", Ending.BLOCKED, 4)
    assert "no worker was there" in outcome.reason
    assert time.monotonic() - began < 60


def test_a_scheduler_that_is_lost_leaves_what_ran_unknown_and_the_rest_blocked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster(tmp_path, workers=((),)) as found:
        folder = found.folder("lost")
        (folder / "a.md").write_text(page(f"touch {folder}/began; sleep 40"))
        (folder / "b.md").write_text(GOOD)
        monkeypatch.chdir(folder)
        monkeypatch.setattr(crew, "_PATIENCE", 20.0)
        tasks = [Task(path="a.md"), Task(path="b.md")]

        class Killing(Going):
            def goes_on(self) -> bool:
                if (folder / "began").exists() and found.scheduler is not None:
                    found.scheduler.kill()
                return True

        access = Access(address=found.address)
        with cluster_crew(access, ["a.md", "b.md"], Options(), Gate(), limit=None) as hands:
            ended = {task.path: outcome.ending for task, outcome in hands.run(tasks, Killing())}
    assert ended == {"a.md": Ending.UNKNOWN, "b.md": Ending.BLOCKED}
