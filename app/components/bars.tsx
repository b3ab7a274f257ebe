/** A bar a day from a zero baseline, nothing cut off: small enough to sit beside its figure. The words say what the picture shows. */
export function Bars({ values, label }: { values: readonly bigint[]; label: string }) {
  const highest = values.reduce((most, value) => (value > most ? value : most), 1n);
  const width = 100 / Math.max(1, values.length);
  return (
    <svg className="bars" viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={label}>
      {values.map((value, index) => {
        const height = value <= 0n ? 0.5 : Math.max(1.5, Number((value * 3_900n) / highest) / 100);
        return (
          <rect
            key={index}
            x={(index * width).toFixed(3)}
            y={(40 - height).toFixed(3)}
            width={(width * 0.72).toFixed(3)}
            height={height.toFixed(3)}
          />
        );
      })}
    </svg>
  );
}
