import { useSearchLink } from 'frappe-graphql-react';
import { useId, useState } from 'react';

/** A field for the name of a document, with what the site suggests. */
export function LinkField(props: {
  label: string;
  doctype: string;
  value: string;
  onChange: (name: string) => void;
  className?: string;
  'aria-invalid'?: boolean;
  'aria-describedby'?: string;
}) {
  const { label, doctype, value, onChange, ...rest } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { options } = useSearchLink(doctype, value, { enabled: isOpen });
  return (
    <label>
      {label}{' '}
      <input
        {...rest}
        list={id}
        value={value}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={id}>
        {options.map((option) => (
          <option key={option.name} value={option.name}>
            {option.label ?? option.description}
          </option>
        ))}
      </datalist>
    </label>
  );
}
