"""`python -m generators.local`: the server's process."""

import sys

from generators.local.server.run import main

sys.exit(main())
