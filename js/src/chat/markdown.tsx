/**
 * A small, safe part of Markdown: paragraphs, lists, bold, italics, code, http(s) links. Text becomes text nodes and
 * nothing else, so no markup in it can act; pictures are never fetched.
 */
import type { ComponentChildren } from "preact";

type Block =
  | { kind: "text"; lines: string[] }
  | { kind: "list"; ordered: boolean; start: number; items: string[] }
  | { kind: "code"; lines: string[] };

export function Markdown({ text }: { text: string }) {
  return <>{blocksOf(text).map(renderBlock)}</>;
}

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let fenced: Extract<Block, { kind: "code" }> | null = null;
  let open = false;
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) {
      if (fenced) fenced = null;
      else {
        fenced = { kind: "code", lines: [] };
        blocks.push(fenced);
      }
      open = false;
      continue;
    }
    if (fenced) {
      fenced.lines.push(line);
      continue;
    }
    if (!line.trim()) {
      open = false;
      continue;
    }
    const item = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/.exec(line);
    const last = blocks.at(-1);
    if (item) {
      const ordered = item[1] !== undefined;
      if (last?.kind === "list" && last.ordered === ordered) last.items.push(item[2] ?? "");
      else blocks.push({ kind: "list", ordered, start: Number(item[1] ?? 1), items: [item[2] ?? ""] });
      open = false;
    } else if (open && last?.kind === "text") last.lines.push(line);
    else {
      blocks.push({ kind: "text", lines: [line] });
      open = true;
    }
  }
  return blocks;
}

function renderBlock(block: Block, key: number) {
  if (block.kind === "code") {
    return (
      <pre key={key} class="nemo-code">
        <code>{block.lines.join("\n")}</code>
      </pre>
    );
  }
  if (block.kind === "list") {
    const items = block.items.map((item, index) => <li key={index}>{inline(item)}</li>);
    return block.ordered ? (
      <ol key={key} start={block.start}>
        {items}
      </ol>
    ) : (
      <ul key={key}>{items}</ul>
    );
  }
  const heading = /^#{1,6}\s+(.*)$/.exec(block.lines[0] ?? "");
  if (heading && block.lines.length === 1) {
    return (
      <p key={key}>
        <strong>{inline(heading[1] ?? "")}</strong>
      </p>
    );
  }
  return (
    <p key={key}>
      {block.lines.map((line, index) => (
        <>
          {index > 0 && <br />}
          {inline(line)}
        </>
      ))}
    </p>
  );
}

const INLINE =
  /`([^`]+)`|\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?!\w)|\[([^\]]+)\]\((\S+?)\)|(https?:\/\/[^\s<>"'，。！？；、）]+)/g;

export function inline(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, italic, label, target, bare] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code !== undefined) parts.push(<code>{code}</code>);
    else if (bold !== undefined) parts.push(<strong>{inline(bold)}</strong>);
    else if (italic !== undefined) parts.push(<em>{inline(italic)}</em>);
    else if (label !== undefined && target !== undefined)
      parts.push(<Link to={target} label={label} otherwise={whole} />);
    else if (bare !== undefined) {
      const address = bare.replace(/[.,:;!?)\]]+$/, "");
      parts.push(<Link to={address} label={address} otherwise={address} />, bare.slice(address.length));
    }
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** A link to a page on the web; anything else stays the text it was. */
export function Link({ to, label, otherwise }: { to: string; label: string; otherwise: string }) {
  const address = webAddress(to);
  if (!address) return <>{otherwise}</>;
  return (
    <a class="nemo-link" href={address} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  );
}

/** The address, if it is one in full and means the host that it begins with: `https:x` fits into the name of a file. */
export function webAddress(text: string): string | null {
  try {
    const url = new URL(text);
    return /^https?:\/\//i.test(text) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}
