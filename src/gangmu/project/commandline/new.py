"""Make the folder of a new application: gangmu new application NAME 中文名."""

import argparse
import re
import sys
from pathlib import Path

APPLICATIONS = Path(__file__).resolve().parent.parent.parent / "applications"

FILES = {
    "README.md": """# {title}

What duty of the bureau this room serves, which rules it follows (document numbers), which rows of the acceptance table live
here.
""",
    "__init__.py": '"""{title}: one sentence on the duty this room serves."""\n',
    "apps.py": '''"""The {name} room."""

from gangmu.foundation.kernel.rooms import Room


class {klass}Config(Room):
    """Django's entry for {name}."""

    name = "gangmu.applications.{name}"
    label = "{name}"
    verbose_name = "{title}"
''',
    "permissions.py": '''"""What may be done here, and by whom."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import Role

declare([Permission("{name}.record:view", gettext_noop("查看{title}"), (Role.OFFICE_HEAD, Role.OFFICE))])
''',
    "locale/en/LC_MESSAGES/django.po": """# English of applications/{name}.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

msgid "查看{title}"
msgstr "View {name}"
""",
    "tests/test_{name}.py": '''"""What the {name} room promises."""

from gangmu.foundation.access.permissions import permission
from gangmu.foundation.access.roles import Role


def test_the_office_may_see_the_records() -> None:
    assert Role.OFFICE in permission("{name}.record:view").roles
''',
}


def run(argv: list[str]) -> int:
    """Write the folder; refuse a name that is taken or no identifier."""
    parser = argparse.ArgumentParser(prog="gangmu new", description=__doc__)
    parser.add_argument("what", choices=["application"])
    parser.add_argument("name", help="English noun of the glossary, for example safety")
    parser.add_argument("title", nargs="?", help="Chinese name, for example 校园安全")
    parser.add_argument("--into", type=Path, default=APPLICATIONS, help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if not re.fullmatch(r"[a-z][a-z_]{2,30}", chosen.name):
        print(f"{chosen.name} 不是合适的名称：用小写英文名词，例如 safety", file=sys.stderr)
        return 2
    folder = chosen.into / chosen.name
    if folder.exists():
        print(f"{folder} 已存在，未做改动", file=sys.stderr)
        return 2
    words = {
        "name": chosen.name,
        "title": chosen.title or chosen.name,
        "klass": "".join(part.title() for part in chosen.name.split("_")),
    }
    for name, text in FILES.items():
        path = folder / name.format(**words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**words), encoding="utf-8")
    print(f"{folder}\n在 project/settings.py 的 INSTALLED_APPS 加一行： gangmu.applications.{chosen.name}")
    return 0
