from __future__ import annotations

import re

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|‘[^’]*’|「[^」]*」|《[^》]*》|『[^』]*』")
"""What stands between quotation marks, and is therefore content: the words of a title, the name of a file."""
