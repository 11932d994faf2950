"""Take the pictures of the user guide and of the README: a demo county, a server, chromium.

python tools/pictures.py [NAME …]                 all pictures, or those named, into docs/pictures
python tools/pictures.py --home FOLDER [NAME …]   with the demo county that stands in FOLDER, which is changed

The demo is built anew where no folder is given. Pictures have few colours, so that they stay small (SMALL_BYTES).
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "pictures"
PASSWORD = "yunxi-demo-2026"  # noqa: S105 (printed by the demo to everyone)
DESKTOP, PHONE = (1440, 900), (390, 844)
COLOURS = 96
SMALL_BYTES = 150_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]

#: What the revision of the demo's plan leaves out and adds.
REMOVED, ADDED = (
    "9.补充教师",
    "9.建设书香校园。各学校每学期开展一次阅读活动，学生年人均阅读不少于10本。(责任科室:基础教育科)",
)
PLAN = ROOT / "src" / "gangmu" / "applications" / "planning" / "sample" / "plan_2026.txt"
#: A draft of next year's plan, so that the review has something left to do.
DRAFT = """云溪县教育局2027年工作要点

一、事业目标
学前三年毛入园率达到97.5%以上，九年义务教育巩固率达到97%，新增小学学位600个。

二、重点工作
1.规范招生入学。完善学区划片方案，6月底前向社会公布。（责任科室：基础教育科）
2.推进项目建设。续建城东小学扩建工程，8月底前竣工交付；启动城西幼儿园建设。（责任科室：计划财务科；配合科室：学前教育科）
3.加强队伍建设。开展校长任期考核，完成教师交流轮岗40人。（责任科室：人事科）
4.守牢安全底线。每月开展一次隐患排查，食堂“互联网+明厨亮灶”全覆盖。（责任科室：安全管理科）
5.关爱学生成长。各学校开展全员家访。
"""


def _click(selector: str) -> Callable[[Any], None]:
    """Return an act that clicks the first element found, and waits for what it opens."""

    def act(page: Any) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")

    return act


def _open_draft(page: Any) -> None:
    page.fill("[name=text]", DRAFT)
    page.click("main button.primary")
    page.wait_for_selector("#review .item")
    page.locator(".item").nth(3).focus()
    page.keyboard.press("x")
    page.wait_for_load_state("networkidle")


def _show_revision(page: Any) -> None:
    page.fill("[name=text]", revision())
    page.click("main button.primary")
    page.wait_for_selector("#review .item")
    page.goto(page.url + "changes/")


def revision() -> str:
    """Return the demo's plan with one figure changed, one task taken out and one put in."""
    lines = PLAN.read_text(encoding="utf-8").replace("新增小学学位800个", "新增小学学位1000个").splitlines()
    return "\n".join(ADDED if line.startswith(REMOVED) else line for line in lines)


def _open_light(page: Any) -> None:
    _click("tbody a")(page)
    page.locator(".lights-row .light summary").first.click()


def _choose_township(page: Any) -> None:
    page.select_option("#township", label="城关镇")
    _click(".map-asked button")(page)


#: What a school hands in that is not yet right, and what shows one person twice.
FAULTY = """学籍号,姓名,身份证件号,年级,班号,出生日期
G33999920160315101X,欧阳安,33999920160315101X,四年级,1,2016-03-15
3.39999E+17,欧阳博,,四年级,三班,2016年春
,欧阳晨,,十三年级,1,2016-02-30
"""
TWICE = """学籍号,姓名,年级,班号,出生日期
G339999201603150018,上官宁,四年级,1,2016-03-15
L339999201603150018,上官宁,四年级,2,2016-03-15
"""


def _hand_in(table: str) -> Callable[[Any], None]:
    """Return an act that hands a table in and lets it be checked; one without fault is entered."""

    def act(page: Any) -> None:
        page.set_input_files(
            "[name=file]", [{"name": "学籍表.csv", "mimeType": "text/csv", "buffer": table.encode()}]
        )
        page.click("main button.primary")
        page.click("main button.primary")
        page.wait_for_selector("#import-counts")
        if table == TWICE:
            page.click("[name=act][value=commit]")
            page.wait_for_load_state("networkidle")
            page.goto(page.url.split("/r/")[0] + "/r/pupils/duplicates/")

    return act


def _click_all(*selectors: str) -> Callable[[Any], None]:
    """Return an act that clicks one element after another."""

    def act(page: Any) -> None:
        for selector in selectors:
            _click(selector)(page)

    return act


def _keep_view(page: Any) -> None:
    page.click("details.menu summary:has-text('视图')")
    page.fill("#view-name", "全县小学毕业班")
    _click("button:has-text('保存当前列表为视图')")(page)


def _reveal(page: Any) -> None:
    _click_all("tbody a", "a:has-text('查看完整信息')")(page)
    page.fill("[name=reason]", "家长来校核对学籍号，持户口簿")
    _click("main form button.primary")(page)


def _look_and_ask(page: Any) -> None:
    _click_all("tbody a", "a:has-text('谁查阅过')")(page)


@dataclass(frozen=True, slots=True)
class Picture:
    """What to photograph: who is signed in, at which address, after which act; from which height on it is cut."""

    name: str
    account: str
    address: str
    act: Callable[[Any], None] | None = None
    size: tuple[int, int] = DESKTOP
    language: str = "zh-CN"


#: In the order taken: the draft of `review` is what `answers` answers.
PICTURES = (
    Picture("review", "bangongshi", "/plans/upload/", _open_draft),
    Picture("revision", "bangongshi", "/plans/1/upload/", _show_revision),
    Picture("home", "bangongshi", "/"),
    Picture("plan", "bangongshi", "/plans/1/"),
    Picture("ledger", "bangongshi", "/r/tasks/"),
    Picture("board", "bangongshi", "/ledger/board/"),
    Picture("timeline", "bangongshi", "/ledger/timeline/"),
    Picture("reminding", "bangongshi", "/ledger/reminding/"),
    Picture("papers", "bangongshi", "/r/papers/"),
    Picture("table", "bangongshi", "/ledger/table/"),
    Picture("rounds", "bangongshi", "/r/ledger-month/rounds/"),
    Picture("year", "bangongshi", "/ledger/year/"),
    Picture("year-end", "bangongshi", "/ledger/year/end/"),
    Picture("systems", "bangongshi", "/ledger/systems/"),
    Picture("target", "bangongshi", "/r/targets/?q=报送信息", _click("tbody a")),
    Picture("publicity", "bangongshi", "/r/publicity/"),
    Picture("import", "bangongshi", "/r/publicity/import/"),
    Picture("places", "bangongshi", "/places/map/", _choose_township),
    Picture("faults", "xuexiao", "/r/pupils/import/", _hand_in(FAULTY)),
    Picture("duplicates", "xuexiao", "/r/pupils/import/", _hand_in(TWICE)),
    Picture("check-sheet", "xuexiao", "/checks/", _click_all("main tbody a", "main tbody a")),
    Picture("promotion", "xuexiao", "/rolls/promotions/", _click("main form[method=post] button.primary")),
    Picture("reveal", "xuexiao", "/r/pupils/?q=上官", _reveal),
    Picture("who-looked", "shenji", "/r/pupils/?q=上官", _look_and_ask),
    Picture("saved-view", "xueji", "/r/school-classes/?stage=PRI&grade=6", _keep_view),
    Picture("check-round", "jijiao", "/checks/", _click("main tbody a")),
    Picture("answers-phone", "jijiao", "/plans/answers/", size=PHONE),
    Picture("notices-phone", "jijiao", "/notices/", size=PHONE),
    Picture("task", "jijiao", "/r/tasks/?q=化解大班额", _open_light),
    Picture("month", "jijiao", "/ledger/month/"),
    Picture("month-phone", "xuexiao", "/ledger/month/", size=PHONE),
    Picture("publicity-phone", "xuexiao", "/r/publicity/", size=PHONE),
    Picture("morning", "juzhang", "/ledger/morning/"),
    Picture("morning-phone", "juzhang", "/ledger/morning/", size=PHONE),
    Picture("units", "admin", "/units/"),
    Picture("unit", "admin", "/units/?q=实验小学", _click("tbody a")),
    Picture("plan-english", "juzhang", "/plans/1/", language="en-US"),
)
#: Taken on a county that is not there yet.
FIRST_START = Picture("first-start", "", "/setup/")


def _gangmu(home: Path, *words: str) -> list[str]:
    os.environ["GANGMU_HOME"] = str(home)
    return [sys.executable, "-m", "gangmu.project.commandline", *words]


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a home on a free port and yield the address.

    Raises
    ------
    RuntimeError
        The server does not answer within two minutes.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with (home / "pictures.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(_gangmu(home, "serve", "--port", str(port)), stdout=log, stderr=log)
        try:
            until = time.monotonic() + 120
            while not _answers(port):
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"the server did not start, see {home / 'pictures.log'}")
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def small(picture: bytes) -> bytes:
    """Return a PNG with few colours."""
    image = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    held = BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()


@contextmanager
def signed_in(browser: Any, address: str, wanted: Picture) -> Iterator[Any]:
    """Yield a page on which the picture's account is signed in."""
    context = browser.new_context(
        viewport={"width": wanted.size[0], "height": wanted.size[1]},
        locale=wanted.language,
        color_scheme="light",
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    if wanted.account:
        page.goto(address + "/sign-in/")
        page.fill("[name=username]", wanted.account)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
    yield page
    context.close()


def take(browser: Any, address: str, pictures: list[Picture]) -> list[str]:
    """Take pictures, in their order for each account, and return the names of those that became too large."""
    large = []
    for _key, group in groupby(pictures, lambda told: (told.account, told.size, told.language)):
        together = list(group)
        with signed_in(browser, address, together[0]) as page:
            for wanted in together:
                page.goto(address + wanted.address)
                page.wait_for_load_state("networkidle")
                if wanted.act:
                    wanted.act(page)
                    page.wait_for_load_state("networkidle")
                told = small(page.screenshot())
                (OUT / f"{wanted.name}.png").write_bytes(told)
                print(f"{wanted.name}.png {len(told):,} bytes", flush=True)
                large += [wanted.name] if len(told) > SMALL_BYTES else []
    return large


def main(words: list[str]) -> int:
    """Take the pictures that are named, or all."""
    home = Path(words[words.index("--home") + 1]) if "--home" in words else None
    names = {word for word in words if not word.startswith("-") and word != str(home)}
    unknown = names - {picture.name for picture in (*PICTURES, FIRST_START)}
    if unknown:
        print(f"no such picture: {', '.join(sorted(unknown))}")
        return 2
    large: list[str] = []
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty, built = Path(folder) / "empty", home or Path(folder) / "demo"
        for place in (empty, built):
            place.mkdir(parents=True, exist_ok=True)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        for place, command, pictures in (
            (empty, ("migrate", "--verbosity", "0"), (FIRST_START,)),
            (built, ("demo", "--build-only", "--home", str(built)), PICTURES),
        ):
            wanted = [picture for picture in pictures if not names or picture.name in names]
            if not wanted:
                continue
            if place != home:
                subprocess.run(_gangmu(place, *command), check=True, stdout=subprocess.DEVNULL)
            with served(place) as address:
                large += take(browser, address, wanted)
        browser.close()
    if large:
        print(f"larger than {SMALL_BYTES:,} bytes: {', '.join(large)}")
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
