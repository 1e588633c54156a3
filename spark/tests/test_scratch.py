"""What the script takes out of the cluster's own file system, and above all what it leaves there."""

import os
import time

import pytest

import loan_tracker

OURS = "batch-loan-tracker-2026-11-23-g1-a1"


def made(directory, name, days=0.0):
    """A folder with a file in it, last written to so many days ago."""
    folder = directory / name
    folder.mkdir(parents=True)
    (folder / "loan.csv").write_text("a customer's row")
    then = time.time() - days * 24 * 60 * 60
    os.utime(folder, (then, then))


def left(directory):
    return sorted(path.name for path in directory.iterdir())


def clear(spark, directory, loans=f"loan/{OURS}/", counts=f"output/{OURS}/"):
    loan_tracker.clear_scratch(spark, f"file://{directory}/{loans}", f"file://{directory}/{counts}")


@pytest.mark.parametrize("folder", ["loan", "output"])
def test_of_the_others_what_is_older_than_a_week_goes(spark, tmp_path, folder):
    made(tmp_path / folder, "batch-loan-tracker-2026-11-23-g1-a2")
    made(tmp_path / folder, "batch-loan-tracker-2026-11-22-g1-a1", days=6.9)
    made(tmp_path / folder, "batch-loan-tracker-2026-11-21-g1-a1", days=7.1)
    made(tmp_path / folder, "batch-loan-tracker-2025-01-01-g12-a3", days=400)

    clear(spark, tmp_path)

    assert left(tmp_path / folder) == ["batch-loan-tracker-2026-11-22-g1-a1", "batch-loan-tracker-2026-11-23-g1-a2"]


@pytest.mark.parametrize("days", [0, 400])
def test_the_own_copy_goes_and_the_own_counts_stay_for_the_copy_out_and_for_a_second_count(spark, tmp_path, days):
    made(tmp_path / "loan", OURS, days)
    made(tmp_path / "output", OURS, days)

    clear(spark, tmp_path)

    assert left(tmp_path / "loan") == []
    assert left(tmp_path / "output") == [OURS]


def test_what_is_named_otherwise_is_somebody_elses(spark, tmp_path):
    others = ["batch-loan-tracker", f"{OURS}.kept", "deploy-loan-tracker-1-a1", "reports", f"run={OURS}"]
    for name in others:
        made(tmp_path, name, days=400)
    (tmp_path / "batch-loan-tracker-2026-11-20-g1-a1").write_text("a file")
    os.utime(tmp_path / "batch-loan-tracker-2026-11-20-g1-a1", (0, 0))

    clear(spark, tmp_path, loans="reports/", counts=f"run={OURS}/")

    assert left(tmp_path) == sorted([*others, "batch-loan-tracker-2026-11-20-g1-a1"])


@pytest.mark.parametrize("uri", ["s3://lake/raw", "s3a://lake/raw", "s3n://lake/raw"])
def test_in_s3_nothing_is_looked_at(tmp_path, uri, capsys):
    """No file system answers here, so whatever were asked of one would be told."""

    class Lake:
        def makeQualified(self, path):
            return path

    class Place:
        def toUri(self):
            return self

        def getScheme(self):
            return uri.split(":")[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loan_tracker, "locate", lambda spark, uri: (Place(), Lake()))
        loan_tracker.clear_scratch(None, f"{uri}/{OURS}/", f"{uri}/{OURS}/")

    assert capsys.readouterr().out == ""


def test_what_cannot_be_cleared_is_told_and_fails_nothing(spark, tmp_path, capsys):
    clear(spark, tmp_path / "never-made")

    said = capsys.readouterr()
    assert said.out.startswith(f"clearing the folders beside file://{tmp_path}/never-made/loan/{OURS}/: ")
    assert said.err == ""
