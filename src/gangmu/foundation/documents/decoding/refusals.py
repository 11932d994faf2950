"""Why a file cannot be read, each with a Chinese sentence that names the place and what to do."""

from gangmu.foundation.kernel.errors import Refusal


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogue of translations; this room stands without Django's own mark."""
    return sentence


_SENTENCES = {
    "empty": gettext_noop("“%(name)s”是空文件，没有可读的文字；请检查后重新选择文件"),
    "too_large": gettext_noop("“%(name)s”有 %(size)s MB，超过 %(limit)s MB 的上限；请删去图片或拆分后再传"),
    "bomb": gettext_noop(
        "“%(name)s”解压后体积异常（%(part)s），可能是恶意文件，已拒绝；请用 Word 或 WPS 打开原件另存后再传"
    ),
    "damaged": gettext_noop("“%(name)s”已损坏（%(part)s），无法打开；请用原软件打开并另存后再传"),
    "password": gettext_noop("“%(name)s”设有打开密码；请去掉密码另存后再传"),
    "macro": gettext_noop(
        "“%(name)s”带有宏或脚本（%(part)s），为安全起见不予读取；请另存为不含宏的 docx 后再传"
    ),
    "script": gettext_noop(
        "“%(name)s”带有脚本（%(part)s），为安全起见不予读取；请用打印方式另存为普通 pdf 后再传"
    ),
    "entities": gettext_noop(
        "“%(name)s”的 %(part)s 中含有实体声明，可能是恶意文件，已拒绝；请用 Word 或 WPS 打开原件另存后再传"
    ),
    "old_word": gettext_noop("“%(name)s”是旧版文档（doc 或 wps）；请在 Word 或 WPS 中另存为 docx 后再传"),
    "scan": gettext_noop(
        "“%(name)s”共 %(pages)s 页，都是没有文字的扫描图片；请提供 Word 文件，或先做文字识别后再传"
    ),
    "charset": gettext_noop(
        "“%(name)s”第 %(line)s 行起不是有效的文字编码；请用记事本打开，另存为 UTF-8 编码后再传"
    ),
    "kind": gettext_noop("不能读取“%(name)s”这类文件；请提供 txt、html、docx 或 pdf"),
    "too_long": gettext_noop("“%(name)s”文字过多（超过 %(limit)s 字）；请拆分后再传"),
    "too_many_pages": gettext_noop("“%(name)s”有 %(pages)s 页，超过 %(limit)s 页的上限；请拆分后再传"),
    "missing": gettext_noop("找不到文件“%(name)s”；请检查路径"),
}


def refuse(code: str, name: str, **parameters: object) -> Refusal:
    """Make the error of a reason.

    Parameters
    ----------
    code
        One of the reasons above; the error's code is ``documents.<code>``.
    name
        Name of the file as the person knows it.
    **parameters
        Values for the places of the sentence.
    """
    return Refusal(f"documents.{code}", _SENTENCES[code], name=name, **parameters)
