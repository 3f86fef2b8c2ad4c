import type { MediaItem } from "../bridge/protocol.gen";
import { pictureKey, type Transfer } from "./transfers";

/** One file as the strip shows it: Python's item, this page's transfer, or both. */
export interface Entry {
  key: string;
  name: string;
  item: MediaItem | null;
  transfer: Transfer | null;
  failed: boolean;
  /** 0 to 1 while it is on its way, else null. The way to Python is the longer half. */
  progress: number | null;
}

export function entriesOf(
  media: readonly MediaItem[],
  transfers: readonly Transfer[],
  dismissed: ReadonlySet<string>,
): Entry[] {
  const known = new Set(media.map(({ id }) => id));
  const items = media
    .filter(({ id }) => !dismissed.has(id))
    .map((item) => entryOf(item, transfers.find((transfer) => transfer.media === item.id) ?? null));
  const others = transfers
    .filter((transfer) => transfer.media === null || !known.has(transfer.media))
    .map((transfer) => entryOf(null, transfer));
  return [...items, ...others];
}

/** What the entry's picture is known by. */
export function sourceOf({ item, transfer }: Entry): string {
  return item?.id ?? (transfer ? pictureKey(transfer) : "");
}

function entryOf(item: MediaItem | null, transfer: Transfer | null): Entry {
  const failed = item?.status === "failed" || transfer?.state === "failed";
  const onItsWay = !failed && (transfer !== null || item?.status !== "ready");
  return {
    key: item?.id ?? transfer?.media ?? `transfer-${transfer?.key}`,
    name: item?.name ?? transfer?.file.name ?? "",
    item,
    transfer,
    failed,
    progress: onItsWay ? shareOf(item, transfer) : null,
  };
}

function shareOf(item: MediaItem | null, transfer: Transfer | null): number {
  if (item?.status === "sending") return 0.7 + 0.3 * item.progress;
  if (transfer) return 0.7 * transfer.progress;
  return item?.status === "receiving" ? 0.7 * item.progress : 0;
}
