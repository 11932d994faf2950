"""What the files room tells the room below that changes keys: the files that lie sealed."""

from django.utils.translation import gettext_noop

from gangmu.foundation.files.services import not_under, reseal_attachment
from gangmu.foundation.sealing.rows import SealedElsewhere, declare_sealed_elsewhere

declare_sealed_elsewhere(SealedElsewhere(gettext_noop("附件"), not_under, reseal_attachment))
