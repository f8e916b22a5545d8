"""Files beside the notebook: written whole, written anew, and never over anything that is not ours."""

import os
import sys

import pytest

from tenmistakes.plan.files import FILES, Unwritten, Written, write

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and modes are POSIX here")


def test_a_file_is_written_and_written_anew(session, folder):
    [first] = write(session, {"my-plan.md": b"one"})
    [second] = write(session, {"my-plan.md": b"two"})
    assert (first.name, second.name, second.sentence) == ("my-plan.md", "my-plan.md", "")
    assert (folder / "my-plan.md").read_bytes() == b"two"
    assert sorted(path.name for path in folder.iterdir()) == ["11-your-plan.answers.json", "my-plan.md"]


def test_another_kernel_knows_the_file_as_ours(session, folder):
    from tenmistakes.answers.session import open_session

    write(session, {"my-plan.md": b"one"})
    [again] = write(open_session("lesson", "your-plan"), {"my-plan.md": b"two"})
    assert again.name == "my-plan.md"
    assert (folder / "my-plan.md").read_bytes() == b"two"


def test_a_file_of_somebody_else_or_edited_since_stays(session, folder):
    (folder / "my-plan.md").write_bytes(b"somebody's own")
    [written] = write(session, {"my-plan.md": b"one"})
    assert written.name == "my-plan-2.md"
    assert "“my-plan.md” is not as this page wrote it, so it stays" in written.sentence
    (folder / "my-plan-2.md").write_bytes(b"one, and a note by hand")
    [written] = write(session, {"my-plan.md": b"two"})
    assert (written.name, written.beside) == ("my-plan-3.md", "my-plan.md")
    assert (folder / "my-plan.md").read_bytes() == b"somebody's own"
    assert (folder / "my-plan-2.md").read_bytes() == b"one, and a note by hand"


def test_the_same_content_is_no_reason_for_a_second_file(session, folder):
    (folder / "my-plan.md").write_bytes(b"one")
    assert [file.name for file in write(session, {"my-plan.md": b"one"})] == ["my-plan.md"]


@posix
def test_links_folders_and_pipes_are_not_followed(session, folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "precious"
    elsewhere.write_bytes(b"precious")
    (folder / "my-plan.md").symlink_to(elsewhere)
    (folder / "my-plan-2.md").mkdir()
    os.mkfifo(folder / "my-plan-3.md")
    [written] = write(session, {"my-plan.md": b"one"})
    assert written.name == "my-plan-4.md"
    assert elsewhere.read_bytes() == b"precious"


def test_when_every_name_is_taken_that_is_said(session, folder):
    for number in ("", *(f"-{n}" for n in range(2, 10))):
        (folder / f"my-plan{number}.md").write_bytes(b"theirs")
    with pytest.raises(Unwritten, match=r"“my-plan\.md” was not written: it and the 8 names after"):
        write(session, {"my-plan.md": b"one"})


@posix
def test_a_folder_that_cannot_be_written_gives_a_sentence(session, folder, monkeypatch):
    def refuse(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tenmistakes.plan.files.write_durably", refuse)
    with pytest.raises(Unwritten, match=r"does not let files be written\. Move the notebook"):
        write(session, {"my-plan.md": b"one"})
    assert session.answer(FILES) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [(28, "the disk is full"), (2, "is no longer there"), (5, "Input/output error")],
)
def test_what_the_system_says_becomes_a_sentence(session, monkeypatch, number, words):
    def refuse(*_args, **_more):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("tenmistakes.plan.files.write_durably", refuse)
    with pytest.raises(Unwritten, match=words):
        write(session, {"my-plan.md": b"one"})


@pytest.mark.parametrize("remembered", [["not", "ours"], {"my-plan.md": ""}, {"my-plan.md": None}])
def test_what_was_remembered_wrongly_is_no_licence(session, folder, remembered):
    (folder / "my-plan.md").mkdir()
    session.save(FILES, remembered, "")
    assert [file.name for file in write(session, {"my-plan.md": b"one"})] == ["my-plan-2.md"]


def test_nor_is_it_for_a_file(session, folder):
    session.save(FILES, ["not", "ours"], "")
    (folder / "my-plan.md").write_bytes(b"theirs")
    assert [file.name for file in write(session, {"my-plan.md": b"one"})] == ["my-plan-2.md"]


def test_what_another_computer_wrote_takes_no_name_from_what_this_one_did(session, folder):
    write(session, {"my-plan.html": b"here"})
    session.save(FILES, {"my-plan.html": "the digest of what was written there"}, "")
    [written] = write(session, {"my-plan.html": b"here, later"})
    assert written == Written("my-plan.html")
    assert (folder / "my-plan.html").read_bytes() == b"here, later"
