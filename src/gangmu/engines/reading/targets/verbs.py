"""The verbs of such documents that take a count as their object."""

import re

#: Verbs that take a counted thing as their object and are no nouns; in mid-clause they open the words of a target.
_PURE_VERBS = (
    "新建改建 新建改扩建 新建、改建 新建、改扩建 新改扩建 新改建 改扩建 新开工建设 新开工 开工建设 建成投用 建成投运 建设改造 改造提升 改造建设 升级改造 新评选 "
    "新认定 新培育 新增加 新增 净增 增加 增设 增补 增配 增招 新建 新设 新开设 新开通 新登记 新入选 新获批 新签约 新引进 新招聘 新组建 新创建 新打造 "
    "建成 建立 建好 改建 扩建 迁建 续建 竣工 完工 开工 创建 创成 创办 组建 成立 设立 设置 升格 开设 开展 开办 开通 开行 开辟 "
    "打造 培育 培养 招收 招聘 招引 引进 引育 选派 选聘 选拔 评选 评定 评出 遴选 认定 命名 表彰 奖励 资助 发放 下达 拨付 落实 "
    "安排 筹集 筹措 争取到 配备 配置 配齐 购置 更新 修缮 修建 修订 修复 整治 整改 化解 关停 取缔 撤并 压减 "
    "释放 发布 公布 举办 召开 承办 印发 出台 制定 编制 编印 推出 推广 推荐 推进 实施 启动 完成 办理 办好 办成 办结 解决 查处 受理 调处 "
    "惠及 带动 吸引 吸纳 帮扶 扶持 转移 输送 输转 安置 集聚 聚集 汇聚 拥有 接待 入选 获评 获批 获得 荣获 "
    "补充 取得 斩获 报送 刊发 刊登 录用 撰写 形成 掌握 提供 筹建 盘活 处置 减免 清退 清理 淘汰 拆除 签约 签订 布局 "
    "布设 铺设 新铺 架设 划转 接收 兑付 兑现 追回 挽回 追缴 开垦 营造 植树 发行 获奖 夺得 摘得 夺取 捧回 接入 联通 贯通 打通 提升 覆盖 改造"
)
#: Verbs that are nouns as well (技改投资, 养老服务): they govern a figure right behind them, but open nothing in mid-clause.
_NOUN_VERBS = (
    "建设 培训 投入 投资 争取 采购 治理 组织 处理 排查 检查 督查 抽查 巡查 服务 帮助 支持 援助 补助 救助 参与 报道 采用 供应 供给 落地 输出 生产 造林 种植 "
    "创作 上线 通车 招生 开发 开放 建 创"
)


def _longest_first(words: str) -> str:
    return "|".join(sorted(set(words.split()), key=len, reverse=True))


GOVERNING_VERB = re.compile(
    rf"(?:(?<!换)新)?(?:{_longest_first(_PURE_VERBS)})(?:了|好)?(?![率量费法者型式性化力面数比值区]|达|稳定|超|突破|保持|累计|为\d|至\d|到\d|的|项目(?!\d)|工程(?!\d)|资金(?!\d)|方式|形式|渠道|途径|活动|水平|任务|标准|中心|[、和及])"
)
#: A verb right in front of a figure: the figure is its object.
VERB_AT_END = re.compile(
    rf"(?:{_longest_first(_PURE_VERBS + ' ' + _NOUN_VERBS)}|抓好|做好|建有|设有|配有|配|设|招|选|培|办|为|达|超|约|近|多了|给予|发给|至少|不少于|不低于|成|每[人月年生户亩天校]|人均|生均|户均)(?:了|好|出|到|至少|约|近|超过?|不少于|不低于)*$"
)
