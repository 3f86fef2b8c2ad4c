/** A round progress bar with a name. `share` 0 to 1. */
const RADIUS = 14;
const ROUND = 2 * Math.PI * RADIUS;

export function Ring({ name, share }: { name: string; share: number }) {
  const bounded = Math.min(1, Math.max(0, share));
  return (
    <div
      class="nemo-ring"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(bounded * 100)}
    >
      <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
        <circle class="nemo-ring-ground" cx="16" cy="16" r={RADIUS} />
        {bounded > 0 && (
          <circle
            class="nemo-ring-share"
            cx="16"
            cy="16"
            r={RADIUS}
            stroke-dasharray={`${ROUND * bounded} ${ROUND}`}
            transform="rotate(-90 16 16)"
          />
        )}
      </svg>
    </div>
  );
}
