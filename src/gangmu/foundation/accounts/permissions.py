"""What may be done with accounts."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import Role

declare([Permission("accounts.account:edit", gettext_noop("管理账号"), (Role.ADMINISTRATOR,))])
