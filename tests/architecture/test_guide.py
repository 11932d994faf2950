"""Links of the README and of the docs lead somewhere; pictures of pages are made by the script, small, and shown somewhere."""

import re
from pathlib import Path

from tools.messages import po_path, read_catalogue, rooms
from tools.pictures import FIRST_START, PICTURES, SMALL_BYTES

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
#: What stands between “ ” in the guide and is no word of a page: quoted speech, parts of a file, the demo's county.
NO_WORD_OF_A_PAGE = frozenset({"秘密", "机密", "绝密", "云溪县", "C5 上级单位不存在", "xx", "代某某", "不可计算", "已延期几次，最初时限", "共几行，您的范围内几行"})  # fmt: skip


def links(page: Path) -> list[str]:
    """Return the targets of a page's links that lie in the project."""
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]


def heading_marks(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and its kin make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_link_of_the_docs_leads_somewhere() -> None:
    lost = []
    for page in PAGES:
        for link in links(page):
            name, _, mark = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if not target.exists() or (mark and mark not in heading_marks(target)):
                lost.append(f"{page.relative_to(ROOT)}: {link}")
    assert lost == []


def test_every_picture_of_a_page_is_made_by_the_script_is_small_and_is_shown() -> None:
    made = {f"{picture.name}.png" for picture in (*PICTURES, FIRST_START)}
    held = {path.name: path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert set(held) == made
    assert [name for name, size in held.items() if size > SMALL_BYTES] == []
    shown = {Path(link).name for page in PAGES for link in links(page)}
    assert sorted(made - shown) == []


def test_words_that_the_guide_quotes_stand_on_a_page() -> None:
    """A button that was renamed is renamed in the guide too."""
    told = {
        text
        for room in rooms()
        if po_path(room).exists()
        for message in read_catalogue(room)
        if message.id
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    }
    everything = "\n".join(told)
    quoted = {
        word for page in GUIDE for word in re.findall(r"“([^”]+)”", page.read_text(encoding="utf-8"))
    } - NO_WORD_OF_A_PAGE
    assert len(quoted) > 40
    assert sorted(word for word in quoted if word not in everything) == []


def test_every_setting_is_told_to_the_administrator() -> None:
    settings = (ROOT / "src" / "gangmu" / "project" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""", settings)) - {"DEBUG"}
    told = (ROOT / "docs" / "administration.md").read_text(encoding="utf-8")
    assert len(names) > 15
    assert sorted(name for name in names if f"`{name}`" not in told) == []
