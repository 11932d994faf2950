"""How a figure that no row yields is worded."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.reasons import declare

declare({"checks.no_rows": _("统计时点没有登记的记录")}, {"checks.no_rows": _("无记录")})
