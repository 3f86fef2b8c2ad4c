"""The job as one does it with others: `python peers.py movielite|moviepy PHOTOS OUT`, in an environment of their own.

Both are told to use x264's preset veryfast. MovieLite has CRF 21 with it and no other, and gets no title.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WIDTH, HEIGHT, FPS, SECONDS, CROSSFADE = 1920, 1080, 30, 30, 0.5
EACH = SECONDS / 5


def movielite(photos: list[Path], out: Path) -> None:
    """Two processes. Each photo is shown a quarter of a second longer on both sides, for its crossfades."""
    import movielite as ml

    clips = []
    for number, photo in enumerate(photos):
        start = max(0.0, number * EACH - CROSSFADE / 2)
        length = min(SECONDS, (number + 1) * EACH + CROSSFADE / 2) - start
        clip = ml.ImageClip(str(photo), start=start, duration=length).set_size(width=WIDTH)
        across = (0, 0) if number % 2 == 0 else (-200, 0)
        scales = (1.0, 1.12) if number % 2 == 0 else (1.12, 1.12)
        clip.add_effect(ml.vfx.KenBurns(length, *scales, start_position=(0, -180), end_position=(across[0], -180)))
        if clips:
            clips[-1].add_transition(clip, ml.vtx.CrossFade(CROSSFADE))
        clips.append(clip)
    writer = ml.VideoWriter(str(out), fps=FPS, size=(WIDTH, HEIGHT), duration=SECONDS)
    writer.add_clips(clips).write(processes=2, video_quality=ml.VideoQuality.MIDDLE)


def moviepy(photos: list[Path], out: Path) -> None:
    from moviepy import CompositeVideoClip, ImageClip, TextClip, vfx

    clips = []
    for number, photo in enumerate(photos):
        start = max(0.0, number * EACH - CROSSFADE / 2)
        length = min(SECONDS, (number + 1) * EACH + CROSSFADE / 2) - start
        clip = ImageClip(str(photo)).with_duration(length).resized(width=WIDTH)
        clip = clip.resized(lambda t, length=length: 1 + 0.12 * t / length).with_position("center").with_start(start)
        clips.append(clip.with_effects([vfx.CrossFadeIn(CROSSFADE)]) if number else clip)
    title = TextClip(text="Urban Dreams", font_size=86, color="white", duration=3).with_position("center")
    film = CompositeVideoClip([*clips, title], size=(WIDTH, HEIGHT)).with_duration(SECONDS)
    film.write_videofile(
        str(out), fps=FPS, codec="libx264", preset="veryfast", threads=2, ffmpeg_params=["-crf", "23"], logger=None
    )


def ffmpeg(photos: dict[str, Path], out: Path, preset: str, crf: int) -> None:
    """The same job as one does it with ffmpeg: zoompan, xfade, drawtext; a tone stands for the music."""
    command = ["ffmpeg", "-v", "error", "-y"]
    graph = []
    for number, path in enumerate(photos.values()):
        command += ["-i", str(path)]
        frames = (6 if number in (0, 4) else 6.5) * FPS if number not in (0, 4) else 6.25 * FPS
        zoom = f"1+0.12*on/{frames:.0f}" if number % 2 == 0 else "1.12"
        x = f"(iw-iw/zoom)*on/{frames:.0f}" if number % 2 else "(iw-iw/zoom)/2"
        graph.append(
            f"[{number}]scale=2400:1800,crop=2400:1350,"
            f"zoompan=z='{zoom}':x='{x}':y='(ih-ih/zoom)/2':d={frames:.0f}:s={WIDTH}x{HEIGHT}:fps={FPS},"
            f"format=yuv420p[v{number}]"
        )
    last = "v0"
    for number in range(1, 5):
        graph.append(f"[{last}][v{number}]xfade=duration=0.5:offset={6 * number - 0.25}[x{number}]")
        last = f"x{number}"
    graph.append(
        f"[{last}]drawtext=text='Urban Dreams':fontsize=86:fontcolor=white:x=(w-tw)/2:y=(h-th)/2:enable='lt(t,3)'[v]"
    )
    command += ["-f", "lavfi", "-i", f"sine=220:duration={SECONDS}", "-filter_complex", ";".join(graph)]
    command += ["-map", "[v]", "-map", "5:a", "-c:v", "libx264", "-preset", preset, "-crf", str(crf)]
    command += ["-t", str(SECONDS), "-c:a", "aac", "-movflags", "+faststart", str(out)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    {"movielite": movielite, "moviepy": moviepy}[sys.argv[1]](
        sorted(Path(sys.argv[2]).glob("*.jpg")), Path(sys.argv[3])
    )
