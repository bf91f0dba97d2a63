"""``python -m cnncourse``: the command line."""

import sys

from cnncourse.cli import main

sys.exit(main())
