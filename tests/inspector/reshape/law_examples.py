"""How many random pipelines each law is tried on: a seeded tenth in CI, all of them where the number is given."""

import os

LAW_EXAMPLES = int(os.environ.get("LSTMSCOPE_LAW_EXAMPLES", "500"))
