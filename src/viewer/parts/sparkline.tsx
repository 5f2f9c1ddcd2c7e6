const HEIGHT = 24;

interface SparklineProps {
  readonly counts: readonly number[];
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** Counts over time as small columns, without axes. */
export function Sparkline({ counts, label }: SparklineProps) {
  const greatest = Math.max(...counts, 1);
  const path = counts
    .map((count, index) => {
      // A single problem must be visible.
      const height = count === 0 ? 0 : Math.max(2, (HEIGHT * count) / greatest);
      return height === 0 ? '' : `M${index} ${HEIGHT}v${-Number(height.toFixed(2))}h1v${Number(height.toFixed(2))}z`;
    })
    .join('');
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${Math.max(counts.length, 1)} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={path} />
    </svg>
  );
}
