// Skeletons: the shape of what is coming, without pretending to be it. Their drawings lie beside the icons.

/** Bars in place of two list items, or of a verdict with its fields. */
export function drawBones(of: 'rows' | 'verdict') {
  return (
    <svg class={`ts-bones ts-bones-${of}`} aria-hidden="true">
      <use href={`#i-bones-${of}`} />
    </svg>
  )
}
