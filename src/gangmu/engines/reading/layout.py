"""The paragraphs of a page, and what each of them is before anybody understands it: prose, title, page furniture."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from gangmu.engines.reading.text import lines

ParagraphKind = Literal[
    "prose", "short", "title", "meta", "furniture", "number", "date", "office", "greeting", "annex"
]

_TITLE_WORD = (
    "工作要点|工作总结|工作计划|工作报告|工作方案|工作安排|工作打算|工作思路|工作汇报|工作意见|行动方案|行动计划|实施方案"
    "|实施意见|总结|小结|计划|要点|谋划|规划|纲要|公报|报告|方案|意见|通知|安排|实事|任务分解表|责任分解表|任务清单|汇报|(?<=年)(?:教育)?(?:工作)?目标(?:任务)?"
)
#: What a page of collected papers hangs on a title: 范文, 材料, (三), 三篇, .docx.
_TITLE_TAIL = (
    r"(?:范文|范例|全文|汇编|材料|模板|样本|精选|参考|\s?\d{1,2}篇|[一二三四五六七八九十]{1,2}篇|篇[一二三四五六七八九十\d]{1,2}"
    r"|\([^()]{1,12}\)|\[\d{1,2}\]|\.(?:docx?|pdf|wps|txt))"
)
TITLE = re.compile(rf"^[^。;!?|>]{{2,60}}?(?:{_TITLE_WORD}){_TITLE_TAIL}{{0,4}}$")
_GLUED_TITLE = re.compile(
    rf"(?P<title>[^。;!?:|>\s]{{2,40}}?(?:{_TITLE_WORD}))\s+(?=[一二三]、|第一|(?:19|20)\d\d年|今年|一年来|为|在)"
)
#: A title that the page ran into the text without a blank: 某局2021年工作总结一、…, …工作计划今年是….
_RUN_IN_TITLE = re.compile(
    r"(?:\d{1,2}[、.])?(?P<title>(?=[^。;,]{0,40}?(?:年|局|十[二三四五六]五))[^。;!?:,|>\s]{4,45}?(?:总结|计划|要点|报告|思路|打算|汇报|公报)(?:范文|材料)?)"
    r"(?=一、|(?:19|20|xx|XX)[\dxX*]{2}年|[今去]年|一年来|近年来|我[省市县区局]|根据|按照|为(?!主|了?[^,。]{0,3}$)|在[^。]{2,30}下)"
)
NOTICE = re.compile(r"(?:关于)?(?:印发|下发|转发|公布|发布).{2,60}的?通知$")
_STRONG_FURNITURE = re.compile(
    r"免责声明|版权(?:归|问题|所有)|转载(?:请|分享)|联系(?:我们|本站|客服).{0,12}删除|本文档?由|(?:互联网|网友|用户)(?:用户)?(?:整理|提供|上传)"
    r"|由会员(?:上传|分享)|可在线阅读|珍藏版|此页面上的内容|Flash Player|公网安备|ICP备|仅限(?:参考|学习)|仅供(?:参考|学习)|最佳浏览|分辨率"
)
_FURNITURE = re.compile(
    r"网站地图|联系我们|设为首页|加入(?:首页|收藏)|打印本页|关闭(?:窗口|本页)|扫一扫|扫码|二维码|分享(?:到|至|按钮)|上一篇|下一篇|VIP|会员登录"
    r"|相关(?:阅读|推荐|报道|文档|链接|附件|文章|新闻|资讯|稿件|下载|热词|搜索)|责任编辑|责编:|^编辑:|免费下载|下载(?:文档|本文|地址|次数)|立即下载"
    r"|点击(?:下载|查看|图片|数|次数|量)|全文共|原价|折扣价|客服|微信:|微信号|Q{2}[:群]|@[a-z0-9]+\.|https?:|www\.|浏览器|当前位置|您?现?在?的位置"
    r"|首页\s*[>|]|>>|》》|字体[:]|字号[:]|\[字[体号]|浏览(?:次数|量)|阅读(?:次数|量|全文)|访问量|无障碍|手机版|移动端|文库|范文(?:大全|网)|小编"
    r"|^(?:下载|打印|全屏|收藏|加大|还原|减小|大|中|小|大中小|首页|分享|举报|关闭|返回|返回顶部|更多|登录|注册|搜索|正文|要闻|时政|导航|目录|微信|微博)$"
    r"|^\([^()]{0,6}(?:资料|配|题)图[^()]{0,4}\)$|文档编号:|上传时间:|文档(?:大小|格式|页数):|视力保护|护眼|夜间模式|语音播报|背景色|微信扫|在线客服|温馨提示|猜你喜欢|热门推荐|精品推荐|推荐阅读|展开全文|阅读剩余|继续阅读|网页链接|擅长领域|解读[:>]|延伸阅读|本报讯"
)
_META = re.compile(
    r"^(?:文章|信息|稿件|消息|新闻)?(?:来源|来稿)\s*:|^(?:发布|发文|更新|成文|生成|印发|公开|录入|上传|添加|制发|签发)?"
    r"(?:时间|日期|机构|机关|单位|字号|人)\s*:|^(?:作者|索引号|文号|主题词|主题分类|公开方式|有效性|名称|标题|关键词|关键字|摘要|内容摘要|内容提要|导读|核心提示|"
    r"格式|分类|字数|审核|供稿|撰稿|录入|浏览|点击|阅读|网站|签发人|印数|份号|密级|信息分类|责任部门|类别|效力状态)\s*:"
    r"|^\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?(?:\s*[|来作浏发点].{0,40})?$"
    r"|^-{0,3}\(?(?:\d{4}|[一二〇0三四五六七八九零]{4})年.{2,12}日,?在.{3,45}(?:会议|大会|会)上(?:的报告)?\)?$"
    r"|^.{0,22}(?:省长|市长|县长|区长|局长|主席|书记|主任|校长|厅长|州长|部长|旗长|盟长)\s+[\u4e00-\u9fff·]{2,4}(?:\s+[\u4e00-\u9fff])?$"
    r"|^.{0,8}(?:省长|市长|县长|区长|主席|局长|书记|主任)[\u4e00-\u9fff·]{2,5}(?:同志)?作.{2,14}报告"
    r"|^\d{4}年\d{1,2}月\d{1,2}日\s+\d{1,2}[时:]\d{1,2}分?|记者\s?[\u4e00-\u9fff]{2,4}\s*(?:摄|文|/文)?$|^\((?:征求意见稿|送审稿|讨论稿|草案|初稿|试行|审议稿|摘要|节选)\)$"
    r"|^(?:抄送|抄报|主送|分送|印发|报送)(?:单位|机关)?\s*:|印发$|^共印\s*\d+\s*份|^\((?:此件|联系人|信息公开)|^(?:联系人|联系电话|电话|传真|邮编|地址|邮箱)\s*:"
    r"|^(?:特急|加急|平急|急件|内部资料|主动公开|依申请公开)$|^(?:绝密|机密|秘密)"
)
NUMBER = re.compile(
    r"^\(?[\u4e00-\u9fff]{1,10}\s*[\[(<]?\s*(?:19|20)\d\d\s*[\])>]?\s*第?\s*\d{1,4}\s*号?\)?$|^[\u4e00-\u9fff]{1,10}\s*[\[(]\s*[0-9x*]{4}\s*[\])]\s*[0-9x*]{1,4}\s*号$"
)
DATE = re.compile(
    r"^\(?(?:(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[一二〇0三四五六七八九零]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|(?:19|20)\d{5,6}|(?:19|20)\d\d\s*年\s*\d{1,2}\s*月|[x*]{2,4}年[x*]{1,2}月[x*]{1,2}日)(?:印发)?\)?$"
)
_OFFICE = re.compile(
    r"^(?:中共|中国共产党|中华人民共和国)?[\u4e00-\u9fffx*]{1,24}?(?:教育(?:和|与)?[\u4e00-\u9fff]{0,6}局|局|委员会|政府|厅|教育部|办公室|办|党委|党组|学校|中学|小学|幼儿园|教委|中心)"
    r"(?:办公室|文件)?$"
)
GREETING = re.compile(r"^(?:各位|同志们|尊敬的)[^。;]{0,30}[:!,]$")
_ADDRESSEE = re.compile(
    r"^(?:各|局|省|市|县|区|直属|机关|有关)[^。;!?:]{0,90}(?:局|校|园|室|单位|部门|政府|委|股|处|科|企业|院|会|中心|办|区|县)\)?(?:\([^()]{1,20}\))?:$"
)
_ANNEX = re.compile(
    r"^附\s*(?:件|表|录)?\s*[一二三四五六七八九十\d]{0,2}\s*[:.]?(?:$|\s|《)|^附(?:件|表|录)\s*[一二三四五六七八九十\d]{0,2}\s*:"
)
_STOP = re.compile(r"[。;!?]")
_BLANK = re.compile(r" +")
#: A number of a section or an item; a line of a whole page is at least so long.
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?=[\u4e00-\u9fff])|第[一二三四五六七八九十]{1,3}(?:部分|章|节)"
)
_WHOLE_PAGE = 400
#: A line of a table of contents: a heading, blanks or dots, the number of a page.
_LISTED = 3
_CONTENTS = re.compile(r"^(?:目\s*录|[^。;,]{2,40}?(?:\s{1,}|[.·…]{2,}\s*)\d{1,3})$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the page (or several, where the page wraps its text), without the blanks at its sides."""

    start: int
    end: int
    kind: ParagraphKind

    @property
    def size(self) -> int:
        """Number of characters."""
        return self.end - self.start


def kind_of(line: str) -> ParagraphKind:
    """Say what a line is by its look alone.

    Parameters
    ----------
    line
        Folded text of one line, without blanks at its sides.

    Returns
    -------
    ParagraphKind
        ``prose`` holds at least one stop; ``short`` is what may still be a heading.
    """
    long = len(line) > 60
    if _STRONG_FURNITURE.search(line) and len(line) < 300:
        return "furniture"
    if GREETING.match(line):
        return "greeting"
    if DATE.match(line):
        return "date"
    if not _CHINESE.search(line) and "\t" not in line:
        return "furniture"
    if _META.search(line[:400]) and (not long or re.match(r"摘要|内容摘要|导读|核心提示|内容提要", line)):
        return "meta"
    if _FURNITURE.search(line[:80]) and not (long or (len(line) > 12 and line.endswith("。"))):
        return "furniture"
    if NUMBER.match(line):
        return "number"
    if _ANNEX.match(line) and len(line) < 60:
        return "annex"
    if _ADDRESSEE.match(line):
        return "meta"
    if _OFFICE.match(line):
        return "office"
    if TITLE.match(line) and len(line) >= 6:
        return "title"
    return "prose" if _STOP.search(line) or long else "short"


def paragraphs(text: str) -> list[Paragraph]:
    """Cut a page into paragraphs.

    Parameters
    ----------
    text
        Squeezed text of the whole page, without the line breaks inside its sentences.

    Returns
    -------
    list of Paragraph
        In the order of the page; the address line of a stored page (``# source:``) is furniture.
    """
    result = []
    whole = [piece for span in lines(text) for piece in _at_lost_breaks(text, span.start, span.end)]
    for start, end in _without_glued_title(text, whole):
        line = text[start:end]
        address = line.startswith("# source:")
        result.append(Paragraph(start, end, "furniture" if address else kind_of(line)))
    return _without_contents(text, result)


def _without_contents(text: str, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Mark the lines of a table of contents as page furniture, where at least three of them stand together."""
    found = list(paragraphs)
    listed = [_CONTENTS.match(text[part.start : part.end]) is not None for part in paragraphs]
    place = 0
    while place < len(found):
        stop = place
        while stop < len(found) and listed[stop]:
            stop += 1
        if stop - place >= _LISTED:
            found[place:stop] = [replace(part, kind="furniture") for part in found[place:stop]]
        place = max(stop, place + 1)
    return found


def _at_lost_breaks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a line that holds a whole page: where a blank follows a stop, leads up to a number, or closes a title or a date."""
    if end - start < _WHOLE_PAGE:
        return [(start, end)]
    cuts = []
    opened = start
    for blank in _BLANK.finditer(text, start, end):
        before = text[opened : blank.start()]
        ended = before.endswith(("。", "!", "?")) or (
            before.endswith(":") and _ADDRESSEE.match(before) is not None
        )
        named = len(before) <= 60 and (DATE.match(before) is not None or TITLE.match(before) is not None)
        if ended or named or _NUMBERED.match(text, blank.end()):
            cuts.append((opened, blank.start()))
            opened = blank.end()
    return [*cuts, (opened, end)]


def _without_glued_title(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Part the title from the text on a page that lost the line break between them."""
    for index, (start, end) in enumerate(spans[:6]):
        glued = _GLUED_TITLE.match(text, start, min(end, start + 80))
        if glued and end - glued.end() > 20:
            return [*spans[:index], (start, glued.end("title")), (glued.end(), end), *spans[index + 1 :]]
        run_in = _RUN_IN_TITLE.match(text, start, min(end, start + 80))
        if run_in and end - run_in.end() > 60:
            return [*spans[:index], run_in.span("title"), (run_in.end(), end), *spans[index + 1 :]]
    return spans
