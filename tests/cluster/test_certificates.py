"""Who may grade on a cluster, and what is said to whoever may not: a sentence, and nothing was done."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tenmistakes.grading.certificates import Certificates
from tenmistakes.grading.cluster import cluster
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.stopped import Stopped

from ..grading.papers import exercise
from . import machines
from .machines import DAY, Authority, Papers

NOBODY = Certificates()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder / "authority")


@pytest.fixture(scope="module")
def address(folder: Path, authority: Authority) -> Iterator[str]:
    """A scheduler that is as it should be."""
    port = machines.free_port()
    with machines.scheduler(port, authority.papers("scheduler"), folder):
        yield f"tls://127.0.0.1:{port}"


def of(papers: Papers) -> Certificates:
    return Certificates(papers.authority, papers.certificate, papers.key)


def said(where: str, certificates: Certificates = NOBODY) -> str:
    """Why nothing can be graded there."""
    with pytest.raises(Stopped) as stopped, cluster(where, certificates):
        pass
    return str(stopped.value)


def test_whoever_belongs_to_the_cluster_is_taken_in(address: str, authority: Authority):
    with cluster(address, of(authority.papers("instructor"))) as found:
        assert list(found.rest()) == []


def test_without_a_worker_nobody_waits_for_ever(
    address: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tenmistakes.grading.cluster.LONELY", 0.5)
    with cluster(address, of(authority.papers("patient"))) as found:
        assert list(found.offer(HandIn("ada", b"{}"), exercise())) == []
        with pytest.raises(Stopped, match=r"No worker has been with the scheduler for 0\.5 seconds"):
            list(found.rest())


def test_without_certificates_no_scheduler_is_asked(address: str):
    assert "--tls-ca (the authority's certificate) is missing" in said(address)


def test_dasks_own_configuration_will_do(address: str, authority: Authority):
    import dask

    papers = authority.papers("configured")
    tls = {"ca-file": papers.authority, "client.cert": papers.certificate, "client.key": papers.key}
    configured = {f"distributed.comm.tls.{name}": str(path) for name, path in tls.items()}
    with dask.config.set(configured), cluster(address, NOBODY) as found:
        assert list(found.rest()) == []


@pytest.mark.parametrize(
    "address",
    [
        "tcp://192.0.2.7:8786",
        "ws://127.0.0.1:8786",
        "ucx://scheduler:8786",
        "tcp://scheduler.example.org:8786",
    ],
)
def test_what_anybody_could_listen_to_is_refused(address: str):
    assert "is not reached safely" in said(address)


@pytest.mark.parametrize("where", ["0", "-1", "many", "scheduler:8786", "08-no-crisis-plan"])
def test_what_is_no_cluster(where: str):
    assert said(where).startswith(f"“{where}” is no cluster")


@pytest.mark.parametrize(
    "where", ["tls://scheduler", "tls://", "tls://scheduler:http", "tls://scheduler:99999", "tls://[::1:8786"]
)
def test_what_is_no_address(where: str):
    assert "is no address" in said(where)


@pytest.mark.parametrize("package", ["distributed", "cryptography", "dask.config"])
def test_without_dask_that_is_said(monkeypatch: pytest.MonkeyPatch, package: str):
    monkeypatch.setitem(sys.modules, package, None)
    assert said("2").startswith("A cluster needs dask. Type: pip install distributed cryptography")


def test_an_expired_certificate_of_ones_own(address: str, authority: Authority):
    papers = authority.papers("yesterday", ends=-DAY)
    assert f"The certificate {papers.certificate} expired on " in said(address, of(papers))


def test_an_expired_certificate_of_the_scheduler(folder: Path, authority: Authority):
    port = machines.free_port()
    with machines.scheduler(port, authority.papers("expired", ends=-DAY), folder):
        told = said(f"tls://127.0.0.1:{port}", of(authority.papers("me")))
    assert "is not accepted: certificate has expired." in told


def test_an_authority_that_has_expired(address: str, tmp_path: Path):
    papers = Authority(tmp_path / "old", ends=-DAY).papers("me")
    assert f"The certificate {papers.authority} expired on " in said(address, of(papers))


def test_somebody_elses_cluster(address: str, authority: Authority, tmp_path: Path):
    stranger = Authority(tmp_path / "other").papers("stranger")
    assert "is not accepted: self-signed certificate in certificate chain." in said(address, of(stranger))
    forged = replace(stranger, authority=authority.papers("me").authority)
    assert "does not accept your certificate, or speaks no TLS (tlsv1 alert" in said(address, of(forged))


def test_files_that_do_not_serve(address: str, authority: Authority, tmp_path: Path):
    papers = authority.papers("mine")
    missing = tmp_path / "none"
    assert f"{missing} cannot be read (No such file" in said(address, of(replace(papers, key=missing)))
    no_certificate = replace(papers, certificate=papers.key)
    assert f"{papers.key} is no certificate in PEM format" in said(address, of(no_certificate))
    swapped = replace(papers, key=authority.papers("another").key)
    assert "do not serve (key values mismatch)" in said(address, of(swapped))


def test_nobody_is_there(authority: Authority):
    told = said(f"tls://127.0.0.1:{machines.free_port()}", of(authority.papers("early")))
    assert told.endswith("(Connection refused). Look whether it runs, and whether the address is right.")
