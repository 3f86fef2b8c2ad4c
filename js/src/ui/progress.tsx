/** A bar with a name. `share` 0 to 1. */
export function Progress({ name, share, slim = false }: { name: string; share: number; slim?: boolean }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      class={`nemo-progress${slim ? " nemo-progress-slim" : ""}`}
    >
      <div class="nemo-progress-bar" style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
