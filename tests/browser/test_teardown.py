"""A view that is gone leaves nothing: no timers, listeners, addresses of blobs, sound, or memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.host import host_page, snapshot
from tests.browser.lab import browser_page

WARM_UP = 5
ROUNDS = 50

# Counts what a view may forget to give back.
COUNT = """
window.kept = { timeouts: new Set(), intervals: new Set(), frames: new Set(), blobs: new Set(), sounds: new Set() };
const taken = (name, give, back, kept, run) => {
    const original = window[give].bind(window);
    window[give] = (work, ...rest) => {
        const id = original(run ? (...args) => { kept.delete(id); work(...args); } : work, ...rest);
        kept.add(id);
        return id;
    };
    const end = window[back].bind(window);
    window[back] = (id) => { kept.delete(id); end(id); };
};
taken('timeouts', 'setTimeout', 'clearTimeout', kept.timeouts, true);
taken('intervals', 'setInterval', 'clearInterval', kept.intervals, false);
taken('frames', 'requestAnimationFrame', 'cancelAnimationFrame', kept.frames, true);
const make = URL.createObjectURL.bind(URL);
const revoke = URL.revokeObjectURL.bind(URL);
URL.createObjectURL = (blob) => { const url = make(blob); kept.blobs.add(url); return url; };
URL.revokeObjectURL = (url) => { kept.blobs.delete(url); revoke(url); };
window.AudioContext = class extends AudioContext {
    constructor(...args) { super(...args); kept.sounds.add(this); }
    close() { kept.sounds.delete(this); return super.close(); }
};
window.counts = () => Object.fromEntries(Object.entries(kept).map(([name, set]) => [name, set.size]));
"""

ROUND = """async () => {
    const root = document.getElementById('root');
    const until = async (condition) => { while (!condition()) await new Promise((done) => setTimeout(done, 5)); };
    await until(() => root.querySelector('.nemo-tile img'));
    root.querySelector('[aria-label=Play]')?.click();
    await new Promise((done) => setTimeout(done, 40));
    window.unmount();
    if (root.childNodes.length) throw new Error('something is left on the page');
    window.unmount = window.show();
}"""

SETTLED = "(before) => Object.entries(counts()).every(([name, count]) => count <= before[name] + 3)"


def draft() -> dict[str, Any]:
    clips = [{"id": f"c{n}", "s": n * 1000, "d": 1000, "m": {"src": f"h{n}", "name": f"{n}.jpg"}} for n in range(3)]
    music = {"id": "b", "s": 0, "d": 3000, "m": {"src": "music:lo-fi", "name": "Lo-fi", "volume": 0.4}}
    return {
        "d": 3000,
        "m": {"width": 1280, "height": 720, "fps": 30},
        "t": [{"id": "v", "tt": 0, "sg": clips}, {"id": "a", "tt": 1, "sg": [music]}],
    }


def measured(page: Page, cdp: Any) -> dict[str, float]:
    for _ in range(3):
        cdp.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
    return {name: metrics[name] for name in ("JSHeapUsedSize", "JSEventListeners", "Nodes")} | page.evaluate("counts()")


def test_fifty_views_leave_nothing(browser: Browser, photos: list[Path]):
    pictures = [photo.read_bytes() for photo in photos]
    told = snapshot(draft(), {f"h{n}": f"{n}.jpg" for n in range(3)})
    answers = {
        "snapshot": lambda params: (told, []),
        "thumbnail": lambda params: ({"mime": "image/jpeg"}, [pictures[int(params["media"][-1])]]),
        "sessions": lambda params: ({"sessions": []}, []),
    }
    with host_page(answers) as url, browser_page(browser) as page:
        page.add_init_script(COUNT)
        page.goto(url)
        cdp = page.context.new_cdp_session(page)
        cdp.send("Performance.enable")
        for _ in range(WARM_UP):
            page.evaluate(ROUND)
        before = measured(page, cdp)
        marks = [before]
        for _ in range(2):
            for _ in range(ROUNDS):
                page.evaluate(ROUND)
            # the view that is there has timers of its own, which end; those of forgotten ones would be fifty
            page.wait_for_function(SETTLED, arg=before, timeout=60_000)
            marks.append(measured(page, cdp))
    after = marks[1]
    # one view has some hundreds of nodes and dozens of listeners: fifty forgotten ones would be seen
    assert after["JSEventListeners"] < before["JSEventListeners"] + 60, (before, after)
    assert after["Nodes"] < before["Nodes"] + 600, (before, after)
    # compiled code may stretch the heap once; what is forgotten stretches it each time
    heap_bytes = [mark["JSHeapUsedSize"] for mark in marks]
    assert min(heap_bytes[1] - heap_bytes[0], heap_bytes[2] - heap_bytes[1]) < 1_500_000, heap_bytes
