"""What may be done with notices; one's own are everybody's own."""

from django.utils.translation import gettext_noop

from gangmu.foundation.access.permissions import Permission, declare
from gangmu.foundation.access.roles import Role

declare([Permission("notices.webhook:edit", gettext_noop("设置外发通道"), (Role.ADMINISTRATOR,))])
