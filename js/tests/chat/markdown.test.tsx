import { render } from "preact";
import { afterEach, expect, test } from "vitest";
import { Markdown } from "../../src/chat/markdown";

const root = document.createElement("div");
afterEach(() => render(null, root));

function drawn(text: string): HTMLElement {
  render(<Markdown text={text} />, root);
  return root;
}

test("paragraphs, lists, bold, italics and code", () => {
  const html = drawn("# Done\n\nFive **photos**, *3 s* each.\nMore:\n\n- `one`\n- two\n\n3. three\n4. four").innerHTML;
  expect(html).toBe(
    "<p><strong>Done</strong></p><p>Five <strong>photos</strong>, <em>3 s</em> each.<br>More:</p>" +
      '<ul><li><code>one</code></li><li>two</li></ul><ol start="3"><li>three</li><li>four</li></ol>',
  );
});

test("fenced code stays as it is, even before its end has come", () => {
  expect(drawn("```\na **b**\n<i>c</i>").querySelector("pre")?.textContent).toBe("a **b**\n<i>c</i>");
});

test.each([
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "**<svg onload=alert(1)>**",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](data:text/html,<script>1</script>)",
  "[x](vbscript:x)",
  "![x](https://example.com/track.png)",
  '[x](https://e.com/"onmouseover="alert(1))',
  "`<b>`",
])("%j cannot act", (text) => {
  const box = drawn(text);
  expect(box.querySelector("img, script, svg, iframe, b, object, style")).toBeNull();
  for (const element of box.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/);
      if (name === "href") expect(value).toMatch(/^https?:\/\//);
    }
  }
});

test("links go to the web, in a page of their own", () => {
  const links = [...drawn("See https://example.com/a_(b). Or [this](http://example.org/?q=1).").querySelectorAll("a")];
  expect(links.map(({ href, textContent }) => [textContent, href])).toEqual([
    ["https://example.com/a_(b", "https://example.com/a_(b"],
    ["this", "http://example.org/?q=1"],
  ]);
  expect(links.every(({ rel, target }) => rel === "noopener noreferrer" && target === "_blank")).toBe(true);
});

test.each([
  "a.jpg](https:evil.example).jpg",
  "[photo](https:evil.example).jpg",
  "[photo](https:\\\\evil.example).jpg",
  "[your bank](https://bank.example@evil.example/)",
  "[photo](//evil.example)",
])("%j leads nowhere", (text) => {
  expect(drawn(text).querySelector("a")).toBeNull();
});

test("what is no Markdown stays text", () => {
  expect(drawn("2 * 3 * 4 = 24, snake_case_name, a*b*c").textContent).toBe("2 * 3 * 4 = 24, snake_case_name, a*b*c");
  expect(root.querySelector("em")).toBeNull();
});
