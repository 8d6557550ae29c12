// Skeletons: the shape of what is coming, without pretending to be it.

/** Bars in place of two list items. */
export function RowBones() {
  return (
    <div class="ts-bones" aria-hidden="true">
      {[70, 48].map((width) => (
        <div class="ts-row">
          <span class="ts-bone ts-bone-mark" />
          <span class="ts-bone-lines">
            <span class="ts-bone" style={{ width: `${width}%` }} />
            <span class="ts-bone ts-bone-low" style={{ width: `${width / 2}%` }} />
          </span>
          <span class="ts-bone ts-bone-money" />
        </div>
      ))}
    </div>
  )
}

/** Bars in place of the verdict and the fields. */
export function VerdictBones() {
  return (
    <div aria-hidden="true">
      <div class="ts-verdict">
        <span class="ts-bone ts-bone-mark" />
        <span class="ts-bone ts-bone-word" />
        <span class="ts-bone ts-bone-end" />
        <p class="ts-verdict-note ts-bone-note">
          <span class="ts-bone" style={{ width: '42%' }} />
          <span class="ts-bone" style={{ width: '22%' }} />
        </p>
      </div>
      <div class="ts-fields ts-bone-fields">
        {[30, 18, 24].map((width) => (
          <span>
            <span class="ts-bone" style={{ width: `${width}%` }} />
            <span class="ts-bone" style={{ width: `${54 - width}%` }} />
          </span>
        ))}
      </div>
    </div>
  )
}
