// Spinner, and the grey bars shown while content loads.

export type SpinnerProps = { size?: 'small' | 'medium' | 'large'; delay?: number }

const sizes: Record<string, number> = { small: 12, medium: 20, large: 32 }

export const Spinner = ({ size = 'medium', delay = 0 }: SpinnerProps) => (
  <svg
    className="sd-spinner"
    role="progressbar"
    aria-label="Loading"
    width={sizes[size]}
    height={sizes[size]}
    viewBox="0 0 16 16"
    style={{ animationDelay: `${delay}ms` }}
  >
    <circle className="sd-spinner-ground" cx="8" cy="8" r="6.5" />
    <path d="M8 1.5a6.5 6.5 0 0 1 6.5 6.5" />
  </svg>
)

/** Grey bars in place of `lines` lines of text. */
export const Skeleton = ({ lines = 3 }: { lines?: number }) => (
  <div className="sd-skeleton" role="status" aria-label="Loading">
    {Array.from({ length: lines }, (_, line) => (
      <span key={line} className="sd-skeleton-line" />
    ))}
  </div>
)

export const Divider = () => <hr className="sd-divider" />
