"""What the near side's end of the wire costs: CPU of a streamed answer, memory of a large upload.

    python -m tests.benchmarks.wire

The answer has 16 kB and comes at 200 words a second; beside it stands the same answer all at once, which is the work
without the waking up. The upload is a sound file of the largest size that is accepted.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from nemo_widget.model.media import MAX_UPLOAD_BYTES
from tests.session.cost import MB, cpu_of_an_answer, streaming_server
from tests.session.test_cost import wav


def main() -> None:
    for words_per_s, name in ((200, "at 200 words a second"), (1e6, "all at once")):
        with streaming_server(words_per_s) as url:
            spent_s, text = asyncio.run(cpu_of_an_answer(url))
        print(f"an answer of {len(text) / 1024:.0f} kB {name}: {spent_s:.3f} s of CPU in client and session")
    with tempfile.TemporaryDirectory() as folder:
        song = wav(Path(folder) / "song.wav", MAX_UPLOAD_BYTES)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        command = [sys.executable, "-m", "tests.session.cost", str(song)]
        told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    near_mb, far_mb = map(float, told.stdout.split())
    print(
        f"an upload of {MAX_UPLOAD_BYTES / MB:.0f} MB: {near_mb:.1f} MB more here, {far_mb:.1f} MB more in the engine"
    )


if __name__ == "__main__":
    main()
