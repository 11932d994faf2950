"""The tree shows the architecture: names, sizes and shapes that hold everywhere."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "gangmu"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "core", "base", "manager", "lib", "extras"}
#: Most lines of a function that fit a screen, its docstring apart. Compiled loops may be longer: a call hands over each of their arrays.
SCREEN = 72
#: Longest file, in lines; longer ones stand here with the reason why they are one room.
LONGEST = 400
LONG_FILES: dict[str, str] = {}
#: What an application's folder may hold (ARCHITECTURE, the shape of an application).
SHAPE = {
    "README.md", "__init__.py", "apps.py", "models.py", "models", "choices.py", "services.py", "services", "selectors.py",
    "registers.py", "registers", "systems.py", "facts.py", "indicators.py", "indicators", "extracts.py", "permissions.py", "menu.py", "receivers.py",
    "jobs.py", "api.py", "demo.py", "sample", "views.py", "views", "urls.py", "forms.py", "templates", "static", "locale",
    "migrations", "tests",
}  # fmt: skip
#: Files of an application beyond the shape, with their reason; a stale entry fails.
BEYOND_SHAPE: dict[str, str] = {
    "planning/assistant.py": "the client of an optional language model; engines have no web",
    "planning/coverage.py": "the rule by which a clause is accounted for; pure, asked by services and pages",
    "planning/owners.py": "printed marks to units; pure",
    "planning/item_forms.py": "forms of the review screen, one for each kind of item",
    "planning/periods.py": "the period of a target in words and back; asked by the model, the form and adoption",
}


def python_files() -> list[Path]:
    """Every module of the product that is not a migration."""
    return [p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts]


def test_no_room_has_a_name_that_says_nothing() -> None:
    named = {p for p in SOURCE.rglob("*") if (p.is_dir() or p.suffix == ".py") and p.stem in FORBIDDEN_NAMES}
    assert not named


def test_files_can_be_read_in_a_sitting() -> None:
    long = {
        str(p.relative_to(SOURCE)): len(p.read_text(encoding="utf-8").splitlines())
        for p in python_files()
        if len(p.read_text(encoding="utf-8").splitlines()) > LONGEST
    }
    assert set(long) == set(LONG_FILES), (
        f"longer than {LONGEST} lines without a reason, or a reason without need: {long}"
    )


def test_a_function_fits_a_screen() -> None:
    long = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or any(
                "njit" in ast.unparse(d) for d in node.decorator_list
            ):
                continue
            docstring = len((ast.get_docstring(node, clean=False) or "").splitlines())
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring
            if lines > SCREEN:
                long.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.name} has {lines} lines")
    assert not long


def test_every_module_says_what_its_room_is_for() -> None:
    silent = [
        str(p.relative_to(SOURCE))
        for p in python_files()
        if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_applications_have_one_shape() -> None:
    beyond = {
        f"{app.name}/{entry.name}"
        for app in sorted((SOURCE / "applications").iterdir())
        if app.is_dir() and app.name != "__pycache__"
        for entry in app.iterdir()
        if entry.name not in SHAPE and entry.name != "__pycache__"
    }
    assert beyond == set(BEYOND_SHAPE)


def test_every_application_tells_its_duty() -> None:
    apps = [p for p in (SOURCE / "applications").iterdir() if p.is_dir() and p.name != "__pycache__"]
    assert [p.name for p in apps if not (p / "README.md").exists()] == []


def test_writes_have_one_door() -> None:
    """Views, registers and systems never save: they call services."""
    saving = re.compile(r"\.(save|delete|bulk_create|bulk_update|create|update_or_create|get_or_create)\(")
    guilty = []
    for path in python_files():
        if (
            path.stem in {"views", "systems", "selectors", "menu", "urls", "indicators", "facts", "extracts"}
            or "views" in path.parts
        ):
            if "tests" in path.parts:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if saving.search(line) and "form.save" not in line:
                    guilty.append(f"{path.relative_to(SOURCE)}:{number} {line.strip()}")
    assert not guilty


def test_no_logic_hides_in_save_or_signals() -> None:
    guilty = [
        str(p.relative_to(SOURCE))
        for p in python_files()
        if "tests" not in p.parts
        and re.search(
            # A field's own `pre_save` prepares a value; the signal of that name hides logic.
            r"def save\(self, \*args|post_save|(?<!def )(?<!field\.)(?<!Field\.)(?<!\(field\)\.)pre_save|post_delete|m2m_changed",
            p.read_text(encoding="utf-8"),
        )
    ]
    assert not guilty


def test_the_project_speaks_of_itself_alone() -> None:
    banned = re.compile(
        r"/work/|/farm|registry\.npm|pypi\.org|pythonhosted|deb\.debian|mirrors?\.(aliyun|tuna)"
    )
    kinds = {".py", ".md", ".toml", ".lock", ".html", ".js", ".css", ".txt", ".json", ".in"}
    folders = ("src", "tests", "docs", "benchmarks", "tools", "deploy", "requirements", "packaging")
    files = [
        p
        for folder in folders
        for p in (ROOT / folder).rglob("*")
        if p.suffix in kinds and "bundle" not in p.parts
    ]
    guilty = [
        str(p.relative_to(ROOT))
        for p in files
        if p.name != Path(__file__).name and banned.search(p.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not guilty


def test_templates_carry_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)[^>]*>\s*\S|\bstyle\s*=\s*[\"']|\bon(click|change|submit|load|input)\s*=|hx-on|javascript:"
    )
    guilty = [
        f"{path.relative_to(SOURCE)}: {match.group(0)[:60]}"
        for path in SOURCE.rglob("templates/**/*.html")
        for match in [inline.search(path.read_text(encoding="utf-8"))]
        if match
    ]
    assert not guilty


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda p: p.name)
def test_locks_hold_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    named = set()
    for path in (ROOT / "requirements").glob("*.in"):
        for line in path.read_text(encoding="utf-8").splitlines():
            match = re.match(r"[A-Za-z0-9_.-]+", line)
            if match and not line.startswith(("-", "#")):
                named.add(match.group(0))
    missing = sorted(name for name in named if f"`{name}`" not in reasons)
    assert not missing


def test_english_is_complete() -> None:
    from tools.messages import faults, rooms

    assert [fault for room in rooms() for fault in faults(room)] == []
