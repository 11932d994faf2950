"""How figures that cannot be computed say why."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.reasons import declare

declare(
    {
        "targets.no_rows": _("登记册中没有可计算“%(name)s”的行"),
        "targets.no_denominator": _("“%(name)s”的分母为零或缺失，不可计算"),
        "targets.not_reported": _("尚未填报"),
        "organisations.not_comparable_across_split": _("不可比：%(units)s 已分立，行内没有说明归属"),
    },
    short={"targets.not_reported": _("待填报")},
)
