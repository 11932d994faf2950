"""`python -m gangmu.project.commandline` is `gangmu`."""

import sys

from gangmu.project.commandline import main

sys.exit(main())
