"""How rows that this room's figures leave out say why."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.reasons import declare

declare({"premises.converted": _("民办园转为公办园，增加公办学位，不新增学位")})
