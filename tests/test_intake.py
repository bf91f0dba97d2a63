"""What instructors have in their hands: folders, repositories, downloads of Moodle and Canvas, and what goes wrong."""

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import nbformat
import pytest

from cnncourse.grading.intake import IntakeError, archives, files, handed_in, moment, names, take_in
from cnncourse.grading.intake.roster import Roster

ROOT = Path(__file__).parents[1]
TOPIC = "convolution"
STEMS = ("conv2d", "cross_correlate2d")


@cache
def release():
    folder = ROOT / "exercises" / TOPIC
    return {stem: nbformat.read(folder / f"{stem}.ipynb", as_version=4) for stem in STEMS}


@cache
def notebook(mark="first", stem="conv2d"):
    """Return the bytes of a notebook whose answer holds a mark."""
    data = json.loads((ROOT / "exercises" / TOPIC / f"{stem}.ipynb").read_text("utf-8"))
    cell = next(cell for cell in data["cells"] if cell["id"] == f"answer-{stem}")
    cell["source"] = f"def {stem}(*args):\n    return {mark!r}"
    return json.dumps(data).encode()


def put(folder, **files_by_name):
    """Write files; in names, "/" makes folders."""
    for name, data in files_by_name.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def zipped(members, **options):
    """Return a zip archive of members by name, in this order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **({"compression": zipfile.ZIP_DEFLATED} | options)) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, data)
    return target.getvalue()


def tarred(members, mode="w"):
    """Return a tar archive of members: name and bytes, or a TarInfo and bytes."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def special(name, kind, target=""):
    """Return the header of a link or a device."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


class Taken:
    """What became of one learner."""

    def __init__(self, handed):
        self.handed = handed
        submissions, self.notes = take_in(handed, release())
        self.by_stem = {submission.name: submission for submission in submissions}

    def status(self, stem="conv2d"):
        return self.by_stem[stem].status

    def told(self, stem="conv2d"):
        return " ".join(self.by_stem[stem].notes)

    def mark(self, stem="conv2d"):
        return self.by_stem[stem].answers[stem].split("'")[1]


def everybody(where, roster=None):
    return {learner: Taken(handed) for learner, handed in handed_in(where, TOPIC, release(), roster).items()}


def beside_ben(folder, **files_by_name):
    """Hand in beside ben, who did everything right; return all others, by name."""
    put(folder, **{"ben/convolution/conv2d.ipynb": notebook("ben")}, **files_by_name)
    return untouched(everybody(folder))


def untouched(found):
    """Make sure that ben is as if he were alone."""
    ben = found.pop("ben")
    assert (ben.status(), ben.mark(), ben.notes) == ("graded", "ben", [])
    return found


# ------------------------------------------------------------------- the forms

MOODLE = "Ada Lovelace_123456_assignsubmission_file_"
FORMS = {
    "nbgrader": ("ada/convolution/conv2d.ipynb", "ada"),
    "no topic": ("ada/conv2d.ipynb", "ada"),
    "GitHub Classroom": ("convolution-ada/exercises/convolution/conv2d.ipynb", "ada"),
    "flat": ("ada_conv2d.ipynb", "ada"),
    "flat with a hyphen": ("ada-conv2d.ipynb", "ada"),
    "flat with the topic": ("ada_convolution_conv2d.ipynb", "ada"),
    "Moodle": (f"{MOODLE}/conv2d.ipynb", "Ada Lovelace"),
    "Moodle without folders": (f"{MOODLE}conv2d.ipynb", "Ada Lovelace"),
    "Moodle 4": ("Ada Lovelace_123456_assignsubmission_file/conv2d.ipynb", "Ada Lovelace"),
    "Canvas": ("lovelaceada_1234_567890_conv2d.ipynb", "lovelaceada"),
}


def pack_as(kind, members, where):
    """Write members as a folder or as an archive, and return where."""
    if kind == "folder":
        return put(where / "all", **members)
    path = where / f"all.{kind}"
    compression = {"tar.gz": "w:gz", "tar.bz2": "w:bz2", "tar.xz": "w:xz", "tar": "w"}.get(kind)
    path.write_bytes(tarred(members, compression) if compression else zipped(members))
    return path


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_taken_in_from_a_folder_and_from_an_archive(tmp_path, form, kind):
    name, learner = FORMS[form]
    found = everybody(pack_as(kind, {name: notebook()}, tmp_path))
    assert list(found) == [learner]
    assert found[learner].status("cross_correlate2d") == "missing"
    assert (found[learner].status(), found[learner].told(), found[learner].notes) == ("graded", "", [])


def test_a_learners_archive_stands_for_a_folder_in_each_form(tmp_path):
    whole = zipped({"ada/convolution/conv2d.ipynb": notebook()})
    alone = tarred({"conv2d.ipynb": notebook()}, "w:xz")
    put(tmp_path, **{"a.zip": whole, "b/work.zip": whole, "c_convolution.zip": zipped({"conv2d.ipynb": notebook()})})
    put(tmp_path, **{"d/convolution.tar.xz": alone, "Eve_12_assignsubmission_file_/x.tar.xz": alone})
    put(tmp_path, **{"foxfay_LATE_1_22_work.zip": whole})
    found = everybody(tmp_path)
    assert list(found) == ["Eve", "a", "b", "c", "d", "foxfay"]
    assert {name: one.status() for name, one in found.items()} == dict.fromkeys(found, "graded")


def test_a_learners_zip_in_the_zip_of_the_lms_is_opened(tmp_path):
    (tmp_path / "all.zip").write_bytes(zipped({f"{MOODLE}/my work.zip": zipped({"conv2d.ipynb": notebook()})}))
    assert everybody(tmp_path / "all.zip")["Ada Lovelace"].status() == "graded"


def test_the_folder_that_holds_a_whole_archive_is_no_learner(tmp_path):
    (tmp_path / "week3.zip").write_bytes(zipped({"week3/ada/conv2d.ipynb": notebook(), "week3/bo/x.txt": b""}))
    assert list(everybody(tmp_path / "week3.zip")) == ["ada", "bo"]


def test_the_logins_of_cloned_repositories_are_the_learners(tmp_path):
    for login in ("ada-l", "ada-m"):
        for folder in (tmp_path / "week-3-submissions", tmp_path / "all"):
            put(folder, **{f"week-3-{login}/.git/config": b"", f"week-3-{login}/exercises/conv2d.ipynb": notebook()})
    put(tmp_path / "all", **{"week-3-bo/.git/config": b""})
    assert list(everybody(tmp_path / "week-3-submissions")) == ["ada-l", "ada-m"]
    assert list(everybody(tmp_path / "all")) == ["ada-l", "ada-m", "bo"]


def test_names_that_only_look_alike_are_not_cut(tmp_path):
    found = everybody(put(tmp_path, **{f"anna-{c}/convolution/conv2d.ipynb": notebook() for c in "bc"}))
    assert list(found) == ["anna-b", "anna-c"]


def test_notebooks_of_other_topics_are_not_looked_at(tmp_path):
    ada = everybody(
        put(tmp_path, **{"ada/pooling/conv2d.ipynb": notebook("other"), "ada/pooling/own.ipynb": b""})
        and put(tmp_path, **{"ada/exercises/convolution/conv2d.ipynb": notebook()})
    )["ada"]
    assert (ada.mark(), ada.told(), ada.notes) == ("first", "", [])


def test_a_name_that_belongs_to_two_notebooks_is_the_longer_one(tmp_path):
    found = handed_in(
        put(tmp_path, **{"ada_predict_conv2d.ipynb": notebook()}), TOPIC, release() | {"predict_conv2d": None}
    )
    assert list(found) == ["ada"]


@pytest.mark.parametrize(
    "name",
    ["conv2d (1).ipynb", "conv2d-Copy1.ipynb", "Copy of conv2d.ipynb", "conv2d - Copy (2).ipynb", "conv2d-1.ipynb"]
    + ["Conv2D.ipynb", "ada_conv2d.ipynb", "conv2d_ada.ipynb", "conv2d.ipynb.txt", "conv2d_final.ipynb"],
)
def test_a_file_that_was_renamed_is_recognised_and_said_so(tmp_path, name):
    ada = everybody(put(tmp_path, **{f"ada/convolution/{name}": notebook()}))["ada"]
    assert (ada.status(), ada.told()) == ("repaired", f"The file was called {name}.")


def test_a_name_that_looks_like_many_copies_is_read_as_fast_as_any(tmp_path):
    name = "conv2d" + "-copy-1" * 30 + "x.ipynb"  # once 2**30 ways to read it
    assert "is none of the exercises" in beside_ben(tmp_path, **{f"ada/{name}": notebook()})["ada"].notes[0]


def test_a_file_of_another_name_is_mentioned_and_not_taken_for_an_exercise(tmp_path):
    found = everybody(put(tmp_path, **{"ada/my_conv2d_try.ipynb": notebook(), "ben/conv2d.ipynb": notebook()}))
    assert found["ada"].status() == "missing"
    assert found["ada"].notes[0].startswith("my_conv2d_try.ipynb is none of the exercises")


def test_a_learner_who_handed_in_no_notebook_is_missing_with_what_there_was(tmp_path):
    ada = beside_ben(tmp_path, **{"ada/conv2d.pdf": b"%PDF", "ada/conv2d.py": b""})["ada"]
    assert ada.status() == "missing"
    assert ada.notes == ["No notebook (.ipynb) is among what was handed in: conv2d.pdf and conv2d.py."]


# ---------------------------------------------------------- refused altogether


def test_a_place_where_nobody_handed_in_is_refused_with_the_forms(tmp_path):
    with pytest.raises(IntakeError, match=r"(?s)nobody in .* has handed in 'convolution'.*<learner>/convolution/"):
        handed_in(put(tmp_path, **{"ada/notes.txt": b""}), TOPIC, release())


def test_a_place_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(IntakeError, match="does not exist"):
        handed_in(tmp_path / "submited", TOPIC, release())


def test_the_folder_of_one_learner_is_refused(tmp_path):
    with pytest.raises(IntakeError, match="nobody in"):
        handed_in(put(tmp_path, **{"convolution/conv2d.ipynb": notebook()}), TOPIC, release())
    with pytest.raises(IntakeError, match="nobody in"):
        handed_in(put(tmp_path, **{"conv2d.ipynb": notebook()}), TOPIC, release())


def test_a_whole_course_is_refused_with_the_folder_to_give(tmp_path):
    put(tmp_path, **{"submitted/ada/convolution/conv2d.ipynb": notebook(), "source/convolution/conv2d.ipynb": b""})
    with pytest.raises(IntakeError, match=r"whole course; give .*submitted$"):
        handed_in(tmp_path, TOPIC, release())


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\3\4", b"Rar!\x1a\x07\x00"])
def test_an_archive_of_a_class_that_is_none_is_refused(tmp_path, data):
    (tmp_path / "all.zip").write_bytes(data)
    with pytest.raises(IntakeError, match="cannot be read: it is"):
        handed_in(tmp_path / "all.zip", TOPIC, release())


def test_what_belongs_to_nobody_is_noted(tmp_path):
    found = handed_in(put(tmp_path, **{"ada/conv2d.ipynb": notebook(), "conv2d.ipynb": notebook()}), TOPIC, release())
    assert (list(found), found.notes) == (["ada"], ["conv2d.ipynb names no learner and was not looked at."])


# ------------------------------------------------------------- which one counts


def handed_in_twice(folder, first, second, times=(None, None)):
    put(folder, **{f"ada/{first}": notebook("first"), f"ada/{second}": notebook("second")})
    for name, changed in zip((first, second), times, strict=True):
        if changed:
            os.utime(folder / "ada" / name, (changed, changed))
    return everybody(folder)["ada"]


def test_of_two_files_the_newer_one_counts(tmp_path):
    ada = handed_in_twice(tmp_path, "conv2d.ipynb", "conv2d (1).ipynb", (1_000, 2_000))
    assert ada.mark() == "second"
    assert "conv2d.ipynb and conv2d (1).ipynb were handed in; the second, which is newer, was graded." in ada.told()


def test_of_two_files_the_newer_one_counts_even_with_the_plain_name(tmp_path):
    ada = handed_in_twice(tmp_path, "conv2d.ipynb", "conv2d (1).ipynb", (2_000, 1_000))
    assert ada.mark() == "first"
    assert "conv2d (1).ipynb and conv2d.ipynb were handed in; the second, which is newer" in ada.told()


def test_of_two_files_of_the_same_time_the_last_by_name_counts(tmp_path):
    ada = handed_in_twice(tmp_path, "conv2d (9).ipynb", "conv2d (10).ipynb", (1_000, 1_001))
    assert ada.mark() == "second"
    assert "the second, which comes last by name, was graded" in ada.told()


def test_times_of_a_clone_tell_nothing(tmp_path):
    put(tmp_path, **{"ada/.git/config": b""})
    ada = handed_in_twice(tmp_path, "conv2d.ipynb", "conv2d (1).ipynb", (2_000, 1_000))
    assert ada.mark() == "second"


def test_times_in_a_zip_tell(tmp_path):
    members = []
    for name, year in (("conv2d.ipynb", 2026), ("conv2d-1.ipynb", 2025)):
        members.append((zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), notebook(str(year))))
    assert everybody(put(tmp_path, **{"ada/work.zip": zipped(members)}))["ada"].mark() == "2026"


def test_the_file_in_the_folder_of_the_topic_counts(tmp_path):
    ada = handed_in_twice(tmp_path, "convolution/conv2d.ipynb", "conv2d.ipynb", (1_000, 2_000))
    assert ada.mark() == "first"
    assert "conv2d.ipynb and ada" not in ada.told()
    assert "the second, which lies in the folder convolution, was graded" in ada.told()


def test_an_older_file_is_graded_if_the_newer_one_cannot_be_read(tmp_path):
    put(tmp_path, **{"ada/conv2d.ipynb": notebook(), "ada/conv2d (1).ipynb": b"half"})
    ada = everybody(tmp_path)["ada"]
    assert (ada.status(), ada.mark()) == ("repaired", "first")
    assert "conv2d (1).ipynb cannot be read: it is not JSON" in ada.told()


# ------------------------------------------------------------------- the times


@pytest.mark.parametrize("place", ["ada/convolution/timestamp.txt", "ada/timestamp.txt"])
def test_nbgraders_timestamp_is_read_as_nbgrader_does(tmp_path, place):
    put(tmp_path, **{"ada/convolution/conv2d.ipynb": notebook(), place: b"2026-03-01 14:30:00.123456 Europe/Paris\n"})
    assert everybody(tmp_path)["ada"].handed.submitted == datetime(2026, 3, 1, 13, 30, 0, 123456, UTC)


@pytest.mark.parametrize(
    "text", [b"", b"soon", b"\xff", b"9" * 50, b"2026-01-01 00:00:00 99999999999", b"x" * 1_000_000]
)
def test_a_timestamp_that_is_none_gets_a_note(tmp_path, text):
    ada = beside_ben(tmp_path, **{"ada/convolution/conv2d.ipynb": notebook(), "ada/convolution/timestamp.txt": text})[
        "ada"
    ]
    assert (ada.status(), ada.handed.submitted) == ("graded", None)
    assert ["timestamp.txt holds no time" in note for note in ada.notes] == [True]


def test_a_timestamp_in_a_learners_own_archive_is_not_believed(tmp_path):
    work = zipped({"conv2d.ipynb": notebook(), "timestamp.txt": b"2020-01-01 00:00:00 UTC"})
    assert everybody(put(tmp_path, **{"ada/work.zip": work}))["ada"].handed.submitted is None


def test_canvas_tells_who_is_late(tmp_path):
    put(tmp_path, **{"adal_LATE_1_22_conv2d-1.ipynb": notebook(), "bo_2_33_conv2d.ipynb": notebook()})
    found = everybody(tmp_path)
    assert {name: one.handed.late_by_lms for name, one in found.items()} == {"adal": True, "bo": False}
    assert found["adal"].status() == "repaired"


# ------------------------------------------------------------------ the roster

ROSTER = """id,first_name,last_name,email,moodle_id,canvas_id
s1,Ada,Lovelace,ada@uni.example,77,1234
s2,Åsa,Öberg,asa@uni.example,,
s3,Jo,Li,jo1@uni.example,,
s4,Jo,Li,jo2@uni.example,,44
s5,Emmy,Noether,emmy@uni.example,,
"""


def roster(folder, text=ROSTER):
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    return Roster.read(folder / "roster.csv")


@pytest.mark.parametrize(
    ("name", "learner"),
    [
        ("Somebody Else_77_assignsubmission_file_/conv2d.ipynb", "s1"),
        ("ada lovelace_5_assignsubmission_file_/conv2d.ipynb", "s1"),
        ("Lovelace Ada_5_assignsubmission_file_/conv2d.ipynb", "s1"),
        ("Asa Oberg_5_assignsubmission_file_/conv2d.ipynb", "s2"),
        ("lovelaceada_1_2_conv2d.ipynb", "s1"),
        ("lijo_44_2_conv2d.ipynb", "s4"),
        ("Ada Lovelace_5_assignsubmission_file_ada_conv2d.ipynb", "s1"),
        ("S5/conv2d.ipynb", "s5"),
        ("emmy@uni.example/conv2d.ipynb", "s5"),
        ("hw1-s5/conv2d.ipynb", "s5"),
        ("Emmy Noether/conv2d.ipynb", "s5"),
    ],
)
def test_a_name_becomes_the_id_of_the_roster_where_only_one_is_meant(tmp_path, name, learner):
    found = everybody(put(tmp_path / "all", **{name: notebook()}), roster(tmp_path))
    assert list(found) == ["s1", "s2", "s3", "s4", "s5"]
    assert {who: one.status() != "missing" for who, one in found.items()} == {who: who == learner for who in found}
    assert all("roster" not in note for note in found[learner].notes)


def test_a_name_that_may_be_two_people_is_kept_with_a_note(tmp_path):
    found = everybody(
        put(tmp_path / "all", **{"Jo Li_5_assignsubmission_file_/conv2d.ipynb": notebook()}), roster(tmp_path)
    )
    assert list(found) == ["Jo Li", "s1", "s2", "s3", "s4", "s5"]
    assert found["Jo Li"].notes == ["Jo Li may be s3 or s4 of the roster, or not; the name was kept."]


def test_two_of_the_same_name_are_two_learners(tmp_path):
    put(tmp_path / "all", **{f"Ada Lovelace_{n}_assignsubmission_file_/conv2d.ipynb": notebook(str(n)) for n in (5, 6)})
    for known in (None, roster(tmp_path)):
        found = everybody(tmp_path / "all", known)
        assert {name: found[name].mark() for name in ("Ada Lovelace_5", "Ada Lovelace_6")} == {
            "Ada Lovelace_5": "5",
            "Ada Lovelace_6": "6",
        }


def test_somebody_who_is_not_in_the_roster_is_graded_with_a_note(tmp_path):
    found = everybody(put(tmp_path / "all", **{"guest/conv2d.ipynb": notebook()}), roster(tmp_path))
    assert (found["guest"].status(), found["guest"].notes) == ("graded", ["guest is not in the roster."])


def test_everybody_in_the_roster_who_handed_in_nothing_is_missing(tmp_path):
    found = everybody(put(tmp_path / "all", **{"s1/conv2d.ipynb": notebook()}), roster(tmp_path))
    assert [who for who, one in found.items() if one.status() == "missing"] == ["s2", "s3", "s4", "s5"]
    assert found["s2"].told() == "No notebook was handed in."


def test_a_roster_saved_by_excel_is_read(tmp_path):
    people = roster(tmp_path, "\ufeffID;First_Name;Last_Name\r\n s1 ;Ada;Lovelace\r\n;;\r\n").people
    assert people == {"s1": {"id": "s1", "first_name": "Ada", "last_name": "Lovelace"}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no column id"),
        ("name,email\na,b\n", "has no column id"),
        ("id\na\na\n", "line 3: the id 'a' stands there a second time"),
        ("id\n../a\n", "line 2: the id '../a' cannot name a file"),
        ("id\na\x1bb\n", "cannot name a file"),
    ],
)
def test_a_roster_that_cannot_be_used_is_refused(tmp_path, text, words):
    with pytest.raises(IntakeError, match=words):
        roster(tmp_path, text)


def test_a_roster_that_is_no_text_or_not_there_is_refused(tmp_path):
    (tmp_path / "r.csv").write_bytes(b"id\n\xe9\n")
    with pytest.raises(IntakeError, match="UTF-8"):
        Roster.read(tmp_path / "r.csv")
    with pytest.raises(IntakeError, match="cannot be read"):
        Roster.read(tmp_path / "none.csv")


# ----------------------------------------------------------- hostile archives


def link_in_zip():
    info = zipfile.ZipInfo("conv2d.ipynb")
    info.external_attr = 0o120777 << 16
    return zipped([(info, b"../ben/convolution/conv2d.ipynb")])


def encrypted(data):
    """Set the flag of encryption on every member."""
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data = data[: at + place] + bytes([data[at + place] | 1]) + data[at + place + 1 :]
            at = data.find(mark, at + 4)
    return data


def damaged(data):
    """Turn one bit of a stored member."""
    at = data.index(b"return")
    return data[:at] + b"R" + data[at + 1 :]


def lying(size):
    """Return a zip archive whose headers give another size."""
    data, real = zipped({"conv2d.ipynb": notebook()}), struct.pack("<I", len(notebook()))
    return data.replace(real, struct.pack("<I", size))


def huge_member(size):
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("conv2d.ipynb", "w") as file:
            for _ in range(size // 1_000_000):
                file.write(bytes(1_000_000))
        return target.getvalue()


def tar_header(size, name="conv2d.ipynb", kind=b"0"):
    """Return a header that promises any number of bytes."""
    head = bytearray(tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT))
    head[124:136] = (
        b"\x80" + size.to_bytes(11, "big") if size >= 0 else b"\xff" * 4 + size.to_bytes(8, "big", signed=True)
    )
    head[156:157] = kind
    head[148:156] = b" " * 8
    head[148:156] = f"{sum(head):06o}\0 ".encode()
    return bytes(head)


LEFT_BY_SYSTEMS = ["__MACOSX/._conv2d.ipynb", ".DS_Store", ".ipynb_checkpoints/conv2d.ipynb", "._conv2d.ipynb"]
OUTSIDE = "its name leads out of the archive"
# name: the archive, the status of conv2d, words of the notes
ARCHIVES = {
    "zip: ..": (zipped({"../../ben/convolution/conv2d.ipynb": notebook()}), "unreadable", OUTSIDE),
    "zip: .. between": (zipped({"a/../../conv2d.ipynb": notebook()}), "unreadable", OUTSIDE),
    "zip: absolute": (zipped({"/etc/conv2d.ipynb": notebook()}), "unreadable", OUTSIDE),
    "zip: drive": (zipped({"C:\\work\\conv2d.ipynb": notebook()}), "unreadable", OUTSIDE),
    "zip: .. with backslashes": (zipped({"..\\conv2d.ipynb": notebook()}), "unreadable", OUTSIDE),
    "zip: backslashes": (zipped({"work\\conv2d.ipynb": notebook()}), "graded", ""),
    "zip: .. beside a good one": (zipped({"../x.ipynb": b"", "conv2d.ipynb": notebook()}), "graded", OUTSIDE),
    "zip: symbolic link": (link_in_zip(), "unreadable", "it is a link"),
    "zip: encrypted": (encrypted(zipped({"conv2d.ipynb": notebook()})), "unreadable", "protected by a password"),
    "zip: truncated": (zipped({"conv2d.ipynb": notebook()})[:-40], "unreadable", "it is cut off or damaged"),
    "zip: wrong checksum": (
        damaged(zipped({"conv2d.ipynb": notebook()}, compression=zipfile.ZIP_STORED)),
        "unreadable",
        "it is cut off or damaged",
    ),
    "zip: header gives less": (lying(10), "unreadable", "it is cut off or damaged"),
    "zip: header gives more": (lying(2**31), "graded", ""),
    "zip: lzma": (
        zipped({"conv2d.ipynb": notebook()}, compression=zipfile.ZIP_LZMA),
        "unreadable",
        "compressed in a way",
    ),
    "zip: 10,000 members": (zipped({f"{i}.ipynb": b"" for i in range(10_000)}), "unreadable", "more than 2000 members"),
    "zip: bomb": (huge_member(300_000_000), "unreadable", "it has more than 20 MB"),
    "zip: empty": (zipped({}), "unreadable", "holds no file that can be read"),
    "zip: in a zip in a zip": (
        zipped({"b.zip": zipped({"c.zip": zipped({"conv2d.ipynb": notebook()})})}),
        "unreadable",
        "b.zip lies in the archive work.zip and was not opened",
    ),
    "zip: names": (
        zipped({"a\nb.ipynb": b"", "\u202efdp.ipynb": b"", "x" * 900 + ".ipynb": b"", "conv2d.ipynb": notebook()}),
        "graded",
        "a\\nb.ipynb is none of the exercises",
    ),
    "zip: a very long name": (zipped({"x" * 5_000: b"", "conv2d.ipynb": notebook()}), "graded", "is no name of a file"),
    "zip: NUL in a name": (
        zipped({"conv2d.ipynbX.png": notebook()}).replace(b"conv2d.ipynbX.png", b"conv2d.ipynb\0.png"),
        "unreadable",
        OUTSIDE,
    ),
    "zip: not UTF-8": (
        zipped({"QQQ.ipynb": b"", "conv2d.ipynb": notebook()}).replace(b"QQQ", b"\xff\xfe\x80"),
        "graded",
        "none of",
    ),
    "zip: dates of zero": (
        zipped([(zipfile.ZipInfo("conv2d.ipynb"), notebook())]).replace(b"\x00\x00\x21\x00", b"\x00\x00\x00\x00"),
        "graded",
        "",
    ),
    "zip: what systems leave": (
        zipped(
            {
                "__MACOSX/._conv2d.ipynb": b"x",
                ".DS_Store": b"",
                ".ipynb_checkpoints/conv2d.ipynb": b"",
                "._conv2d.ipynb": b"",
            }
            | {"conv2d.ipynb": notebook()}
        ),
        "graded",
        "",
    ),
    "zip: case": (
        zipped({"Conv2d.ipynb": b"x", "conv2d.ipynb": notebook()}),
        "repaired",
        "Conv2d.ipynb and conv2d.ipynb",
    ),
    "zip: text": (b"a text", "unreadable", "it is no zip or tar archive"),
    "zip: nothing": (b"", "unreadable", "it is no zip or tar archive"),
    "zip: rar": (b"Rar!\x1a\x07\x00", "unreadable", "it is no zip or tar archive"),
    "tar: ..": (tarred({"../../conv2d.ipynb": notebook()}), "unreadable", OUTSIDE),
    "tar: absolute": (tarred({"/conv2d.ipynb": notebook()}), "unreadable", OUTSIDE),
    "tar: symbolic link": (
        tarred([(special("conv2d.ipynb", tarfile.SYMTYPE, "/etc/passwd"), b"")]),
        "unreadable",
        "a link",
    ),
    "tar: hard link": (
        tarred([(special("conv2d.ipynb", tarfile.LNKTYPE, "/etc/passwd"), b"")]),
        "unreadable",
        "a link",
    ),
    "tar: link to a folder": (
        tarred([(special("w", tarfile.SYMTYPE, "/"), b""), ("w/conv2d.ipynb", notebook())]),
        "graded",
        "",
    ),
    "tar: device": (tarred([(special("conv2d.ipynb", tarfile.CHRTYPE), b"")]), "unreadable", "a device"),
    "tar: pipe": (tarred([(special("conv2d.ipynb", tarfile.FIFOTYPE), b"")]), "unreadable", "a device"),
    "tar: 10,000 members": (tarred({f"{i}": b"" for i in range(10_000)}), "unreadable", "more than 2000 members"),
    "tar: truncated": (tarred({"conv2d.ipynb": notebook()})[:2_000], "unreadable", "it is cut off or damaged"),
    "tar: promises 8 EB": (tar_header(2**62) + bytes(2_000), "unreadable", "it is cut off or damaged"),
    "tar: promises 8 EB of nothing": (
        tar_header(2**62, "x.png") + bytes(2_000),
        "unreadable",
        "it is cut off or damaged",
    ),
    "tar: negative size": (tar_header(-512) + bytes(2_000), "unreadable", "it is cut off or damaged"),
    "tar: long name of 1 GB": (tar_header(10**9, kind=b"x") + bytes(2_000), "unreadable", "it is cut off or damaged"),
    "tar: endless long names": (tar_header(512, kind=b"L") * 4_000, "unreadable", ""),
    "tar: gz cut off": (tarred({"conv2d.ipynb": notebook()}, "w:gz")[:-50], "unreadable", "it is cut off or damaged"),
    "tar: gz bomb": (gzip.compress(tar_header(10**9) + bytes(10**8)), "unreadable", "it unpacks to more than"),
    "tar: bz2 bomb": (bz2.compress(tar_header(10**9) + bytes(10**8)), "unreadable", "it unpacks to more than"),
    "tar: xz bomb": (lzma.compress(tar_header(10**8, "x") + bytes(10**8)), "unreadable", "it unpacks to more than"),
    "tar: gz of text": (gzip.compress(b"a text"), "unreadable", "it is cut off or damaged"),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_harms_nobody_but_its_learner(tmp_path, kind):
    data, status, words = ARCHIVES[kind]
    found = beside_ben(tmp_path, **{"ada/work.zip": data})
    assert list(found) == ["ada"]
    said = f"{found['ada'].told()} {' '.join(found['ada'].notes)}"
    assert (found["ada"].status(), words in said) == (status, True), said
    assert said.isprintable()
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["conv2d.ipynb", "work.zip"]


def test_an_archive_of_a_class_harms_nobody_but_the_learner_whose_member_it_is(tmp_path):
    members = [("ben/conv2d.ipynb", notebook("ben")), ("../eve/conv2d.ipynb", notebook()), ("/eve/x.ipynb", b"")]
    members += [("ad\na/conv2d.ipynb", notebook()), ("x" * 300 + "/conv2d.ipynb", notebook())]
    members += [
        ("BEN/conv2d.ipynb", notebook()),
        ("\u202eeve/conv2d.ipynb", notebook()),
        ("./conv2d.ipynb", notebook()),
    ]
    (tmp_path / "all.zip").write_bytes(zipped(members))
    found = handed_in(tmp_path / "all.zip", TOPIC, release())
    assert [note.partition(":")[0] for note in found.notes] == [
        "../eve/conv2d.ipynb was left out",
        "/eve/x.ipynb was left out",
        "conv2d.ipynb names no learner and was not looked at.",
    ]
    assert [name for name in found if len(name) < 20] == ["BEN", "ad_a", "ben (2)", "eve"]
    (long,) = [name for name in found if len(name) > 20]
    assert len(long) == names.LONGEST
    taken = {name: Taken(handed) for name, handed in found.items()}
    assert {one.status() for one in taken.values()} == {"graded"}
    assert taken["ben (2)"].mark() == "ben"
    assert "Another learner is called ben too" in taken["ben (2)"].notes[0]
    assert all(note.isprintable() for one in taken.values() for note in one.notes)


def test_names_in_the_utf8_of_a_mac_are_read(tmp_path):
    data = zipped({"Zoe\u0308/conv2d.ipynb": notebook()})
    flags = data.replace(b"\x14\x00\x00\x08\x08\x00", b"\x14\x00\x00\x00\x08\x00")
    assert flags != data
    (tmp_path / "all.zip").write_bytes(flags)
    assert list(everybody(tmp_path / "all.zip")) == ["Zoë"]


def test_a_large_notebook_in_an_archive_that_packs_well_is_refused_alone(tmp_path):
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("conv2d.ipynb", b"[" + b" " * 19_000_000)
            archive.writestr("cross_correlate2d.ipynb", notebook(stem="cross_correlate2d"))
        data = target.getvalue()
    ada = beside_ben(tmp_path, **{"ada/work.zip": data})["ada"]
    assert ada.told() == "conv2d.ipynb cannot be read: it unpacks to more than 200 times its size."
    assert ada.status("cross_correlate2d") == "graded"


def test_an_archive_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(archives.time, "monotonic", iter(range(0, 10**6, 15)).__next__)
    ada = everybody(put(tmp_path, **{"ada/work.tar": tarred({"a.png": bytes(10**6), "conv2d.ipynb": notebook()})}))[
        "ada"
    ]
    assert "it takes too long to unpack" in ada.told()


def test_a_hundred_archives_are_not_all_opened(tmp_path):
    one = zipped({"x.txt": b""})
    ada = beside_ben(tmp_path, **{f"ada/{i}.zip": one for i in range(100)})["ada"]
    assert "There are 100 archives; only the first 20 were opened." in ada.told()


def test_an_archive_beyond_the_limit_is_not_read(tmp_path, monkeypatch):
    put(tmp_path, **{"ada/work.zip": b"PK\3\4"})
    os.truncate(tmp_path / "ada" / "work.zip", 60_000_000)
    ada = beside_ben(tmp_path)["ada"]
    assert ada.told() == "work.zip cannot be opened: it has 60 MB, and at most 50 MB are read."


# ------------------------------------------------------------- hostile folders


def test_a_pipe_does_not_block(tmp_path):
    (tmp_path / "ada" / TOPIC).mkdir(parents=True)
    for name in ("conv2d.ipynb", "timestamp.txt", "work.zip"):
        os.mkfifo(tmp_path / "ada" / TOPIC / name)
    ada = beside_ben(tmp_path)["ada"]
    assert ada.status() == "unreadable"
    assert ada.told() == "conv2d.ipynb cannot be read: it is a pipe or a device, and only plain files are read."
    assert ada.handed.fingerprint()


def test_a_file_that_becomes_a_pipe_or_a_link_after_it_was_seen_is_not_read(tmp_path):
    put(tmp_path, **{"secret": b"x"})
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="symbolic"):
        files.read_plain(tmp_path / "link", 10)
    with pytest.raises(files.RefusedError, match="no plain file"):
        files.read_plain(tmp_path / "pipe", 10)


def test_a_folder_called_like_a_notebook_is_no_notebook(tmp_path):
    ada = beside_ben(tmp_path, **{"ada/conv2d.ipynb/conv2d.ipynb": notebook()})["ada"]
    assert ada.told() == "conv2d.ipynb cannot be read: it is a folder, and only plain files are read."


def test_links_are_not_followed(tmp_path):
    put(tmp_path / "elsewhere", **{"conv2d.ipynb": notebook()})
    for learner in ("ada", "bea", "cid"):
        (tmp_path / "all" / learner).mkdir(parents=True)
    (tmp_path / "all" / "ada" / "conv2d.ipynb").symlink_to(tmp_path / "elsewhere" / "conv2d.ipynb")
    (tmp_path / "all" / "bea" / TOPIC).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "all" / "cid" / "loop").symlink_to("..")
    (tmp_path / "all" / "dee").symlink_to(tmp_path / "elsewhere")
    found = beside_ben(tmp_path / "all")
    assert found["ada"].told() == "conv2d.ipynb cannot be read: it is a link, and links are not followed."
    assert found["bea"].told() == "convolution cannot be opened: it is a link, and links are not followed."
    assert found["dee"].told() == "dee cannot be opened: it is a link, and links are not followed."
    assert {one.status() for one in found.values()} == {"unreadable"}


@pytest.mark.parametrize("what", ["conv2d.ipynb", "convolution"])
def test_what_may_not_be_read_is_said_to_be_unreadable(tmp_path, monkeypatch, what):
    put(tmp_path, **{"ada/convolution/conv2d.ipynb": notebook()})
    name = "open" if what.endswith("ipynb") else "scandir"
    real = getattr(os, name)

    def refuse(path, *rest):  # tests may run as root, who may read anything
        if str(path).endswith(f"ada/convolution{'/conv2d.ipynb' if name == 'open' else ''}"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest)

    monkeypatch.setattr(os, name, refuse)
    ada = beside_ben(tmp_path)["ada"]
    assert (ada.status(), "permission denied" in ada.told()) == ("unreadable", True)


def test_a_folder_without_a_bottom_or_end_is_looked_at_so_far(tmp_path):
    put(tmp_path, **{f"ada/{'x/' * 40}conv2d.ipynb": notebook()})
    put(tmp_path, **{f"bea/{i:05}.txt": b"" for i in range(files.MOST + 5)})
    found = handed_in(put(tmp_path, **{"ben/conv2d.ipynb": notebook("ben")}), TOPIC, release())
    assert found.notes == ["bea has more than 10000 files; only the first were looked at."]
    assert Taken(found["ada"]).status() == "missing"


def test_names_that_cannot_be_printed_do_not_stop_the_class(tmp_path):
    put(tmp_path, **{"eve\x1b[2J/conv2d.ipynb": notebook(), "a\n\nb/conv2d.ipynb": notebook(), "c/x\x1b.ipynb": b""})
    os.makedirs(os.fsencode(tmp_path) + b"/\xff\xfe")
    found = beside_ben(tmp_path, **{".hidden/conv2d.ipynb": notebook(), "__MACOSX/conv2d.ipynb": notebook()})
    assert [name.split("~")[0] for name in found] == ["__", "a__b", "c", "eve_[2J"]
    assert found["a__b"].notes == ["The name handed in was a\\n\\nb, which cannot name a file; it is a__b here."]
    assert "x\\x1b.ipynb is none of the exercises" in found["c"].notes[0]


def test_learners_whose_names_differ_in_capitals_are_two(tmp_path):
    put(tmp_path, **{"Ada/conv2d.ipynb": notebook("upper"), "ada/conv2d.ipynb": notebook("lower")})
    found = everybody(tmp_path)
    assert {name: one.mark() for name, one in found.items()} == {"Ada": "upper", "ada (2)": "lower"}


# ----------------------------------------------------------- hostile notebooks


def json_of(**changes):
    return json.dumps(json.loads(notebook()) | changes).encode()


def many(item, times):
    return b'{"nbformat": 4, "cells": [' + b",".join([item] * times) + b"]}"


EMPTY_CELL = b'{"cell_type":"code","source":""}'
NOTEBOOKS = {
    "UTF-8": (notebook(), "graded", ""),
    "byte order mark": (b"\xef\xbb\xbf" + notebook(), "graded", ""),
    "UTF-16, little end": (b"\xff\xfe" + notebook().decode().encode("utf-16-le"), "graded", ""),
    "UTF-16, big end": (b"\xfe\xff" + notebook().decode().encode("utf-16-be"), "graded", ""),
    "UTF-16 without a mark": (notebook().decode().encode("utf-16-le"), "unreadable", "not text in UTF-8"),
    "UTF-16 cut off": (b"\xff\xfe" + notebook().decode().encode("utf-16-le")[:-1], "unreadable", "not text in UTF-8"),
    "UTF-32": (notebook().decode().encode("utf-32"), "unreadable", "not text in UTF-8"),
    "latin-1": (
        notebook().replace(b"first", b"\xe9"),
        "unreadable",
        "it is not text in UTF-8; save it with that encoding",
    ),
    "empty": (b"", "unreadable", "it is empty"),
    "blank": (b" \n", "unreadable", "it is empty"),
    "half": (notebook()[:900], "unreadable", "it is not JSON (line 1"),
    "a zip archive": (zipped({"conv2d.ipynb": notebook()}), "unreadable", "it is a zip archive by its content"),
    "a PDF": (b"%PDF-1.4", "unreadable", "it is a PDF file by its content"),
    "format 1": (json_of(nbformat=1), "unreadable", "it is a notebook of format 1, and formats 3 and 4 are read"),
    "format 5": (json_of(nbformat=5), "unreadable", "it is a notebook of format 5, and formats 3 and 4 are read"),
    "format 4.9": (json_of(nbformat_minor=9), "graded", ""),
    "format true": (json_of(nbformat=True), "unreadable", "format"),
    "format [4]": (json_of(nbformat=[4]), "unreadable", "no number of its format"),
    "other kernel": (json_of(metadata={"kernelspec": {"name": "ir", "display_name": "R"}}), "graded", ""),
    "no cells": (b'{"nbformat": 4, "cells": 7}', "unreadable", "it has no list of cells"),
    "list": (b"[]", "unreadable", "it is not a notebook"),
    "keys twice": (notebook()[:-1] + b', "cells": []}', "repaired", "The answer cell of conv2d was gone"),
    "a million keys": (b"{" + b'"a":1,' * 390_000 + b'"b":1}', "unreadable", "it is not a notebook"),
    "deep": (b"[" * 390_000, "unreadable", "it is nested too deeply"),
    "deep objects": (b'{"a":' * 390_000, "unreadable", "it is nested too deeply"),
    "deep in metadata": (
        json_of(metadata=1).replace(b'"metadata": 1', b'"metadata": ' + b"[" * 90_000),
        "unreadable",
        "deep",
    ),
    "a million lists": (many(b"[]", 6_000_000), "unreadable", "it holds too many values"),
    "a million cells": (many(EMPTY_CELL, 500_000), "unreadable", "it holds too many values"),
    "thousands of cells": (many(EMPTY_CELL, 100_000), "unreadable", "it has more than 2000 cells"),
    "1,900 cells": (many(b'{"cell_type":"code","source":"a = 1"}', 1_900), "repaired", "was gone"),
    "a long number": (notebook()[:-1] + b', "a": ' + b"1" * 19_000_000 + b"}", "graded", ""),
    "a long fraction": (notebook()[:-1] + b', "a": 0.' + b"1" * 19_000_000 + b"}", "graded", ""),
    "a large exponent": (notebook()[:-1] + b', "a": 1e999999999, "b": NaN}', "graded", ""),
    "a long string": (notebook()[:-1] + b', "a": "' + "\U0001f600".encode() * 4_500_000 + b'"}', "graded", ""),
    "a long answer": (notebook().replace(b"first", b"x" * 400_000), "unreadable", "more than 300 thousand characters"),
    "30 MB": (b" " * 30_000_000, "unreadable", "it has 30 MB, and at most 20 MB are read"),
    "a lone surrogate": (notebook().replace(b"first", b"\\ud800"), "graded", ""),
    "NUL in a source": (notebook().replace(b"first", b"\\u0000"), "graded", ""),
    "cells that are none": (many(b'7,null,"x",{"cell_type":{"a":1},"source":[1]}', 10), "repaired", "was gone"),
}


@pytest.mark.parametrize("kind", NOTEBOOKS)
def test_a_notebook_is_read_or_refused_with_the_reason(tmp_path, kind):
    data, status, words = NOTEBOOKS[kind]
    ada = beside_ben(tmp_path, **{"ada/conv2d.ipynb": data})["ada"]
    assert (ada.status(), words in ada.told()) == (status, True), ada.told()[:300]
    if ada.by_stem["conv2d"].notebook is not None:
        nbformat.write(ada.by_stem["conv2d"].notebook, tmp_path / "rebuilt.ipynb")
        nbformat.validate(ada.by_stem["conv2d"].notebook)


# ------------------------------------------------------------ the fingerprint


def print_of(where, learner="ada"):
    return handed_in(where, TOPIC, release())[learner].fingerprint()


def test_the_fingerprint_changes_with_what_is_handed_in_and_with_nothing_else(tmp_path):
    put(tmp_path, **{"ada/conv2d.ipynb": notebook(), "ada/conv2d.pdf": b"1"})
    first = print_of(tmp_path)
    put(tmp_path, **{"ben/conv2d.ipynb": notebook(), "ada/conv2d.pdf": b"2"})
    os.utime(tmp_path / "ada" / "conv2d.pdf", (1, 1))
    assert print_of(tmp_path) == first
    prints = [first]
    for name, data in {"conv2d.ipynb": notebook("x"), "timestamp.txt": b"1", "w.zip": b"1", "a.ipynb": b""}.items():
        put(tmp_path, **{f"ada/{name}": data})
        prints.append(print_of(tmp_path))
    assert len(set(prints)) == 5


def test_the_fingerprint_changes_when_another_of_two_files_becomes_the_newest(tmp_path):
    handed_in_twice(tmp_path, "conv2d.ipynb", "conv2d (1).ipynb", (1_000, 2_000))
    first = print_of(tmp_path)
    os.utime(tmp_path / "ada" / "conv2d.ipynb", (3_000, 3_000))
    assert print_of(tmp_path) != first


def test_the_fingerprint_changes_when_canvas_says_late(tmp_path):
    first = print_of(put(tmp_path / "a", **{"ada_1_2_conv2d.ipynb": notebook()}))
    assert print_of(put(tmp_path / "b", **{"ada_LATE_1_2_conv2d.ipynb": notebook()})) != first


@pytest.mark.parametrize(
    "text",
    ["2026-03-02 11:30:00 UTC", "2026-03-02 11:30:00.000000 UTC", "2026-03-02T13:30:00+02:00",
     "2026-03-02 13:30:00 +0200",
     "2026-03-02 12:30:00 CET", "2026-03-02 11:30:00", "2026-03-02T11:30:00Z"],
)  # fmt: skip
def test_a_time_is_read_with_its_zone(text):
    assert moment(text) == datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
