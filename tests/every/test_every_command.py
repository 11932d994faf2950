"""What holds of every command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gangmu.project import commandline
from gangmu.project.commandline import main, modules_of_engines, modules_of_project
from tests.architecture.test_tree import SHAPE

#: Commands that never touch the database must start without Django: an engine's answer can be checked anywhere.
WITHOUT_DJANGO = ["read", *modules_of_engines()]


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert all(f"gangmu {name} " in printed for name in [*modules_of_project(), *modules_of_engines()])


@pytest.mark.parametrize("name", sorted({*modules_of_project(), *modules_of_engines()}))
def test_every_command_explains_itself(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gangmu.project.commandline", name, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout


def test_a_command_that_is_interrupted_before_it_has_begun_says_so_by_its_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted() -> dict[str, str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(commandline, "modules_of_engines", interrupted)
    assert main(["zone", "--help"]) == 130


@pytest.mark.parametrize("name", WITHOUT_DJANGO)
def test_reading_and_engines_start_without_django(name: str) -> None:
    script = (
        "import sys\nfrom gangmu.project.commandline import main\n"
        f"try:\n    main([{name!r}, '--help'])\nexcept SystemExit:\n    pass\n"
        "assert 'django' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_new_application_has_the_shape_and_a_passing_test(tmp_path: Path) -> None:
    assert main(["new", "application", "beekeeping", "养蜂", "--into", str(tmp_path)]) == 0
    made = {entry.name for entry in (tmp_path / "beekeeping").iterdir()}
    assert {"README.md", "apps.py", "permissions.py", "tests", "locale"} <= made <= SHAPE
    script = (
        "import sys, os; import gangmu.applications as a; a.__path__.append(sys.argv[1])\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'gangmu.project.settings_test'\n"
        "from gangmu.project import settings_test as s; s.INSTALLED_APPS.append('gangmu.applications.beekeeping')\n"
        "import django; django.setup()\n"
        "import runpy; names = runpy.run_path(sys.argv[1] + '/beekeeping/tests/test_beekeeping.py')\n"
        "names['test_the_office_may_see_the_records']()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_taken_name_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "safety").mkdir()
    assert main(["new", "application", "safety", "--into", str(tmp_path)]) == 2
    assert "已存在" in capsys.readouterr().err
    assert list((tmp_path / "safety").iterdir()) == []


def test_a_first_start_answered_by_nobody_says_so_and_makes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gangmu.project.commandline", "init"],
        env={**os.environ, "GANGMU_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gangmu.project.settings"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "什么也没有建立" in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_makes_the_embedded_database_that_is_not_there_yet(tmp_path: Path) -> None:
    script = "from gangmu.project.commandline.serve import prepare_database as p; assert p(); print('again'); assert p()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "GANGMU_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gangmu.project.settings", "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["›", "database", "again"]
