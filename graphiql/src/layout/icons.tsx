/** The icons of the page, on a grid of 16. */
const PATHS = {
  run: 'M4.5 2.8v10.4L13 8z',
  stop: 'M4 4h8v8H4z',
  plan: 'M2.5 3.5h6M5 8h6M8 12.5h5.5',
  prettify: 'M8 2l1.3 3.7L13 7 9.3 8.3 8 12 6.7 8.3 3 7l3.7-1.3zM12.5 11v3M11 12.5h3',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  share: 'M6.5 9.5l3-3M7 4.5l1.2-1.2a2.9 2.9 0 0 1 4.1 4.1L11 8.7M9 11.5l-1.2 1.2a2.9 2.9 0 0 1-4.1-4.1L5 7.3',
  save: 'M4 2.5h8v11L8 10.6l-4 2.9z',
  docs: 'M3 2.5h7.5a2 2 0 0 1 2 2v9H5a2 2 0 0 1-2-2zM3 11.5a2 2 0 0 1 2-2h7.5M6 5.5h4',
  history: 'M2.8 6.2A5.5 5.5 0 1 1 2.5 8M2.5 3v3.3h3.3M8 5v3.2l2.2 1.5',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  query: 'M3 3.5h10M3 6.5h6M3 9.5h8M3 12.5h5',
  answer:
    'M5.5 2.5c-2 0-1.5 2-1.5 3.2S3 8 2.5 8c.5 0 1.5.8 1.5 2.3s-.5 3.2 1.5 3.2M10.5 2.5c2 0 1.5 2 1.5 3.2S13 8 13.5 8c-.5 0-1.5.8-1.5 2.3s.5 3.2-1.5 3.2',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  plus: 'M8 3.5v9M3.5 8h9',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4',
  user: 'M8 8.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM3 13.7c.4-2.3 2.4-3.7 5-3.7s4.6 1.4 5 3.7',
  light:
    'M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM8 1.5v1.7M8 12.8v1.7M1.5 8h1.7M12.8 8h1.7M3.4 3.4l1.2 1.2M11.4 11.4l1.2 1.2M12.6 3.4l-1.2 1.2M4.6 11.4l-1.2 1.2',
  dark: 'M13 9.7A5.5 5.5 0 0 1 6.3 3a5.5 5.5 0 1 0 6.7 6.7z',
  system: 'M2.5 3.5h11v7.5h-11zM6 13.5h4',
  back: 'M9.5 4L5.5 8l4 4',
  chevron: 'M4.5 6.5L8 10l3.5-3.5',
  check: 'M3.5 8.5l3 3 6-7',
  refresh: 'M13.2 6.2A5.5 5.5 0 1 0 13.5 8M13.5 3v3.3h-3.3',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

const FILLED: readonly IconName[] = ['run', 'stop'];

/** An icon; its button has the words for it. */
export function Icon({ name }: { readonly name: IconName }) {
  const isFilled = FILLED.includes(name);
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill={isFilled ? 'currentColor' : 'none'} stroke={isFilled ? 'none' : 'currentColor'} />
    </svg>
  );
}

/** The mark of the page. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#4338ca" />
      <g stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M11 8v16M11 8h11M11 16h8" />
      </g>
      <g fill="#fff">
        {[11, 22].map((x) => (
          <circle key={x} cx={x} cy="8" r="3" />
        ))}
        <circle cx="11" cy="16" r="3" />
        <circle cx="19" cy="16" r="3" />
        <circle cx="11" cy="24" r="3" />
      </g>
    </svg>
  );
}
