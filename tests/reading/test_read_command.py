"""`gangmu read`: JSON alone on stdout, the counted text in a file, reasons on stderr, no Django."""

import json
import os
import subprocess
import sys

import pytest

from gangmu.project.commandline.read import run

PLAN = "柳林县教育局2031年工作要点\r\n一、扩大资源\r\n1.建好学校。新建学校3所。\r\n"


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "要点.txt"
    path.write_bytes(PLAN.encode("gb18030"))
    return path


def test_json_is_all_that_stdout_holds(plan, capsys):
    assert run([str(plan), "--json"]) == 0
    out, err = capsys.readouterr()
    form = json.loads(out)
    assert set(form) == {"doc", "outline", "targets", "tasks", "clauses", "disagreements"}
    assert form["doc"]["title"] == "柳林县教育局2031年工作要点"
    assert err == ""


def test_the_text_that_offsets_count_is_written_unchanged(plan, tmp_path, capsys):
    out = tmp_path / "text.txt"
    assert run([str(plan), "--json", "--text", str(out)]) == 0
    text = out.read_bytes().decode("utf-8")
    assert text == PLAN
    node = json.loads(capsys.readouterr().out)["outline"][1]
    assert text[node["title_start"] : node["title_end"]] == "建好学校"


def test_a_person_gets_a_short_account(plan, capsys):
    assert run([str(plan)]) == 0
    assert "1.建好学校" in capsys.readouterr().out


def test_an_unreadable_file_ends_with_two_and_a_reason_on_stderr(tmp_path, capsys):
    path = tmp_path / "空.txt"
    path.write_bytes(b"")
    assert run([str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "空.txt" in err


def test_a_file_that_the_system_will_not_open_ends_with_two(plan, monkeypatch, capsys):
    def refuse(path):
        raise PermissionError(13, "没有权限")

    monkeypatch.setattr("gangmu.project.commandline.read.decode", refuse)
    assert run([str(plan), "--json"]) == 2
    assert capsys.readouterr() == ("", f"无法读取“{plan}”：没有权限\n")


def test_json_is_utf8_whatever_the_terminal_is_set_to(plan):
    code = (
        "import sys; from gangmu.project.commandline.read import run; sys.exit(run([sys.argv[1], '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(plan)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )
    assert json.loads(done.stdout.decode("utf-8"))["doc"]["kind"] == "plan"


def test_reading_starts_without_django(plan):
    code = (
        "import sys; from gangmu.project.commandline.read import run; run([sys.argv[1], '--json']);"
        "sys.exit(any(name.split('.')[0] in ('django', 'pdfplumber', 'ibis', 'duckdb') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(plan)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
