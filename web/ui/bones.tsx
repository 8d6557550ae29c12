// Skeletons: placeholders in the shape of what is loading. Their drawings are beside the icons.

/** A placeholder for two list items, or for a verdict with its fields. */
export function drawBones(of: 'rows' | 'verdict') {
  return (
    <svg class={`ts-bones ts-bones-${of}`} aria-hidden="true">
      <use href={`#i-bones-${of}`} />
    </svg>
  )
}
